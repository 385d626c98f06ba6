import type { Book, Level } from './book.js';
import { type Decimal, roundDownToStep, roundUpToStep } from './decimal.js';
import { Direction, type OrderSnapshot } from './order.js';

/** A working order of the account, whichever task or program it belongs to. */
export interface OwnOrder {
  readonly direction: Direction;
  readonly price: Decimal;
  /** Still working, or what worked until it ended. */
  readonly lots: number;
  readonly placedAt?: Date;
  /** Monotonic milliseconds: it ended a moment ago, and the book may still hold it. */
  readonly endedAtMs?: number;
  readonly brokerOrderId?: string;
  readonly clientOrderId?: string;
  /** By a task of this installation, by the hedge of one, or by anybody else; undefined while nobody looked. */
  readonly placedBy?: 'task' | 'hedge' | 'elsewhere';
  /** Its withdrawal is under way, and is waited for until then (monotonic milliseconds). */
  readonly leavingUntilMs?: number;
  /**
   * Why one that may be ours is minded like one placed elsewhere: it could not be withdrawn for now, or whose it is cannot
   * be read.
   */
  readonly leftAlone?: 'kept' | 'unread';
}

/** An order without a price (a market order) is in no book. */
export const ownOrderOf = (order: OrderSnapshot): OwnOrder | undefined => {
  const { direction, price, lotsRequested, lotsExecuted, placedAt, brokerOrderId, clientOrderId } = order;
  return (
    price && {
      direction,
      price,
      lots: lotsRequested - lotsExecuted,
      brokerOrderId,
      ...(clientOrderId !== undefined && { clientOrderId }),
      ...(placedAt && { placedAt }),
    }
  );
};

/** A book is told at most every 100 ms and is on its way for some more: one that comes sooner may be from before. */
const BOOK_DELAY_MS = 300;
/** In a quiet market no book follows: then, after this, the one there is counts. */
export const ENDED_ORDER_COUNTS_MS = 1_000;

/**
 * When orders of ours that just ended do not count any more: until then they may hide what others show. Undefined when none
 * does.
 */
export function bookCountsAtMs(ownOrders: readonly OwnOrder[], nowMs: number): number | undefined {
  const ends = ownOrders.flatMap(({ endedAtMs }) => endedAtMs ?? []);
  const atMs = Math.max(...ends) + ENDED_ORDER_COUNTS_MS;
  return atMs > nowMs ? atMs : undefined;
}

export interface FollowView {
  readonly direction: Direction;
  readonly book: Book;
  readonly priceStep: Decimal;
  /** Every working order of the account in this instrument, our own included: we never raise a price against ourselves. */
  readonly ownOrders: readonly OwnOrder[];
  readonly limitPrice: Decimal | null;
  readonly nowMs: number;
}

/**
 * The best passive price: the best one that somebody else shows on our side, within the limit price and the
 * exchange's price limits. Undefined while nobody else is there to join.
 */
export function priceToJoin(view: FollowView): Decimal | undefined {
  const { direction, book, priceStep, limitPrice } = view;
  const buying = direction === Direction.buy;
  const best = bestOfOthers(direction, view);
  if (!best) return undefined;
  const bounds = [limitPrice, buying ? book.limitUp : book.limitDown].filter((bound) => bound != null);
  return bounds.reduce<Decimal>((price, bound) => {
    const within = buying ? roundDownToStep(bound, priceStep) : roundUpToStep(bound, priceStep);
    return (buying ? within.lt(price) : within.gt(price)) ? within : price;
  }, best.price);
}

/** The best level of that side that holds more than our own orders. */
export function bestOfOthers(
  direction: Direction,
  { book, ownOrders, nowMs }: Pick<FollowView, 'book' | 'ownOrders' | 'nowMs'>,
): Level | undefined {
  const ours = ownOrders.filter((order) => order.direction === direction && mayBeIn(book, order, nowMs));
  return (direction === Direction.buy ? book.bids : book.asks).find((level) => othersShow(level, ours));
}

/**
 * Whether a book may hold an order of ours: one placed after the book was made is not in it, one that just ended may
 * still be. Without this two tasks alone at a price would take each other's ghosts for somebody else.
 */
function mayBeIn(book: Book, { placedAt, endedAtMs }: OwnOrder, nowMs: number): boolean {
  if (endedAtMs !== undefined) {
    const isOlder = (book.receivedAtMs ?? Number.NEGATIVE_INFINITY) < endedAtMs + BOOK_DELAY_MS;
    return isOlder && nowMs < endedAtMs + ENDED_ORDER_COUNTS_MS;
  }
  return !placedAt || !book.at || placedAt <= book.at;
}

/** Whether a level holds more than our own orders. */
const othersShow = (level: Level, ours: readonly OwnOrder[]): boolean => level.lots > lotsOf(ours, level);

const lotsOf = (ours: readonly OwnOrder[], level: Level): number =>
  ours.filter(({ price }) => price.eq(level.price)).reduce((lots, order) => lots + order.lots, 0);

/** What others show on the side of this direction, best level first: what can be traded against, our own orders cannot. */
export function levelsOfOthers(
  direction: Direction,
  { book, ownOrders, nowMs }: Pick<FollowView, 'book' | 'ownOrders' | 'nowMs'>,
): readonly Level[] {
  const levels = direction === Direction.buy ? book.bids : book.asks;
  const ours = ownOrders.filter((order) => order.direction === direction && mayBeIn(book, order, nowMs));
  if (ours.length === 0) return levels;
  return levels
    .map((level) => ({ price: level.price, lots: level.lots - lotsOf(ours, level) }))
    .filter(({ lots }) => lots > 0);
}

/** Whether a price breaks the limit: too high for a buy, too low for a sale. */
export const breaksLimit = (direction: Direction, price: Decimal, limitPrice: Decimal | null): boolean =>
  limitPrice !== null && (direction === Direction.buy ? price.gt(limitPrice) : price.lt(limitPrice));
