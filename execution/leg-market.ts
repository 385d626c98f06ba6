import type { Broker } from '../broker/broker.js';
import type { Instrument } from '../domain/instrument.js';
import type { LegMarket } from '../domain/leg-market.js';
import type { Idleness } from '../domain/task.js';
import { ownOrdersIn } from './own-orders.js';

/** The market of an instrument as the hubs know it at this moment. */
export const legMarketOf = (
  { uid, priceStep, lot, kind }: Instrument,
  { market, ownOrders }: Pick<Broker, 'market' | 'ownOrders'>,
): LegMarket => ({
  tradable: market.status(uid)?.tradable,
  book: market.book(uid),
  // Anew for every look: in roubles it may change.
  priceStep,
  lot,
  mayBeNegative: kind === 'future',
  ownOrders: ownOrdersIn(ownOrders, uid),
});

/** What of its market is not known, without which nothing can be ordered. */
export function whatIsMissing(
  { uid, ticker }: Instrument,
  { market }: Pick<Broker, 'market'>,
): Idleness | undefined {
  if (market.status(uid) === undefined) return { reason: 'status-unknown', of: ticker };
  if (market.book(uid) === undefined) return { reason: 'book-unknown', of: ticker };
  return undefined;
}
