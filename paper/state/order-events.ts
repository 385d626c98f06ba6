/** What the events of an order do to it, and to the account that it belongs to. */
import { addTrade, type PaperAccount, positionIn } from '../accounts/account.js';
import { accruedInterest } from '../instruments/bonds.js';
import { isFuture, lotsValue, type PaperInstrument, ticksOf } from '../instruments/instrument.js';
import { parseNano } from '../money.js';
import type { LedgerEvent } from './events.js';
import { commissionOf, type PaperOrder, remaining } from './order.js';

export function acceptedOrder(
  event: LedgerEvent & { kind: 'accepted' },
  instrument: PaperInstrument,
): PaperOrder {
  return {
    orderId: event.orderId,
    requestId: event.requestId,
    shownRequestId: event.shownRequestId,
    accountId: event.accountId,
    instrument,
    direction: event.direction,
    kind: event.orderType,
    timeInForce: event.timeInForce,
    lots: event.lots,
    limitTicks: event.price === undefined ? undefined : toTicks(instrument, event.price),
    initialTicks: toTicks(instrument, event.initialPrice),
    createdAtMs: event.atUs / 1000,
    executed: 0,
    cancelled: 0,
    accruedNano: accruedInterest(instrument, event.atUs / 1000),
    value: 0n,
    interest: 0n,
    gained: 0n,
    trades: [],
    cause: undefined,
    closedAtMs: undefined,
  };
}

/** Money, position and order move together; what the order blocks is the caller's matter. */
export function applyFill(
  event: LedgerEvent & { kind: 'fill' },
  order: PaperOrder,
  account: PaperAccount,
): void {
  const ticks = toTicks(order.instrument, event.price);
  const value = lotsValue(order.instrument, event.lots, ticks);
  const commission = commissionOf(order.value + value) - commissionOf(order.value);
  const sign = order.direction === 'buy' ? 1 : -1;
  const atMs = event.atUs / 1000;
  const amount = sign * event.lots * order.instrument.lot;
  const interest = BigInt(Math.abs(amount)) * accruedInterest(order.instrument, atMs);
  const moved = addTrade(positionIn(account, order.instrument), amount, BigInt(sign) * value);
  account.money += moved - BigInt(sign) * interest - commission;
  if (isFuture(order.instrument)) order.gained += moved;
  order.executed += event.lots;
  order.value += value;
  order.interest += interest;
  order.trades.push({ tradeId: event.tradeId, ticks, lots: event.lots, atMs });
  if (remaining(order) === 0) order.closedAtMs = atMs;
}

export function toNano(text: string): bigint {
  const nano = parseNano(text);
  if (nano === undefined) throw new Error(`the journal holds "${text}" where a decimal was expected`);
  return nano;
}

function toTicks(instrument: PaperInstrument, price: string): number {
  const ticks = ticksOf(instrument, toNano(price));
  if (ticks === undefined)
    throw new Error(`the journal holds ${price} for ${instrument.ticker}, between two steps`);
  return ticks;
}
