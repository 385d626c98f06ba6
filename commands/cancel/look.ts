import type { Broker } from '../../broker/broker.js';
import { BrokerError } from '../../broker/errors.js';
import type { Logger } from '../../config/index.js';
import {
  type CancelRow,
  type Database,
  type LoggedStop,
  type StopOwner,
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
import { CLOCKS_APART_MS, sameContent } from '../../domain/stop-matching.js';
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
  /** Undefined where they were not read this time, or the broker did not tell them: their limit may be spent. */
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
  readonly logger: Logger;
  /** When whoever carries it out began to, monotonic milliseconds. */
  readonly sinceMs: number;
  /** Whether the active stop orders are read. */
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
  logger,
  sinceMs,
  withStops,
  seenStops,
}: Looking): Promise<Look> {
  const [unsettled, unsettledStops, tasks] = await Promise.all([
    unwantedOrders(db, row),
    stopsInDoubt(db, row.accountId),
    unfinishedTasks(db, row),
  ]);
  // In this order: what a stop order places when it triggers in between is in the list of orders.
  const stops = withStops ? await readStops(broker, logger) : undefined;
  const orders = await broker.orders.today();
  const listed = workingOf(orders);
  const known = new Map(seenStops);
  for (const stop of stops ?? []) known.set(stop.stopOrderId, stop);
  const whose = await whoseOrders(db, {
    ...{ accountId: row.accountId, working: listed, stops: [...known.values()] },
  });
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
    ...missingStops([...known.values()], unsettledStops, whose.stopOwners).map(({ sentAgoMs }) => ({
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

async function readStops(broker: Broker, logger: Logger): Promise<readonly StopSnapshot[] | undefined> {
  try {
    return await activeStops(broker);
  } catch (err) {
    if (!(err instanceof BrokerError)) throw err;
    logger.warn({ err }, 'the stop orders that are to be cancelled could not be read yet');
    return undefined;
  }
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
function missingStops(
  listed: readonly StopSnapshot[],
  unsettled: readonly LoggedStop[],
  owners: ReadonlyMap<string, StopOwner>,
): LoggedStop[] {
  const free = new Map(listed.map((stop) => [stop.stopOrderId, stop]));
  return unsettled.filter(({ terms, sentAgoMs, firstSentAt, ...row }) => {
    const earliestMs = firstSentAt ? firstSentAt.getTime() - CLOCKS_APART_MS : Number.NEGATIVE_INFINITY;
    // One that is known to be another one's, or was there before, is not this one, however like it is.
    const mayBeIt = ({ stopOrderId, createdAt }: StopSnapshot) => {
      const owner = owners.get(stopOrderId);
      if (owner) return owner.taskKey === row.taskKey && owner.number === row.number;
      return createdAt !== undefined && createdAt.getTime() >= earliestMs;
    };
    const found = [...free.values()].find((stop) => mayBeIt(stop) && sameContent(terms, stop));
    if (found) free.delete(found.stopOrderId);
    return !found && (sentAgoMs ?? 0) < DAY_MS;
  });
}

function hedgedBy({ kind, request }: TaskRow): CancelView['hedged'] {
  if (kind !== 'spread') return [];
  const { sell, nearInstrumentUid: instrumentUid } = request as SpreadRequest;
  return [{ instrumentUid, direction: directionsOf(sell).near }];
}
