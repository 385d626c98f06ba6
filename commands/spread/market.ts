/** The markets of several instruments at this moment, each asked for once however many rows of the queue are about it. */
import type { Broker } from '../../broker/broker.js';
import { commissionRateOf } from '../../broker/commission.js';
import { BrokerError } from '../../broker/errors.js';
import { ownOrderOf } from '../../domain/follow.js';
import type { TradingInterval } from '../../domain/hours.js';
import type { Instrument, TradingStatus } from '../../domain/instrument.js';
import { isFinal, type OrderSnapshot } from '../../domain/order.js';
import type { QuoteLeg } from '../../domain/spread/quote.js';

export interface LegMarket extends QuoteLeg {
  readonly status: TradingStatus;
  /** Undefined while unknown. */
  readonly sessions: readonly TradingInterval[] | undefined;
}

/** @returns by instrument uid */
export async function marketsOf(
  instruments: readonly Instrument[],
  broker: Broker,
): Promise<ReadonlyMap<string, LegMarket>> {
  const unique = [...new Map(instruments.map((each) => [each.uid, each])).values()];
  if (unique.length === 0) return new Map();
  const orders = await broker.orders.today();
  const markets = await Promise.all(unique.map((each) => marketOf(each, orders, broker)));
  return new Map(unique.map(({ uid }, place) => [uid, markets[place] as LegMarket]));
}

async function marketOf(
  instrument: Instrument,
  orders: readonly OrderSnapshot[],
  broker: Broker,
): Promise<LegMarket> {
  const { uid, lot } = instrument;
  const [book, status, sessions] = await Promise.all([
    broker.instruments.book(uid),
    broker.instruments.status(uid),
    sessionsOf(instrument, broker),
  ]);
  const price = (book.bids[0] ?? book.asks[0])?.price ?? instrument.priceStep;
  const commissionRate = await commissionRateOf(instrument, price, broker.orders);
  // Our own working orders: nobody to trade with, and nobody to join.
  const ownOrders = orders.flatMap((order) =>
    order.instrumentUid === uid && !isFinal(order.status) ? (ownOrderOf(order) ?? []) : [],
  );
  return { book, priceStep: instrument.priceStep, lot, commissionRate, ownOrders, status, sessions };
}

/** When it opens is only told beside: what is not known of it is no failure. */
const sessionsOf = (instrument: Instrument, { instruments }: Broker): Promise<LegMarket['sessions']> =>
  instruments.sessions(instrument).catch((error: unknown) => {
    if (error instanceof BrokerError) return undefined;
    throw error;
  });
