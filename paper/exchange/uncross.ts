import { holdAuction } from '../matching/auction.js';
import type { Owned } from '../matching/book.js';
import type { PaperOrder } from '../state/order.js';
import type { Floor } from './floor.js';
import type { Listing } from './listing.js';

/** Orders that were gathered meet at one price. Of two of one account that would meet, the younger is cancelled. */
export function uncross(floor: Floor, listing: Listing, orders: ReadonlyMap<string, PaperOrder>): void {
  const { book, lastTicks: referenceTicks } = listing;
  const orderOf = ({ orderId }: Owned): PaperOrder => {
    const order = orders.get(orderId);
    if (!order) throw new Error(`order ${orderId} is in the book and nowhere else`);
    return order;
  };
  for (;;) {
    const auction = holdAuction({ bids: book.entries('buy'), asks: book.entries('sell'), referenceTicks });
    if (!auction) break;
    const { ticks, matches, selfTrade } = auction;
    for (const { lots, buyer, seller } of matches) {
      book.drop('buy', lots);
      book.drop('sell', lots);
      floor.settle(listing, { ticks, lots, maker: seller }, { side: 'buy', taker: buyer && orderOf(buyer) });
    }
    if (!selfTrade) break;
    const [one, other] = selfTrade;
    const younger = Number(one.orderId) > Number(other.orderId) ? one : other;
    floor.close(listing, orderOf(younger), 'exchange');
  }
  floor.touch(listing);
}
