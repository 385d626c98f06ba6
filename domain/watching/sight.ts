/** Where one could trade now, by what a market shows; and on which side of a threshold that is. Pure. */
import type { Book } from '../book.js';
import { Decimal } from '../decimal.js';
import { levelsOfOthers, type OwnOrder } from '../follow.js';
import { Direction } from '../order.js';
import { type QuoteView, spreadPriceNow } from '../spread/quote.js';

/**
 * What others pay and ask now, so that one could trade there: roubles per security, of a spread per far contract.
 * Undefined where nobody is there.
 */
export interface Sight {
  readonly bid: Decimal | undefined;
  readonly ask: Decimal | undefined;
}

export interface ShownBook {
  readonly book: Book;
  readonly ownOrders: readonly OwnOrder[];
  readonly nowMs: number;
}

/** The best that others show: our own orders are nobody to trade with. */
export const sightOfBook = (shown: ShownBook): Sight => ({
  bid: levelsOfOthers(Direction.buy, shown)[0]?.price,
  ask: levelsOfOthers(Direction.sell, shown)[0]?.price,
});

/** What `sprices` shows for one contract at once: it can be sold for the bid and bought for the ask, reserves included. */
export function sightOfSpread(view: Omit<QuoteView, 'sell'>): Sight {
  const priceOf = (sell: boolean) => {
    const found = spreadPriceNow({ ...view, sell }, 'crossing', 1);
    // Kopecks, on the side that can surely be had.
    const rounding = sell ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL;
    return 'price' in found ? found.price.toDecimalPlaces(2, rounding) : undefined;
  };
  return { bid: priceOf(true), ask: priceOf(false) };
}

/** Of a threshold. */
export type Side = 'above' | 'below';

/**
 * Above the threshold one can sell for it, below it one can buy for it. In between it is on no side, so that it has to
 * come all the way back before it is told again.
 */
export function sideOf({ bid, ask }: Sight, price: Decimal): Side | undefined {
  const canSell = bid?.gte(price) ?? false;
  const canBuy = ask?.lte(price) ?? false;
  if (canSell === canBuy) return undefined;
  return canSell ? 'above' : 'below';
}

/** At first what is in between is where its middle is; nobody can tell that of a book with one side. */
export function firstSideOf(sight: Sight, price: Decimal): Side | undefined {
  const side = sideOf(sight, price);
  const { bid, ask } = sight;
  return side ?? (bid && ask && sideOfPrice(bid.add(ask).div(2), price));
}

/** Of one price, such as the last one; undefined at the threshold itself. */
export function sideOfPrice(one: Decimal, price: Decimal): Side | undefined {
  const order = one.cmp(price);
  return order === 0 ? undefined : order > 0 ? 'above' : 'below';
}
