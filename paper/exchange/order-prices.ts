import { accruedInterest } from '../instruments/bonds.js';
import { lotsValue, type PaperInstrument } from '../instruments/instrument.js';
import { opposite, type Side } from '../matching/book.js';
import type { Ladder } from '../matching/others.js';
import type { PaperOrder } from '../state/order.js';
import type { Listing } from './listing.js';

export function crosses({ bids, asks }: Ladder, orders: readonly PaperOrder[]): boolean {
  return orders.some(({ direction, limitTicks, initialTicks }) => {
    const ours = limitTicks ?? initialTicks;
    return direction === 'buy'
      ? asks.some(([ticks]) => ticks <= ours)
      : bids.some(([ticks]) => ticks >= ours);
  });
}

/** What an order is worth, with the accrued interest of bonds. */
export const payableValue = (
  instrument: PaperInstrument,
  { lots, ticks, nowMs }: { lots: number; ticks: number; nowMs: number },
): bigint =>
  lotsValue(instrument, lots, ticks) + BigInt(lots * instrument.lot) * accruedInterest(instrument, nowMs);

/** The last price a market order may have to pay, where the book holds so many lots. */
export function worstPrice({ book, lastTicks }: Listing, side: Side, lots: number): number {
  let left = lots;
  let worst = lastTicks;
  for (const level of book.levels(opposite(side))) {
    worst = level.ticks;
    left -= level.lots;
    if (left <= 0) break;
  }
  return worst;
}
