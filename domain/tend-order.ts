import type { Book } from './book.js';
import { Decimal, roundDownToStep, roundUpToStep } from './decimal.js';
import type { Leg, LegOrder } from './leg.js';
import { Direction } from './order.js';

export type LegAction =
  | {
      readonly kind: 'post';
      readonly number: number;
      readonly lots: number;
      readonly price: Decimal;
      readonly timeInForce: 'day' | 'fill-and-kill';
      /** It is to take the key of an order in doubt that nobody wants any more, and not to be filled. */
      readonly takesKeyOnly?: true;
    }
  | {
      readonly kind: 'cancel';
      readonly order: LegOrder;
      readonly why: 'unwanted' | 'move';
      /** Its price turned against us: it is withdrawn whatever the budget of moves says, and counts as one all the same. */
      readonly countsAsMove?: true;
    }
  /** Read the order's state. */
  | { readonly kind: 'ask'; readonly order: LegOrder }
  | { readonly kind: 'settle'; readonly reason: 'reached' | 'paused' | 'stopped' | 'halted' | 'not-trading' }
  | { readonly kind: 'wait'; readonly untilMs?: number };

export type CancelAction = Extract<LegAction, { kind: 'cancel' }>;

/** An order lives this long before it is moved: moves cost cancels, of which the broker allows few. */
export const ORDER_LIFE_MS = 2_000;
/** An order of more roubles needs a confirmation by SMS, so the API refuses it. */
export const MAX_ORDER_VALUE = new Decimal(30_000_000);
/** After so long in doubt a person is told; and an end that cannot be read is believed. */
export const DOUBT_TOLD_MS = 10_000;
/** While the claim is not ours for sure; nothing on the market tells when it is again. */
export const CLAIM_LOOK_MS = 500;

const FIRST_ASK_AGAIN_MS = 250;
const LAST_ASK_AGAIN_MS = 5_000;

/** An order to send; under which number is not its own affair. */
export type WantedOrder = Omit<Extract<LegAction, { kind: 'post' }>, 'kind' | 'number'>;

/** What is wanted of a leg now, as far as one numbered order of it asks. Each is asked only when it decides. */
export interface Wants {
  /**
   * The cancel of an order that is unwanted whatever of it is executed meanwhile. A cancel adds no risk, so it does not
   * wait until the order can be read.
   */
  cancelNow(order: LegOrder): CancelAction | undefined;
  /** What to do about a working one that is not to be cancelled now: leave it, or move it. */
  keep(order: LegOrder): LegAction;
  /** What may take the key of one in doubt, for no more lots than it had; nothing while nothing may be sent. */
  again(order: LegOrder): WantedOrder | undefined;
}

export interface Circumstances {
  readonly tradable: boolean | undefined;
  /** What we believe of a working order must be asked first. */
  readonly mustAsk: boolean;
  readonly nowMs: number;
}

/**
 * What to do now about one numbered order that is not settled: at most one thing. Whatever is wanted of a leg, an order
 * in doubt is asked about and sent again under its key, a cancel is followed until the final state has been read.
 */
export function tendOrder(order: LegOrder, now: Circumstances, wants: Wants): LegAction {
  if (now.mustAsk && order.phase === 'working') return firstCancel(order, wants) ?? askInTime(order, now);
  switch (order.phase) {
    case 'sent':
      return { kind: 'wait' };
    case 'doubtful':
    case 'refused-after-doubt':
      return resolveDoubt(order, now, wants);
    case 'exists':
      return firstCancel(order, wants) ?? askInTime(order, now);
    case 'ending':
      return askInTime(order, now);
    case 'working':
      if (order.cancelSentAtMs !== undefined) return afterCancel(order, now);
      if (now.tradable === false) return { kind: 'cancel', order, why: 'unwanted' };
      return wants.cancelNow(order) ?? wants.keep(order);
  }
}

const firstCancel = (order: LegOrder, wants: Wants): LegAction | undefined =>
  order.cancelSentAtMs === undefined ? wants.cancelNow(order) : undefined;

/**
 * A cancel is finished when the order's final state has been read; one that did not take is sent again. While the
 * market is closed for cancels too, the order stays in the log and is asked about when it opens.
 */
function afterCancel(order: LegOrder, { tradable, nowMs }: Circumstances): LegAction {
  if (isStuck(order, tradable)) return { kind: 'settle', reason: 'not-trading' };
  if (order.askedAtMs === undefined) return { kind: 'ask', order };
  const untilMs = order.askedAtMs + askAgainAfter(order);
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'cancel', order, why: 'unwanted' };
}

/** The market is closed for cancels too. */
const isStuck = (order: LegOrder, tradable: boolean | undefined): boolean =>
  order.phase === 'working' &&
  order.cancelSentAtMs !== undefined &&
  order.cancelRefused &&
  tradable === false;

/**
 * Asks first; what is not found is sent again under its key, so that it exists for sure or cannot appear any more. While
 * nothing may be sent, it stays a question.
 */
function resolveDoubt(order: LegOrder, { nowMs }: Circumstances, wants: Wants): LegAction {
  if (order.askedAtMs === undefined) return { kind: 'ask', order };
  const untilMs = order.askedAtMs + (order.asks <= 1 ? 0 : askAgainAfter(order));
  if (untilMs > nowMs) return { kind: 'wait', untilMs };
  const again = wants.again(order);
  return again ? { kind: 'post', number: order.number, ...again } : { kind: 'ask', order };
}

function askInTime(order: LegOrder, { nowMs }: Circumstances): LegAction {
  if (order.askedAtMs === undefined) return { kind: 'ask', order };
  const untilMs = order.askedAtMs + askAgainAfter(order);
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'ask', order };
}

const askAgainAfter = ({ asks }: LegOrder): number =>
  Math.min(FIRST_ASK_AGAIN_MS * 2 ** Math.min(asks, 8), LAST_ASK_AGAIN_MS);

interface KeyTakerMarket {
  readonly direction: Direction;
  readonly book: Book | undefined;
  readonly priceStep: Decimal;
  readonly limitPrice: Decimal | null;
}

/**
 * What takes the key of an order in doubt that nobody wants any more: the smallest order that cannot rest, one lot,
 * fill-and-kill, at the worst price the exchange allows. Where even that may be filled (the market is at its limit, or
 * nobody knows how far a price may go) there is none, and the doubt stays a question.
 */
export function keyTaker(order: LegOrder, market: KeyTakerMarket): WantedOrder | undefined {
  const price = farthestPrice(order, market);
  return price && !mayBeFilled(price, market)
    ? { lots: 1, price, timeInForce: 'fill-and-kill', takesKeyOnly: true }
    : undefined;
}

/** Whether somebody shows a price against which such an order would trade; where the book is unknown, it may be so. */
export function mayBeFilled(
  price: Decimal,
  { direction, book }: Pick<KeyTakerMarket, 'direction' | 'book'>,
): boolean {
  if (!book) return true;
  if (direction === Direction.buy) return book.asks[0]?.price.lte(price) ?? false;
  return book.bids[0]?.price.gte(price) ?? false;
}

/** As far from the market as the exchange lets a price be, and never worse than the order's own or the limit of now. */
function farthestPrice(
  order: LegOrder,
  { direction, book, priceStep, limitPrice }: KeyTakerMarket,
): Decimal | undefined {
  if (direction === Direction.buy) {
    const lowest = book?.limitDown ?? book?.bids.at(-1)?.price;
    const price = lowest && Decimal.min(lowest, order.price);
    return price && limitPrice?.lt(price) ? roundDownToStep(limitPrice, priceStep) : price;
  }
  const highest = book?.limitUp ?? book?.asks.at(-1)?.price;
  const price = highest && Decimal.max(highest, order.price);
  return price && limitPrice?.gt(price) ? roundUpToStep(limitPrice, priceStep) : price;
}

/**
 * When an order may follow one that others took away: another task's hedge it stood in the way of, or a person. What
 * made it go has an order's life to be done, wherever that is decided.
 */
export const mayComeBackAtMs = ({ takenAwayAtMs }: Leg): number =>
  takenAwayAtMs === undefined ? Number.NEGATIVE_INFINITY : takenAwayAtMs + ORDER_LIFE_MS;

/** The most lots that one order may have, at least one. */
export const mostLotsOfValue = (valueOfLot: Decimal): number =>
  Math.max(1, MAX_ORDER_VALUE.divToInt(valueOfLot).toNumber());
