import type { PaperInstrument } from '../instruments/instrument.js';
import { OrderBook, type Side } from '../matching/book.js';
import type { KeptBook } from '../state/events.js';
import type { PaperOrder } from '../state/order.js';
import { remaining } from '../state/order.js';

/** The market of one instrument: its book and the prices that are known of it, all in ticks. */
export interface Listing {
  readonly instrument: PaperInstrument;
  readonly book: OrderBook;
  lastTicks: number;
  lastAtMs: number;
  closeTicks: number;
  bookAtMs: number;
}

/** The exchange allows a fifth up and down from yesterday's close. */
export const limitUp = ({ closeTicks }: Listing): number => Math.floor((closeTicks * 6) / 5);
export const limitDown = ({ closeTicks }: Listing): number => Math.ceil((closeTicks * 4) / 5);

/** Opens an instrument with the book that was kept, or with none; our working orders get their places back. */
export function openListing(
  instrument: PaperInstrument,
  { kept, working }: { kept: KeptBook | undefined; working: readonly PaperOrder[] },
): Listing {
  const book = new OrderBook();
  const missing = new Map(working.map((order) => [order.orderId, order]));
  const restQueue = (side: Side, [ticks, queue]: KeptBook['bids'][number]): void => {
    for (const mark of queue) {
      const order = typeof mark === 'string' ? missing.get(mark) : undefined;
      if (typeof mark === 'number') book.rest({ side, ticks, lots: mark, owner: undefined });
      else if (order) {
        missing.delete(order.orderId);
        book.rest({ side, ticks, lots: remaining(order), owner: order });
      }
    }
  };
  for (const level of kept?.bids ?? []) restQueue('buy', level);
  for (const level of kept?.asks ?? []) restQueue('sell', level);
  for (const order of missing.values()) {
    const ticks = order.limitTicks ?? order.initialTicks;
    book.rest({ side: order.direction, ticks, lots: remaining(order), owner: order });
  }
  return {
    instrument,
    book,
    lastTicks: kept?.lastTicks ?? instrument.startTicks,
    lastAtMs: Date.now(),
    closeTicks: kept?.closeTicks ?? instrument.startTicks,
    bookAtMs: Date.now(),
  };
}

export const keepListing = ({ book, lastTicks, closeTicks }: Listing): KeptBook => ({
  bids: book.queues('buy'),
  asks: book.queues('sell'),
  lastTicks,
  closeTicks,
});
