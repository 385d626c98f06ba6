/** What a cancelling of everything is about: orders and stop orders of the account, and what became of each. */
import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import { type Direction, isFinal, type OrderSnapshot } from '../order.js';
import type { StopSnapshot } from '../stop-order.js';
import type { TaskError } from '../task.js';

/** `gone`: the broker does not list it any more and does not say why. `left`: it works on, for a reason. */
export type ItemState = 'open' | 'cancelled' | 'executed' | 'expired' | 'gone' | 'left';

/** One order or stop order; prices per one security, decimal strings because it is kept. */
export interface CancelItem {
  readonly kind: 'order' | 'stop-order';
  /** The key of an order, where it has one, else the broker's id: that of an order may change in its first moments. */
  readonly id: string;
  /** Of the task of ours that placed it; null for one of another program, or of a person. */
  readonly taskId: string | null;
  /** It was not there at the first look. */
  readonly isNewcomer: boolean;
  readonly instrumentUid: string;
  readonly ticker: string;
  readonly direction: Direction;
  /** What worked of it when it was first seen. */
  readonly lots: number;
  /** Lots of it that were executed by then. */
  readonly executedBefore: number;
  readonly price: string | null;
  /** Roubles; null where nobody can say. */
  readonly tiedUp: string | null;
}

/** What became of it. */
export interface ItemEnd {
  readonly state: ItemState;
  /** Executed since it was first seen. */
  readonly executedLots: number;
  readonly averagePrice: string | null;
  readonly reason: TaskError | null;
}

export type CancelledItem = CancelItem & ItemEnd;

/**
 * Roubles that an order holds, or a stop order will when it triggers: the price of securities, of futures what they lock.
 * @returns undefined where the price, or the margin, is not known
 */
export function tiedUpBy({
  instrument,
  direction,
  lots,
  price,
}: {
  readonly instrument: Instrument;
  readonly direction: Direction;
  readonly lots: number;
  readonly price: Decimal | undefined;
}): Decimal | undefined {
  const { future, bond, lot } = instrument;
  const each = future
    ? direction === 'buy'
      ? future.margin.toBuy
      : future.margin.toSell
    : price?.add(bond?.accruedInterest ?? 0);
  return each?.mul(lots).mul(lot);
}

/** Orders before stop orders; of each kind those that hold most money first, then those nobody knows the money of. */
export function inOrderOfCancelling<Item extends Pick<CancelItem, 'kind' | 'tiedUp'>>(
  items: readonly Item[],
): Item[] {
  const money = items.map(({ tiedUp }) => (tiedUp === null ? undefined : new Decimal(tiedUp)));
  return items
    .map((item, index) => ({ item, money: money[index] }))
    .sort(
      (one, other) =>
        Number(one.item.kind === 'stop-order') - Number(other.item.kind === 'stop-order') ||
        Number(one.money === undefined) - Number(other.money === undefined) ||
        (other.money ?? NOTHING).comparedTo(one.money ?? NOTHING),
    )
    .map(({ item }) => item);
}
const NOTHING = new Decimal(0);

/** What the list of the day says became of an order; undefined while it works. */
export function endOfOrder(
  { lots, executedBefore }: Pick<CancelItem, 'lots' | 'executedBefore'>,
  snapshot: OrderSnapshot | undefined,
): ItemEnd | undefined {
  if (!snapshot) return { state: 'gone', executedLots: 0, averagePrice: null, reason: null };
  const { status, lotsExecuted, averagePrice } = snapshot;
  if (!isFinal(status)) return undefined;
  const executedLots = Math.max(0, lotsExecuted - executedBefore);
  return {
    state: executedLots >= lots ? 'executed' : 'cancelled',
    executedLots,
    averagePrice: executedLots > 0 ? (averagePrice?.toFixed() ?? null) : null,
    reason: null,
  };
}

/** The same of a stop order, by the list over every status. What its child came to is known at the end. */
export function endOfStop(snapshot: StopSnapshot | undefined): ItemEnd | undefined {
  const end = { executedLots: 0, averagePrice: null, reason: null };
  if (!snapshot) return { ...end, state: 'gone' };
  const { status, childOrderId } = snapshot;
  if (status === 'active' || status === 'unspecified') return undefined;
  if (status !== 'executed') return { ...end, state: status };
  return {
    ...end,
    state: status,
    reason: { code: TRIGGERED, data: childOrderId ? { order: childOrderId } : {} },
  };
}
/** A stop order that triggered before its cancel; `order`: the broker's id of what it placed. */
const TRIGGERED = 'stop-triggered';

/** What was executed of the children of stop orders that triggered, but for what is told of the children themselves. */
export function withChildren(
  items: readonly CancelledItem[],
  orders: readonly (OrderSnapshot & { readonly id: string })[],
): CancelledItem[] {
  const byBrokerId = new Map(orders.map((order) => [order.brokerOrderId, order]));
  const told = new Map(
    items.flatMap(({ kind, id, executedLots }) => (kind === 'order' ? [[id, executedLots]] : [])),
  );
  return items.map((item) => {
    const child = item.reason?.code === TRIGGERED ? byBrokerId.get(item.reason.data.order ?? '') : undefined;
    if (!child) return item;
    const executedLots = Math.max(0, child.lotsExecuted - (told.get(child.id) ?? 0));
    return { ...item, executedLots, averagePrice: child.averagePrice?.toFixed() ?? null };
  });
}
