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
  /** The others' orders are not as they were kept. */
  unkept: boolean;
}

/** The exchange allows a fifth up and down from yesterday's close. */
export const limitUp = ({ closeTicks }: Listing): number => Math.floor((closeTicks * 6) / 5);
export const limitDown = ({ closeTicks }: Listing): number => Math.ceil((closeTicks * 4) / 5);

/**
 * Opens an instrument with the book that was kept, or with none. Working orders of ours get their places back; those
 * that came after the book was kept stand at the end of their queues. Others whom the market has meanwhile moved past
 * one of ours are left out: the book must not come back crossed, unless an auction gathered it so.
 */
export function openListing(
  instrument: PaperInstrument,
  {
    kept,
    working,
    inAuction = false,
  }: { kept: KeptBook | undefined; working: readonly PaperOrder[]; inAuction?: boolean },
): Listing {
  const book = new OrderBook();
  const missing = new Map(working.map((order) => [order.orderId, order]));
  const limitOf = (order: PaperOrder): number => order.limitTicks ?? order.initialTicks;
  const ourBid = Math.max(...working.filter(({ direction }) => direction === 'buy').map(limitOf));
  const ourAsk = Math.min(...working.filter(({ direction }) => direction === 'sell').map(limitOf));
  const restQueue = (side: Side, [ticks, queue]: KeptBook['bids'][number]): void => {
    const crossed = !inAuction && (side === 'buy' ? ticks >= ourAsk : ticks <= ourBid);
    for (const mark of queue) {
      const order = typeof mark === 'string' ? missing.get(mark) : undefined;
      if (typeof mark === 'number') {
        if (!crossed) book.rest({ side, ticks, lots: mark, owner: undefined });
      } else if (order) {
        missing.delete(order.orderId);
        book.rest({ side, ticks, lots: remaining(order), owner: order });
      }
    }
  };
  for (const level of kept?.bids ?? []) restQueue('buy', level);
  for (const level of kept?.asks ?? []) restQueue('sell', level);
  for (const order of missing.values()) {
    book.rest({ side: order.direction, ticks: limitOf(order), lots: remaining(order), owner: order });
  }
  return {
    instrument,
    book,
    lastTicks: kept?.lastTicks ?? instrument.startTicks,
    // A price that never was has no time either.
    lastAtMs: kept?.lastAtMs ?? (instrument.listedOnly ? 0 : Date.now()),
    closeTicks: kept?.closeTicks ?? instrument.startTicks,
    bookAtMs: Date.now(),
    unkept: kept === undefined,
  };
}

export const keepListing = ({ book, lastTicks, lastAtMs, closeTicks }: Listing): KeptBook => ({
  bids: book.queues('buy'),
  asks: book.queues('sell'),
  lastTicks,
  lastAtMs,
  closeTicks,
});
