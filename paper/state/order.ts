import { isFuture, lotsValue, type PaperInstrument } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { roundToKopeck } from '../money.js';
import type { CancelCause, OrderKind, TimeInForce } from './events.js';

export interface PaperTrade {
  readonly tradeId: string;
  readonly ticks: number;
  readonly lots: number;
  readonly atMs: number;
}

/** One order of ours as the exchange knows it; changed only by events. */
export interface PaperOrder {
  readonly orderId: string;
  /** The idempotency key as it was sent. */
  readonly requestId: string;
  readonly shownRequestId: string;
  readonly accountId: string;
  readonly instrument: PaperInstrument;
  readonly direction: Side;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  readonly lots: number;
  /** `undefined` for market orders. */
  readonly limitTicks: number | undefined;
  readonly initialTicks: number;
  readonly createdAtMs: number;
  executed: number;
  cancelled: number;
  /** Accrued interest of one bond when the order came, in 10^-9 roubles; 0 for everything else. */
  readonly accruedNano: bigint;
  /** Sum of price × securities over all fills, in 10^-9 roubles. */
  value: bigint;
  /** Accrued interest over all fills, in 10^-9 roubles. */
  interest: bigint;
  /** What futures that it closed had gained, or lost, in 10^-9 roubles; 0 for everything else. */
  gained: bigint;
  /** Grows with every fill and is shared by all views of the order: see `tradesOf`. */
  readonly trades: PaperTrade[];
  cause: CancelCause | undefined;
  closedAtMs: number | undefined;
}

export const isWorking = (order: PaperOrder): boolean => order.closedAtMs === undefined;

/** The trades of an order as it was when it was looked at: those that its executed lots are made of. */
export function tradesOf({ trades, executed }: PaperOrder): readonly PaperTrade[] {
  let lots = 0;
  for (const [index, trade] of trades.entries()) {
    if (lots >= executed) return trades.slice(0, index);
    lots += trade.lots;
  }
  return trades;
}

export const remaining = ({ lots, executed, cancelled }: PaperOrder): number => lots - executed - cancelled;

/** The broker's tariff: 0.05 % of the value, to the kopeck over the whole order, so that splitting fills costs nothing. */
export const commissionOf = (value: bigint): bigint => roundToKopeck((value * 5n) / 10_000n);

/**
 * Roubles × 10^-9 that a working buy holds back: what is left of it at its limit with accrued interest, and the
 * commission still to come. Futures are not paid for: `futuresMargin` counts their guarantee.
 */
export function blockedMoney(order: PaperOrder): bigint {
  const { instrument } = order;
  if (order.direction === 'sell' || !isWorking(order) || isFuture(instrument)) return 0n;
  const left = lotsValue(instrument, remaining(order), order.limitTicks ?? order.initialTicks);
  const interest = BigInt(remaining(order) * instrument.lot) * order.accruedNano;
  return left + interest + commissionOf(order.value + left) - commissionOf(order.value);
}

/** Securities in what is left of a working order. */
export const workingSecurities = (order: PaperOrder): number =>
  isWorking(order) ? remaining(order) * order.instrument.lot : 0;
