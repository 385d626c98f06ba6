import type { Decimal } from './decimal.js';
import { bookCountsAtMs, breaksLimit, priceToJoin } from './follow.js';
import { executionOf, type Leg, type LegOrder } from './leg.js';
import type { LegMarket } from './leg-market.js';
import type { Direction } from './order.js';
import {
  CLAIM_LOOK_MS,
  keyTaker,
  type LegAction,
  mayComeBackAtMs,
  mostLotsOfValue,
  ORDER_LIFE_MS,
  tendOrder,
  type WantedOrder,
} from './tend-order.js';

/** All that decides what to do now about one leg. Amounts in lots, prices per security, times monotonic milliseconds. */
export interface LegView {
  readonly direction: Direction;
  readonly wish: {
    readonly mode: 'run' | 'pause' | 'stop';
    readonly targetLots: number;
    readonly limitPrice: Decimal | null;
  };
  readonly leg: Leg;
  readonly market: LegMarket & {
    /** A bond's accrued interest, which the value of an order holds besides its price. */
    readonly paidOnTop?: Decimal;
  };
  /** Our claim is valid: only then may anything be opened. */
  readonly mayOpen: boolean;
  /** Nothing but hedges and cancels may go out, whatever the wish: the kill switch. */
  readonly halted: boolean;
  /** Our own process stood still, or a stream broke: what we believe of the working order must be asked first. */
  readonly mustAsk: boolean;
  /** When a person last gave another limit price: an order sent before is moved at once, whatever its life and the budget. */
  readonly amendedAtMs?: number;
  /** When the worker's budget of moves allows the next one. */
  readonly moveAllowedAtMs: number;
  readonly nowMs: number;
}

/** What to do now about one leg: at most one thing, since at most one order is ever unsettled. */
export function nextLegAction(view: LegView): LegAction {
  const { leg, mustAsk, market, nowMs } = view;
  if (!leg.current) return openOrSettle(view);
  return tendOrder(
    leg.current,
    { tradable: market.tradable, mustAsk, nowMs },
    {
      cancelNow: (order) =>
        isAgainstWish(view, order) ? { kind: 'cancel', order, why: 'unwanted' } : undefined,
      keep: (order) => keepOrMove(view, order),
      again: (order) => (view.mayOpen && !view.halted ? sendAgain(view, order) : undefined),
    },
  );
}

/** Nothing is wanted, or less than it may execute, or another price: true whatever of it is executed meanwhile. */
const isAgainstWish = ({ wish, halted, leg, direction }: LegView, order: LegOrder): boolean =>
  wish.mode !== 'run' ||
  halted ||
  leg.settled.lots + order.lots > wish.targetLots ||
  breaksLimit(direction, order.price, wish.limitPrice);

const remainingLots = ({ wish, leg }: LegView): number => wish.targetLots - executionOf(leg).lots;

const wantsMore = (view: LegView): boolean =>
  view.wish.mode === 'run' && view.market.tradable === true && remainingLots(view) > 0;

function openOrSettle(view: LegView): LegAction {
  const { wish, market, leg } = view;
  if (remainingLots(view) <= 0) return { kind: 'settle', reason: 'reached' };
  if (wish.mode === 'stop') return { kind: 'settle', reason: 'stopped' };
  if (wish.mode === 'pause') return { kind: 'settle', reason: 'paused' };
  if (view.halted) return { kind: 'settle', reason: 'halted' };
  if (market.tradable === false) return { kind: 'settle', reason: 'not-trading' };
  if (!view.mayOpen) return { kind: 'wait', untilMs: view.nowMs + CLAIM_LOOK_MS };
  const price = priceNow(view);
  if (!market.tradable || !price) return untilBookCounts(view);
  const untilMs = mayComeBackAtMs(leg);
  if (untilMs > view.nowMs) return { kind: 'wait', untilMs };
  const lots = lotsAt(price, view);
  return lots > 0
    ? { kind: 'post', number: leg.nextNumber, lots, price, timeInForce: 'day' }
    : { kind: 'wait' };
}

/** A working order that is wanted: where it is, or where the price went. */
function keepOrMove(view: LegView, order: LegOrder): LegAction {
  const { nowMs, amendedAtMs = Number.NEGATIVE_INFINITY } = view;
  const price = priceNow(view);
  if (!price || price.eq(order.price)) return untilBookCounts(view);
  if (!view.mayOpen) return { kind: 'wait', untilMs: nowMs + CLAIM_LOOK_MS };
  if (order.sentAtMs <= amendedAtMs) return { kind: 'cancel', order, why: 'unwanted' };
  const untilMs = Math.max(order.sentAtMs + ORDER_LIFE_MS, view.moveAllowedAtMs);
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'cancel', order, why: 'move' };
}

/** The order in doubt, as it is right now, never for more lots than before; else what only takes its key. */
function sendAgain(view: LegView, order: LegOrder): WantedOrder | undefined {
  const { direction, market, wish } = view;
  if (wantsMore(view)) {
    const price = priceNow(view) ?? order.price;
    const lots = Math.min(order.lots, lotsAt(price, view));
    if (lots > 0 && !breaksLimit(direction, price, wish.limitPrice))
      return { lots, price, timeInForce: 'day' };
  }
  const { book, priceStep } = market;
  return keyTaker(order, { direction, book, priceStep, limitPrice: wish.limitPrice });
}

/** An order of ours that just ended may hide what others show: it is looked again when it does not count any more. */
function untilBookCounts({ market, nowMs }: LegView): LegAction {
  const untilMs = bookCountsAtMs(market.ownOrders, nowMs);
  return untilMs === undefined ? { kind: 'wait' } : { kind: 'wait', untilMs };
}

function priceNow({ direction, wish, market, nowMs }: LegView): Decimal | undefined {
  const { book, priceStep, ownOrders } = market;
  const price =
    book && priceToJoin({ direction, book, priceStep, ownOrders, limitPrice: wish.limitPrice, nowMs });
  return price?.gt(0) || (market.mayBeNegative && price?.lt(0)) ? price : undefined;
}

const lotsAt = (price: Decimal, view: LegView): number =>
  Math.min(remainingLots(view), mostLotsOfValue(valueOfLot(price, view)));

const valueOfLot = (price: Decimal, { market }: LegView): Decimal =>
  price
    .abs()
    .add(market.paidOnTop ?? 0)
    .mul(market.lot);
