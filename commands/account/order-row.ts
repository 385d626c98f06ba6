import type { Decimal } from '../../domain/decimal.js';
import type { Direction, OrderSnapshot } from '../../domain/order.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import { moneyText, priceText } from './money-text.js';
import type { Named } from './named.js';

/** Whose an order is. */
export interface Whose {
  /** `maybe-ours`: it is like one that a task sent, and that nobody knows whether it is there. */
  readonly source: 'ours' | 'maybe-ours' | 'foreign';
  /** Readable; null where it is of another program, or of a person. */
  readonly task: string | null;
  /** Of a spread: `far`, `near`. */
  readonly leg: string | null;
  /** Among those of the task, or of its leg. */
  readonly number: number | null;
}

/** An order that works, or a stop order that waits. Prices and money are decimal strings; null where there is none. */
export interface OrderRow extends Whose {
  readonly kind: 'order' | 'stop-order';
  /** Its uid where nobody knows its ticker. */
  readonly ticker: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly lots: number;
  readonly executedLots: number;
  /** Securities or contracts; null where nobody knows the lot. */
  readonly amount: number | null;
  readonly executed: number | null;
  /** Of one; of a stop order that of the order it will place, null at the market, and of a trailing one until it triggers. */
  readonly price: string | null;
  /** Reaching it triggers. */
  readonly stopPrice: string | null;
  /** Of what is executed. */
  readonly averagePrice: string | null;
  /** What is not executed yet at that price, or the stop price, without accrued interest; of futures what the contracts are about. */
  readonly sum: string | null;
  /** Of all these. */
  readonly currency: string | null;
  /** Of stop orders: `take-profit`, `stop-loss`, `stop-limit`. */
  readonly stopKind: string | null;
  /** Of stop orders: what one will place; null where the broker does not say. */
  readonly child: 'market' | 'limit' | null;
  readonly placedAt: string | null;
  /** Of stop orders; null where they wait until they are cancelled. */
  readonly expiresAt: string | null;
  /** The broker's. */
  readonly id: string;
  /** Its idempotency key; the broker tells none of stop orders. */
  readonly clientOrderId: string | null;
}

export function orderRow(order: OrderSnapshot, named: Named, whose: Whose): OrderRow {
  const { lotsRequested: lots, lotsExecuted: executedLots, price } = order;
  return {
    ...{ kind: 'order', ...commonOf(order, named), ...whose },
    ...{ lots, executedLots },
    amount: inSecurities(lots, named),
    executed: inSecurities(executedLots, named),
    price: priceText(price),
    stopPrice: null,
    averagePrice: priceText(order.averagePrice),
    sum: sumOf(price, lots - executedLots, named),
    stopKind: null,
    child: null,
    placedAt: order.placedAt?.toISOString() ?? null,
    expiresAt: null,
    id: order.brokerOrderId,
    clientOrderId: order.clientOrderId ?? null,
  };
}

export function stopRow(stop: StopSnapshot, named: Named, whose: Whose): OrderRow {
  const { lots, price, stopPrice } = stop;
  return {
    ...{ kind: 'stop-order', ...commonOf(stop, named), ...whose },
    ...{ lots, executedLots: 0 },
    amount: inSecurities(lots, named),
    executed: inSecurities(0, named),
    price: priceText(price),
    stopPrice: priceText(stopPrice),
    averagePrice: null,
    sum: sumOf(price ?? stopPrice, lots, named),
    stopKind: stop.kind ?? null,
    child: stop.childType ?? null,
    placedAt: stop.createdAt?.toISOString() ?? null,
    expiresAt: stop.expiresAt?.toISOString() ?? null,
    id: stop.stopOrderId,
    clientOrderId: null,
  };
}

const commonOf = (
  { instrumentUid, direction }: Pick<OrderSnapshot, 'instrumentUid' | 'direction'>,
  { ticker, currency }: Named,
) => ({ ticker, instrumentUid, direction, currency: currency ?? null });

const inSecurities = (lots: number, { lot }: Named): number | null => (lot === undefined ? null : lots * lot);

const sumOf = (price: Decimal | undefined, lots: number, { lot }: Named): string | null =>
  lot === undefined ? null : moneyText(price?.mul(lots).mul(lot));
