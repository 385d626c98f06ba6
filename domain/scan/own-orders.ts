import type { Book } from '../book.js';
import { levelsOfOthers, type OwnOrder } from '../follow.js';
import { Direction } from '../order.js';
import type { ScanMarket, ScanQuote } from './market.js';

/** A working order of ours, in the book of an instrument. */
export interface OwnOrderInBook extends Pick<OwnOrder, 'direction' | 'price' | 'lots' | 'placedAt'> {
  readonly instrumentUid: string;
}

/** The market as it is without what we show in it: nobody trades with themselves. */
export function withoutOwnOrders(market: ScanMarket, orders: readonly OwnOrderInBook[]): ScanMarket {
  const quotes = new Map(market.quotes);
  for (const uid of new Set(orders.map(({ instrumentUid }) => instrumentUid))) {
    const quote = quotes.get(uid);
    if (quote)
      quotes.set(
        uid,
        ofOthers(
          quote,
          orders.filter(({ instrumentUid }) => instrumentUid === uid),
        ),
      );
  }
  return { ...market, quotes };
}

/** A book is made when somebody looks. */
const ofOthers = (quote: ScanQuote, ownOrders: readonly OwnOrder[]): ScanQuote => ({
  lastPrice: quote.lastPrice,
  status: quote.status,
  get book() {
    return quote.book && bookOfOthers(quote.book, ownOrders);
  },
});

function bookOfOthers(book: Book, ownOrders: readonly OwnOrder[]): Book {
  // Of no moment: it matters to orders that just ended.
  const view = { book, ownOrders, nowMs: 0 };
  return {
    ...book,
    bids: levelsOfOthers(Direction.buy, view),
    asks: levelsOfOthers(Direction.sell, view),
  };
}
