import type { Broker } from '../../broker/broker.js';
import {
  type CancelLease,
  type CancelRow,
  type Database,
  itemsOfCancel,
  reportCancel,
  writeCancelItems,
} from '../../database/index.js';
import { MOST_NEWCOMER_LOOKS } from '../../domain/cancel/fate.js';
import {
  type CancelItem,
  type CancelledItem,
  inOrderOfCancelling,
  withChildren,
} from '../../domain/cancel/item.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { TaskError } from '../../domain/task.js';
import { idOfOrder, itemsOf } from './account-now.js';
import {
  endsByAnswers,
  endsOfOrders,
  endsOfStops,
  type Items,
  keyOf,
  left,
  opened,
  reopened,
} from './ends.js';
import { type Look, lookAt } from './look.js';
import { owingOf } from './owing.js';
import { reportOf } from './report.js';
import type { CancelSender, ToCancel } from './sender.js';

export interface Cancelling {
  readonly db: Database;
  readonly broker: Broker;
  readonly row: CancelRow;
  readonly lease: CancelLease;
  readonly sender: CancelSender;
  readonly signal: AbortSignal;
  /** Resolves when all that was sent of a kind is answered, or after so long. */
  readonly pause: (ms: number) => Promise<void>;
}

/** The orders of the day are read so often while something works or may arrive. */
const LOOK_EVERY_MS = 2_000;
/** What a stop order places when it triggers is in the list by then. */
const CHILD_PLACED_MS = 1_000;

/**
 * Cancels everything, from wherever it is, until the broker's lists hold nothing but hedges under way, and reports it.
 * Each look is written down under the lease before anything is cancelled by it: what was placed after the report is in no
 * list that is acted on.
 * @returns `lost` when another one has the lease; then nothing more is sent by what was seen here
 * @throws what the database or the broker throws while it is away: begun again, it goes on
 */
export async function cancelAll(cancelling: Cancelling): Promise<'reported' | 'lost' | 'ended'> {
  const { db, broker, row, lease, sender, signal, pause } = cancelling;
  const sinceMs = performance.now();
  const items = new Map((await itemsOfCancel(db, row.id)).map((item) => [keyOf(item), item]));
  const seenStops = new Map<string, StopSnapshot>();
  let triggeredAtMs = Number.NEGATIVE_INFINITY;
  let { newcomerLooks } = row;
  let withStops = true;

  const settle = (ended: readonly CancelledItem[]) => {
    for (const item of ended) items.set(keyOf(item), item);
    if (ended.some(({ kind, state }) => kind === 'stop-order' && state === 'executed'))
      triggeredAtMs = performance.now();
  };

  while (!signal.aborted) {
    const look = await lookAt({ db, broker, row, sender, sinceMs, withStops, seenStops });
    for (const stop of look.stops ?? []) seenStops.set(stop.stopOrderId, stop);
    const isFirstLook = newcomerLooks < 0;
    const seen = await newItems(broker, look, { isFirstLook, known: items });
    const isBeforeGone = [...items.values()].every(({ state, isNewcomer }) => isNewcomer || state !== 'open');
    if (isFirstLook) newcomerLooks = 0;
    else if (isBeforeGone && seen.some(({ isNewcomer }) => isNewcomer)) newcomerLooks += 1;
    const isFought = newcomerLooks <= MOST_NEWCOMER_LOOKS;
    for (const item of seen)
      items.set(keyOf(item), isFought || !item.isNewcomer ? opened(item) : left(item, NEWCOMER));

    for (const item of reopened(items, look, sender)) items.set(keyOf(item), item);
    const ended = [...endsOfOrders(items, look), ...endsByAnswers(items, look, sender)];
    settle(ended);
    const unfought = seen
      .flatMap((item) => items.get(keyOf(item)) ?? [])
      .filter(({ state }) => state === 'left');
    if (!(await writeCancelItems(db, lease, { seen, ended: [...ended, ...unfought], newcomerLooks })))
      return 'lost';

    sender.send(broker, toCancel(look, items, sender));
    const isAtIt =
      look.isAwaiting ||
      // What a stop order placed when it triggered may work by now.
      performance.now() - triggeredAtMs < CHILD_PLACED_MS ||
      look.working.some(
        ({ order, fate }) => fate === 'wait' || isOpen(items, { kind: 'order', id: idOfOrder(order) }),
      ) ||
      sender.waits('order');
    // Each reading of the stop orders counts against the limit of their cancels.
    const hadStops = withStops;
    withStops = !sender.waits('stop-order') && !isAtIt;
    const areStopsGone =
      hadStops &&
      (look.stops ?? []).every(({ stopOrderId: id }) => !isOpen(items, { kind: 'stop-order', id }));
    if (isAtIt || sender.waits('stop-order')) {
      await pause(LOOK_EVERY_MS);
      continue;
    }
    if (!areStopsGone) {
      if (hadStops) await pause(LOOK_EVERY_MS);
      continue;
    }

    const unknown = [...items.values()].filter(
      ({ kind, state }) => kind === 'stop-order' && state === 'open',
    );
    if (unknown.length > 0) {
      const told = await endsOfStops(broker, unknown, seenStops);
      settle(told);
      if (!(await writeCancelItems(db, lease, { seen: [], ended: told, newcomerLooks }))) return 'lost';
      continue;
    }
    const owing = await owingOf(db, { tasks: look.tasks, orders: look.orders });
    const orders = look.orders.map((order) => ({ ...order, id: idOfOrder(order) }));
    const report = reportOf({
      row,
      items: withChildren([...items.values()], orders),
      owing,
      doubts: look.doubts,
    });
    return (await reportCancel(db, lease, report)) ? 'reported' : 'lost';
  }
  return 'ended';
}

const NEWCOMER: TaskError = { code: 'cancel-newcomer', data: {} };

const isOpen = (items: Items, of: Pick<CancelItem, 'kind' | 'id'>): boolean =>
  items.get(keyOf(of))?.state === 'open';

async function newItems(
  broker: Broker,
  look: Look,
  { isFirstLook, known }: { isFirstLook: boolean; known: Items },
): Promise<CancelItem[]> {
  // What nobody of ours placed and may be a hedge is none of it yet.
  const working = look.working
    .filter(({ order, fate }) => fate !== 'wait' || look.owners.has(idOfOrder(order)))
    .map(({ order }) => order);
  const isNew = (of: Pick<CancelItem, 'kind' | 'id'>) => !known.has(keyOf(of));
  return itemsOf(broker, {
    working: working.filter((order) => isNew({ kind: 'order', id: idOfOrder(order) })),
    stops: (look.stops ?? []).filter(({ stopOrderId: id }) => isNew({ kind: 'stop-order', id })),
    ...{ owners: look.owners, stopOwners: look.stopOwners, isFirstLook },
  });
}

/** All that is to be cancelled by this look, the first ones first. */
function toCancel(look: Look, items: Items, sender: CancelSender): ToCancel[] {
  const brokerIds = new Map<string, string>([
    ...look.working
      .filter(({ fate }) => fate === 'cancel')
      .map(({ order }) => [keyOf({ kind: 'order', id: idOfOrder(order) }), order.brokerOrderId] as const),
    ...(look.stops ?? []).map(({ stopOrderId: id }) => [keyOf({ kind: 'stop-order', id }), id] as const),
  ]);
  const due = [...items.values()].filter((item) => item.state === 'open' && !sender.isUnderWay(item));
  return inOrderOfCancelling(due).flatMap(({ kind, id }) => {
    const brokerId = brokerIds.get(keyOf({ kind, id }));
    return brokerId === undefined ? [] : [{ kind, id, brokerId }];
  });
}
