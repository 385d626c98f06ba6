import type { Broker } from '../../broker/broker.js';
import {
  type CancelLease,
  type CancelRow,
  type Database,
  itemsOfCancel,
  writeCancelItems,
} from '../../database/index.js';
import { MOST_NEWCOMER_LOOKS } from '../../domain/cancel/fate.js';
import { type CancelItem, type CancelledItem, inOrderOfCancelling } from '../../domain/cancel/item.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { TaskError } from '../../domain/task.js';
import { idOfOrder, itemsOf } from './account-now.js';
import { endsByAnswers, endsOfOrders, endsOfStops, keyOf, left, opened, reopened } from './ends.js';
import type { Look } from './look.js';
import type { CancelSender, ToCancel } from './sender.js';

export interface CancelBookDependencies {
  readonly db: Database;
  readonly broker: Broker;
  readonly row: CancelRow;
  readonly lease: CancelLease;
  readonly sender: CancelSender;
}

type Named = Pick<CancelItem, 'kind' | 'id'>;

const MOST_UNTOLD_LOOKS = 3;
const UNTOLD: TaskError = { code: 'cancel-untold', data: {} };
const NEWCOMER: TaskError = { code: 'cancel-newcomer', data: {} };

export type CancelBook = Awaited<ReturnType<typeof openCancelBook>>;

/**
 * Every order and stop order that a cancelling is about, and what became of each. What changes here is written down under
 * the lease before anything is done by it, so that another one goes on from there.
 */
export async function openCancelBook({ db, broker, row, lease, sender }: CancelBookDependencies) {
  const items = new Map((await itemsOfCancel(db, row.id)).map((item) => [keyOf(item), item]));
  const seenStops = new Map<string, StopSnapshot>();
  let { newcomerLooks } = row;
  let areStopsSeen = false;
  let triggeredAtMs = Number.NEGATIVE_INFINITY;
  let isOrderMissing = false;
  let untoldLooks = 0;
  /** Stop orders that the list of the active ones misses and that of all holds as active. */
  const unlisted = new Set<string>();

  const stateOf = (of: Named) => items.get(keyOf(of))?.state;

  function settle(ended: readonly CancelledItem[]): void {
    for (const item of ended) items.set(keyOf(item), item);
    if (ended.some(({ kind, state }) => kind === 'stop-order' && state === 'executed'))
      triggeredAtMs = performance.now();
  }

  /** What the look shows for the first time: to be cancelled, but for what somebody places again and again. */
  async function enter(look: Look): Promise<readonly CancelItem[]> {
    const seen = await newItems(look);
    const isBeforeGone =
      areStopsSeen && [...items.values()].every(({ state, isNewcomer }) => isNewcomer || state !== 'open');
    if (newcomerLooks < 0) newcomerLooks = 0;
    else if (isBeforeGone && seen.some(({ isNewcomer }) => isNewcomer)) newcomerLooks += 1;
    const isFought = newcomerLooks <= MOST_NEWCOMER_LOOKS;
    for (const item of seen)
      items.set(keyOf(item), isFought || !item.isNewcomer ? opened(item) : left(item, NEWCOMER));
    for (const stop of look.stops ?? []) seenStops.set(stop.stopOrderId, stop);
    areStopsSeen ||= look.stops !== undefined;
    return seen;
  }

  async function newItems({ working, stops = [], owners, stopOwners }: Look): Promise<CancelItem[]> {
    // What nobody of ours placed and may be a hedge is none of it yet.
    const orders = working
      .filter(({ order, fate }) => fate !== 'wait' || owners.has(idOfOrder(order)))
      .map(({ order }) => order)
      .filter((order) => !stateOf({ kind: 'order', id: idOfOrder(order) }));
    const others = stops.filter(({ stopOrderId: id }) => !stateOf({ kind: 'stop-order', id }));
    const whose = { owners, stopOwners };
    return [
      ...(await itemsOf(broker, { working: orders, stops: [], ...whose, isFirstLook: newcomerLooks < 0 })),
      ...(await itemsOf(broker, { working: [], stops: others, ...whose, isFirstLook: !areStopsSeen })),
    ];
  }

  const write = (seen: readonly CancelItem[], ended: readonly CancelledItem[]): Promise<boolean> =>
    writeCancelItems(db, lease, { seen, ended, newcomerLooks });

  return {
    /** Stop orders that were active at any look. */
    seenStops: seenStops as ReadonlyMap<string, StopSnapshot>,
    /** Whether stop orders were listed since whoever carries it out began to. */
    areStopsSeen: (): boolean => areStopsSeen,
    all: (): CancelledItem[] => [...items.values()],
    isOpen: (of: Named): boolean => stateOf(of) === 'open',
    isLeft: (of: Named): boolean => stateOf(of) === 'left',
    /** The last look missed an order that is to be cancelled: one list alone is not believed. */
    isOrderMissing: (): boolean => isOrderMissing,
    /** Since a stop order was told to have triggered, milliseconds. */
    triggeredForMs: (): number => performance.now() - triggeredAtMs,

    /** Takes in what a look shows. @returns whether the lease is still ours */
    async take(look: Look): Promise<boolean> {
      const seen = await enter(look);
      const changed = new Set(seen.map(keyOf).filter((key) => items.get(key)?.state === 'left'));
      isOrderMissing = false;
      for (const endsBy of [reopened, endsOfOrders, endsByAnswers]) {
        const ended = endsBy(items, look, sender);
        settle(ended);
        isOrderMissing ||= ended.some(({ kind, state }) => kind === 'order' && state === 'gone');
        for (const item of ended) changed.add(keyOf(item));
      }
      return write(
        seen,
        [...changed].flatMap((key) => items.get(key) ?? []),
      );
    },

    /** All that is to be cancelled by this look, the first ones first. */
    toCancel({ working, stops = [] }: Look): ToCancel[] {
      const brokerIds = new Map<string, string>([
        ...working
          .filter(({ fate }) => fate === 'cancel')
          .map(({ order }) => [keyOf({ kind: 'order', id: idOfOrder(order) }), order.brokerOrderId] as const),
        ...[...unlisted, ...stops.map(({ stopOrderId }) => stopOrderId)].map(
          (id) => [keyOf({ kind: 'stop-order', id }), id] as const,
        ),
      ]);
      unlisted.clear();
      const due = [...items.values()].filter((item) => item.state === 'open' && !sender.isUnderWay(item));
      return inOrderOfCancelling(due).flatMap(({ kind, id }) => {
        const brokerId = brokerIds.get(keyOf({ kind, id }));
        return brokerId === undefined ? [] : [{ kind, id, brokerId }];
      });
    },

    /** Stop orders that were to be cancelled, when none is active any more. */
    openStops: (): CancelledItem[] =>
      [...items.values()].filter(({ kind, state }) => kind === 'stop-order' && state === 'open'),

    /**
     * Asks the broker what became of stop orders that are gone without our cancel; what it does not tell is
     * cancelled again and, asked often enough, left.
     * @returns whether the lease is still ours
     */
    async settleGone(stops: readonly CancelledItem[]): Promise<boolean> {
      const ended = await endsOfStops(broker, stops, seenStops);
      settle(ended);
      untoldLooks += 1;
      const untold = stops.filter((stop) => stateOf(stop) === 'open');
      const given = untoldLooks < MOST_UNTOLD_LOOKS ? [] : untold.map((stop) => left(stop, UNTOLD));
      settle(given);
      for (const { id } of untold) unlisted.add(id);
      return write([], [...ended, ...given]);
    },
  };
}
