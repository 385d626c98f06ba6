import type { Book } from './book.js';
import { type Decimal, roundDownToStep, roundUpToStep } from './decimal.js';
import { breaksLimit, ENDED_ORDER_COUNTS_MS, type OwnOrder, priceToJoin } from './follow.js';
import { executionOf, type Leg, type LegOrder } from './leg.js';
import { Direction } from './order.js';

/** All that decides what to do now about one leg. Amounts in lots, prices per security, times monotonic milliseconds. */
export interface LegView {
  readonly direction: Direction;
  readonly wish: {
    readonly mode: 'run' | 'pause' | 'stop';
    readonly targetLots: number;
    readonly limitPrice: Decimal | null;
  };
  readonly leg: Leg;
  readonly market: {
    /** Undefined while unknown. */
    readonly tradable: boolean | undefined;
    readonly book: Book | undefined;
    readonly priceStep: Decimal;
    readonly lot: number;
    /** Futures alone have prices below zero. */
    readonly mayBeNegative?: boolean;
    /** A bond's accrued interest, which the value of an order holds besides its price. */
    readonly paidOnTop?: Decimal;
    readonly ownOrders: readonly OwnOrder[];
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

export type LegAction =
  | {
      readonly kind: 'post';
      readonly number: number;
      readonly lots: number;
      readonly price: Decimal;
      readonly timeInForce: 'day' | 'fill-and-kill';
    }
  | { readonly kind: 'cancel'; readonly order: LegOrder; readonly why: 'unwanted' | 'move' }
  /** Read the order's state. */
  | { readonly kind: 'ask'; readonly order: LegOrder }
  | { readonly kind: 'settle'; readonly reason: 'reached' | 'paused' | 'stopped' | 'halted' | 'not-trading' }
  | { readonly kind: 'wait'; readonly untilMs?: number };

/** An order lives this long before it is moved: moves cost cancels, of which the broker allows few. */
export const ORDER_LIFE_MS = 2_000;
/** An order of more roubles needs a confirmation by SMS, so the API refuses it. */
export const MAX_ORDER_VALUE = 30_000_000;
/** After so long in doubt a person is told; and an end that cannot be read is believed. */
export const DOUBT_TOLD_MS = 10_000;

/** While the claim is not ours for sure; nothing on the market tells when it is again. */
const CLAIM_LOOK_MS = 500;
const FIRST_ASK_AGAIN_MS = 250;
const LAST_ASK_AGAIN_MS = 5_000;

/** What to do now about one leg: at most one thing, since at most one order is ever unsettled. */
export function nextLegAction(view: LegView): LegAction {
  const { leg, mustAsk } = view;
  if (!leg.current) return openOrSettle(view);
  if (mustAsk && leg.current.phase === 'working')
    return firstCancel(view, leg.current) ?? askInTime(view, leg.current);
  switch (leg.current.phase) {
    case 'sent':
      return { kind: 'wait' };
    case 'doubtful':
      return resolveDoubt(view, leg.current);
    case 'exists':
      return firstCancel(view, leg.current) ?? askInTime(view, leg.current);
    case 'refused-after-doubt':
    case 'ending':
      return askInTime(view, leg.current);
    case 'working':
      return tend(view, leg.current);
  }
}

/** A cancel adds no risk, so one that is wanted does not wait until the order can be read. */
const firstCancel = (view: LegView, order: LegOrder): LegAction | undefined =>
  isAgainstWish(view, order) && order.cancelSentAtMs === undefined
    ? { kind: 'cancel', order, why: 'unwanted' }
    : undefined;

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
  const lots = lotsAt(price, view);
  return lots > 0
    ? { kind: 'post', number: leg.nextNumber, lots, price, timeInForce: 'day' }
    : { kind: 'wait' };
}

/** A working order: wanted as it is, to be moved, or to be taken away. */
function tend(view: LegView, order: LegOrder): LegAction {
  const { nowMs, amendedAtMs = Number.NEGATIVE_INFINITY } = view;
  if (order.cancelSentAtMs !== undefined) return afterCancel(view, order);
  if (view.market.tradable === false || isAgainstWish(view, order))
    return { kind: 'cancel', order, why: 'unwanted' };
  const price = priceNow(view);
  if (!price || price.eq(order.price)) return untilBookCounts(view);
  if (!view.mayOpen) return { kind: 'wait', untilMs: nowMs + CLAIM_LOOK_MS };
  if (order.sentAtMs <= amendedAtMs) return { kind: 'cancel', order, why: 'unwanted' };
  const untilMs = Math.max(order.sentAtMs + ORDER_LIFE_MS, view.moveAllowedAtMs);
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'cancel', order, why: 'move' };
}

/**
 * A cancel is finished when the order's final state has been read; one that did not take is sent again. While the
 * market is closed for cancels too, the order stays in the log and is asked about when it opens.
 */
function afterCancel(view: LegView, order: LegOrder): LegAction {
  if (order.cancelRefused && view.market.tradable === false) return { kind: 'settle', reason: 'not-trading' };
  if (order.askedAtMs === undefined) return { kind: 'ask', order };
  const untilMs = order.askedAtMs + askAgainAfter(order);
  return untilMs > view.nowMs ? { kind: 'wait', untilMs } : { kind: 'cancel', order, why: 'unwanted' };
}

/**
 * Asks first; what is not found is sent again under its key, so that it exists for sure or cannot appear any more. While
 * orders are halted nothing is sent, so it stays a question.
 */
function resolveDoubt(view: LegView, order: LegOrder): LegAction {
  if (order.askedAtMs === undefined) return { kind: 'ask', order };
  const untilMs = order.askedAtMs + (order.asks <= 1 ? 0 : askAgainAfter(order));
  if (untilMs > view.nowMs) return { kind: 'wait', untilMs };
  const again = view.mayOpen && !view.halted ? sendAgain(view, order) : undefined;
  return again ?? { kind: 'ask', order };
}

/**
 * The order in doubt, as it is right now, never for more lots than before. When nothing is wanted any more, the
 * smallest order that cannot rest takes the key: one lot, fill-and-kill, at the worst price the exchange allows.
 */
function sendAgain(view: LegView, order: LegOrder): LegAction | undefined {
  const { number } = order;
  if (wantsMore(view)) {
    const price = priceNow(view) ?? order.price;
    const lots = Math.min(order.lots, lotsAt(price, view));
    if (lots > 0 && !breaksLimit(view.direction, price, view.wish.limitPrice)) {
      return { kind: 'post', number, lots, price, timeInForce: 'day' };
    }
  }
  const price = farthestPrice(view, order);
  return price && { kind: 'post', number, lots: 1, price, timeInForce: 'fill-and-kill' };
}

/** As far from the market as the exchange lets a price be, and never worse than the order's own or the limit of now. */
function farthestPrice({ direction, market, wish }: LegView, order: LegOrder): Decimal | undefined {
  const { book, priceStep } = market;
  if (!book) return undefined;
  const { limitPrice } = wish;
  if (direction === Direction.buy) {
    const lowest = book.limitDown ?? book.bids.at(-1)?.price ?? priceStep;
    const price = lowest.lt(order.price) ? lowest : order.price;
    return limitPrice?.lt(price) ? roundDownToStep(limitPrice, priceStep) : price;
  }
  const highest = book.limitUp ?? book.asks.at(-1)?.price;
  const price = highest?.gt(order.price) ? highest : order.price;
  return limitPrice?.gt(price) ? roundUpToStep(limitPrice, priceStep) : price;
}

function askInTime(view: LegView, order: LegOrder): LegAction {
  if (order.askedAtMs === undefined) return { kind: 'ask', order };
  const untilMs = order.askedAtMs + askAgainAfter(order);
  return untilMs > view.nowMs ? { kind: 'wait', untilMs } : { kind: 'ask', order };
}

const askAgainAfter = ({ asks }: LegOrder): number =>
  Math.min(FIRST_ASK_AGAIN_MS * 2 ** Math.min(asks, 8), LAST_ASK_AGAIN_MS);

/** An order of ours that just ended may hide what others show: it is looked again when it does not count any more. */
function untilBookCounts({ market, nowMs }: LegView): LegAction {
  const ends = market.ownOrders.flatMap(({ endedAtMs }) => endedAtMs ?? []);
  const untilMs = Math.max(...ends) + ENDED_ORDER_COUNTS_MS;
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'wait' };
}

function priceNow({ direction, wish, market, nowMs }: LegView): Decimal | undefined {
  const { book, priceStep, ownOrders } = market;
  const price =
    book && priceToJoin({ direction, book, priceStep, ownOrders, limitPrice: wish.limitPrice, nowMs });
  return price?.gt(0) || (market.mayBeNegative && price?.lt(0)) ? price : undefined;
}

const lotsAt = (price: Decimal, view: LegView): number =>
  Math.min(
    remainingLots(view),
    Math.max(1, valueOfLot(price, view).pow(-1).mul(MAX_ORDER_VALUE).floor().toNumber()),
  );

const valueOfLot = (price: Decimal, { market }: LegView): Decimal =>
  price
    .abs()
    .add(market.paidOnTop ?? 0)
    .mul(market.lot);
