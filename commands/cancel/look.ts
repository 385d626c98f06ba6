import type { Broker } from '../../broker/broker.js';
import {
  type CancelRow,
  type Database,
  type LoggedStop,
  stopsInDoubt,
  type TaskRow,
  type UnwantedOrder,
  unfinishedTasks,
  unwantedOrders,
} from '../../database/index.js';
import { type CancelView, type Fate, fateOf, isAwaited } from '../../domain/cancel/fate.js';
import { isHedge } from '../../domain/hedge.js';
import type { OrderSnapshot } from '../../domain/order.js';
import { endedWithItsDay } from '../../domain/past-order.js';
import { directionsOf } from '../../domain/spread/directions.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import { sameContent } from '../../domain/stop-matching.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import { activeStops, idOfOrder, type WhoseOrders, whoseOrders, workingOf } from './account-now.js';
import type { CancelSender } from './sender.js';

/** The account at one moment, as a cancelling of everything sees it. */
export interface Look extends WhoseOrders {
  readonly tasks: readonly TaskRow[];
  /** All of today, in every state. */
  readonly orders: readonly OrderSnapshot[];
  /** Those that work, but for hedges. */
  readonly working: readonly { readonly order: OrderSnapshot; readonly fate: Exclude<Fate, 'keep'> }[];
  /** Undefined where they were not read this time. */
  readonly stops: readonly StopSnapshot[] | undefined;
  /** Something of ours may arrive any moment. */
  readonly isAwaiting: boolean;
  /** Orders and stop orders of ours that were sent, and that nobody finds: they may appear minutes later. */
  readonly doubts: { readonly orders: number; readonly stopOrders: number };
}

export interface Looking {
  readonly db: Database;
  readonly broker: Broker;
  readonly row: CancelRow;
  readonly sender: CancelSender;
  /** When whoever carries it out began to, monotonic milliseconds. */
  readonly sinceMs: number;
  readonly withStops: boolean;
  /** Those that were active at any look before. */
  readonly seenStops: ReadonlyMap<string, StopSnapshot>;
}

/** What was written down before it was sent is read first, so that what the lists do not show of it is on its way. */
export async function lookAt({
  db,
  broker,
  row,
  sender,
  sinceMs,
  withStops,
  seenStops,
}: Looking): Promise<Look> {
  const [unsettled, unsettledStops, tasks] = await Promise.all([
    unwantedOrders(db, row),
    stopsInDoubt(db, row.accountId),
    unfinishedTasks(db, row),
  ]);
  const [orders, stops] = await Promise.all([
    broker.orders.today(),
    withStops ? activeStops(broker) : undefined,
  ]);
  const listed = workingOf(orders);
  const whose = await whoseOrders(db, { accountId: row.accountId, working: listed, stops: stops ?? [] });
  const view: CancelView = {
    ...{ nowMs: performance.now(), sinceMs, working: listed.length, hedged: tasks.flatMap(hedgedBy) },
  };
  const claimed = new Set(unsettled.filter(({ claimedMs }) => claimedMs > 0).map(({ taskId }) => taskId));
  const working = listed.flatMap((order) => {
    const item = { kind: 'order', id: idOfOrder(order) } as const;
    const owner = whose.owners.get(item.id);
    const fate = fateOf(
      {
        ...{ id: item.id, instrumentUid: order.instrumentUid, direction: order.direction },
        owner: owner && {
          ...{ taskId: owner.taskId, isHedge: isHedge(owner), isFinished: owner.finished },
          isClaimed: claimed.has(owner.taskId),
        },
        firstSeenAtMs: sender.firstSeenAtMs(item),
        refusals: sender.refusalsOf(item)?.count ?? 0,
      },
      view,
    );
    return fate === 'keep' ? [] : [{ order, fate }];
  });
  const runsForMs = Date.now() - row.askedAt.getTime();
  const sent = [
    ...missingFrom(orders, unsettled).map(({ sentForMs }) => ({ kind: 'order', sentForMs })),
    ...missingStops([...seenStops.values(), ...(stops ?? [])], unsettledStops).map(({ sentAgoMs }) => ({
      kind: 'stop-order',
      sentForMs: sentAgoMs ?? 0,
    })),
  ];
  const doubted = sent.filter(({ sentForMs }) => !isAwaited({ sentForMs, runsForMs }));
  const doubtsOf = (kind: string) => doubted.filter((each) => each.kind === kind).length;
  return {
    ...{ ...whose, tasks, orders, working, stops },
    isAwaiting: doubted.length < sent.length,
    doubts: { orders: doubtsOf('order'), stopOrders: doubtsOf('stop-order') },
  };
}

/** Orders of ours, but hedges, that the list of the day does not show. */
function missingFrom(orders: readonly OrderSnapshot[], unsettled: readonly UnwantedOrder[]): UnwantedOrder[] {
  const shown = new Set(orders.map(idOfOrder));
  const nowMs = Date.now();
  return unsettled.filter(
    (order) =>
      !shown.has(order.clientOrderId) &&
      !isHedge(order) &&
      !endedWithItsDay({ sentAtMs: order.sentAt.getTime(), nowMs }),
  );
}

/** Nobody finds them later than this, and nothing of them is settled while no worker lives. */
const DAY_MS = 86_400_000;

/** Stop orders of ours that no list has shown: by key they cannot be looked up, so they are told by what they are. */
export function missingStops(
  listed: readonly StopSnapshot[],
  unsettled: readonly LoggedStop[],
): LoggedStop[] {
  const free = new Map(listed.map((stop) => [stop.stopOrderId, stop]));
  return unsettled.filter(({ terms, sentAgoMs }) => {
    const found = [...free.values()].find((stop) => sameContent(terms, stop));
    if (found) free.delete(found.stopOrderId);
    return !found && (sentAgoMs ?? 0) < DAY_MS;
  });
}

function hedgedBy({ kind, request }: TaskRow): CancelView['hedged'] {
  if (kind !== 'spread') return [];
  const { sell, nearInstrumentUid: instrumentUid } = request as SpreadRequest;
  return [{ instrumentUid, direction: directionsOf(sell).near }];
}
