import { NotServedError, RateLimitedError } from '../../broker/errors.js';
import { knownStops, ownersOfOrders } from '../../database/index.js';
import { isFinal, type OrderSnapshot } from '../../domain/order.js';
import { sameContent } from '../../domain/stop-content.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import { isUuid } from '../../domain/uuid.js';
import type { CommandContext } from '../define-command.js';
import { findInstrument } from '../search/find-instrument.js';
import { namesOf } from './named.js';
import { type OrderRow, orderRow, stopRow, type Whose } from './order-row.js';

/** Both where it is left out. */
export type OrderKind = OrderRow['kind'];

export interface OrdersQuery {
  readonly ticker?: string | undefined;
  readonly kind?: OrderKind | undefined;
  /** What cannot be read is an error: a list that is not whole would be taken for one that is. @default false */
  readonly isWhole?: boolean;
}

export interface OrdersAnswer {
  readonly items: readonly OrderRow[];
  /** `later`: their limit is spent by placing others; `none-here`: the broker has none, as in its sandbox. */
  readonly stopOrders: 'told' | 'not-asked' | 'later' | 'none-here';
  /** When they can be read. */
  readonly stopOrdersInSeconds: number | null;
}

type Reader = Pick<CommandContext, 'broker' | 'db'>;

/** What works at the exchange and what waits for its price, ours and foreign. @throws UnknownTickerError */
export async function ordersNow(query: OrdersQuery, { broker, db }: Reader): Promise<OrdersAnswer> {
  const { ticker, kind } = query;
  const only = ticker === undefined ? undefined : (await findInstrument(broker, ticker)).uid;
  const isWanted = ({ instrumentUid }: { readonly instrumentUid: string }) =>
    only === undefined || instrumentUid === only;
  const [today, stops] = await Promise.all([
    kind === 'stop-order' ? [] : broker.orders.today(),
    kind === 'order' ? NOT_ASKED : stopsNow(broker, query),
  ]);
  const working = today.filter((order) => !isFinal(order.status) && isWanted(order));
  const waiting = stops.list.filter(isWanted);
  const [ofOrder, ofStop, named] = await Promise.all([
    whoseOrders(working, { broker, db }),
    whoseStops(waiting, { broker, db }),
    namesOf([...working, ...waiting], { broker, db }),
  ]);
  const rows = [
    ...working.map((order) => orderRow(order, named(order.instrumentUid), ofOrder(order))),
    ...waiting.map((stop) => stopRow(stop, named(stop.instrumentUid), ofStop(stop))),
  ];
  return {
    items: rows.sort(inOrder),
    stopOrders: stops.told,
    stopOrdersInSeconds: stops.inSeconds,
  };
}

/** Orders before stop orders, then by ticker, the oldest first. */
const inOrder = (one: OrderRow, other: OrderRow): number =>
  one.kind.localeCompare(other.kind) ||
  one.ticker.localeCompare(other.ticker) ||
  (one.placedAt ?? '').localeCompare(other.placedAt ?? '');

interface Stops {
  readonly list: readonly StopSnapshot[];
  readonly told: OrdersAnswer['stopOrders'];
  readonly inSeconds: number | null;
}

const NOT_ASKED: Stops = { list: [], told: 'not-asked', inSeconds: null };

async function stopsNow({ stopOrders }: Reader['broker'], { kind, isWhole }: OrdersQuery): Promise<Stops> {
  try {
    return { list: await stopOrders.active(), told: 'told', inSeconds: null };
  } catch (error) {
    if (error instanceof NotServedError) return { list: [], told: 'none-here', inSeconds: null };
    if (!(error instanceof RateLimitedError) || kind === 'stop-order' || isWhole) throw error;
    return { list: [], told: 'later', inSeconds: Math.ceil(error.resetMs / 1_000) };
  }
}

const FOREIGN: Whose = { source: 'foreign', task: null, leg: null, number: null };

async function whoseOrders(
  orders: readonly OrderSnapshot[],
  { db }: Reader,
): Promise<(order: OrderSnapshot) => Whose> {
  const keyOf = ({ clientOrderId }: OrderSnapshot) =>
    isUuid(clientOrderId) ? clientOrderId.toLowerCase() : undefined;
  const owners = await ownersOfOrders(
    db,
    orders.flatMap((order) => keyOf(order) ?? []),
  );
  return (order) => {
    const owner = owners.get(keyOf(order) ?? '');
    if (!owner) return FOREIGN;
    const { taskId: task, kind, leg, number } = owner;
    // What has one leg alone needs no name for it.
    return { source: 'ours', task, leg: kind === 'spread' ? leg : null, number };
  };
}

/** One whose sending had no certain outcome has no id in the log: what is like it may be it. */
async function whoseStops(
  stops: readonly StopSnapshot[],
  { broker, db }: Reader,
): Promise<(stop: StopSnapshot) => Whose> {
  const { mode, accountId } = broker;
  const ids = stops.map(({ stopOrderId }) => stopOrderId);
  const known = await knownStops(db, { mode, accountId, ids });
  const byId = new Map(known.map((each) => [each.stopOrderId, each]));
  const doubts = known.filter(({ state }) => state === 'sent');
  return (stop) => {
    const own = byId.get(stop.stopOrderId);
    if (own) return { source: 'ours', task: own.taskId, leg: null, number: own.number };
    const like = doubts.find(({ terms }) => sameContent(terms, stop));
    return like ? { source: 'maybe-ours', task: like.taskId, leg: null, number: like.number } : FOREIGN;
  };
}
