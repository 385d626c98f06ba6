import type { Broker } from '../broker/broker.js';
import type { Instrument } from '../domain/instrument.js';
import type { LegMarket } from '../domain/leg-market.js';
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
