/** The markets of several instruments at this moment, each asked for once however many rows of the queue are about it. */
import type { Broker } from '../broker/broker.js';
import { BrokerError, NotServedError } from '../broker/errors.js';
import { Decimal, roundUpToStep } from '../domain/decimal.js';
import type { OwnOrder } from '../domain/follow.js';
import type { TradingInterval } from '../domain/hours.js';
import type { Instrument, TradingStatus } from '../domain/instrument.js';
import { isFinal, type OrderSnapshot } from '../domain/order.js';
import type { QuoteLeg } from '../domain/spread/quote.js';

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
  const commissionRate = await commissionRateOf(instrument, price, broker);
  const ownOrders = orders.flatMap((order) => (order.instrumentUid === uid ? (inBook(order) ?? []) : []));
  return { book, priceStep: instrument.priceStep, lot, commissionRate, ownOrders, status, sessions };
}

/** When it opens is only told beside: what is not known of it is no failure. */
const sessionsOf = (instrument: Instrument, { instruments }: Broker): Promise<LegMarket['sessions']> =>
  instruments.sessions(instrument).catch((error: unknown) => {
    if (error instanceof BrokerError) return undefined;
    throw error;
  });

/** The "Trader" tariff's rate, where the broker tells none, as in the sandbox. */
const USUAL_RATE = new Decimal('0.0005');

async function commissionRateOf(instrument: Instrument, at: Decimal, { orders }: Broker): Promise<Decimal> {
  try {
    const price = roundUpToStep(at, instrument.priceStep);
    const { commissionRate } = await orders.cost({ instrument, direction: 'buy', lots: 1, price });
    return commissionRate ?? USUAL_RATE;
  } catch (error) {
    if (error instanceof NotServedError) return USUAL_RATE;
    throw error;
  }
}

/** A working order of ours: nobody to trade with, and nobody to join. */
function inBook({
  direction,
  price,
  lotsRequested,
  lotsExecuted,
  placedAt,
  status,
}: OrderSnapshot): OwnOrder | undefined {
  if (!price || isFinal(status)) return undefined;
  return { direction, price, lots: lotsRequested - lotsExecuted, ...(placedAt && { placedAt }) };
}
