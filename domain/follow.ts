import type { Book, Level } from './book.js';
import { type Decimal, roundDownToStep, roundUpToStep } from './decimal.js';
import { Direction } from './order.js';

/** A working order of the account, whichever task or program it belongs to. */
export interface OwnOrder {
  readonly direction: Direction;
  readonly price: Decimal;
  /** Still working. */
  readonly lots: number;
  readonly placedAt?: Date;
}

export interface FollowView {
  readonly direction: Direction;
  readonly book: Book;
  readonly priceStep: Decimal;
  /** Every working order of the account in this instrument, our own included: we never raise a price against ourselves. */
  readonly ownOrders: readonly OwnOrder[];
  readonly limitPrice: Decimal | null;
}

/**
 * The best passive price: the best one that somebody else shows on our side, within the limit price and the
 * exchange's price limits. Undefined while nobody else is there to join.
 */
export function priceToJoin({
  direction,
  book,
  priceStep,
  ownOrders,
  limitPrice,
}: FollowView): Decimal | undefined {
  const buying = direction === Direction.buy;
  const best = (buying ? book.bids : book.asks).find((level) =>
    othersShow(level, book, direction, ownOrders),
  );
  if (!best) return undefined;
  const bounds = [limitPrice, buying ? book.limitUp : book.limitDown].filter((bound) => bound != null);
  return bounds.reduce<Decimal>((price, bound) => {
    const within = buying ? roundDownToStep(bound, priceStep) : roundUpToStep(bound, priceStep);
    return (buying ? within.lt(price) : within.gt(price)) ? within : price;
  }, best.price);
}

/** Whether a level holds more than our own orders; an order placed after the book was made is not in it. */
function othersShow(level: Level, book: Book, direction: Direction, ownOrders: readonly OwnOrder[]): boolean {
  const ours = ownOrders
    .filter((order) => order.direction === direction && order.price.eq(level.price))
    .filter(({ placedAt }) => !placedAt || !book.at || placedAt <= book.at)
    .reduce((lots, order) => lots + order.lots, 0);
  return level.lots > ours;
}

/** Whether a price breaks the limit: too high for a buy, too low for a sale. */
export const breaksLimit = (direction: Direction, price: Decimal, limitPrice: Decimal | null): boolean =>
  limitPrice !== null && (direction === Direction.buy ? price.gt(limitPrice) : price.lt(limitPrice));
