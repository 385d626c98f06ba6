import type { Broker } from '../broker/broker.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import type { SellbuyRequest } from '../domain/task.js';
import { InvalidArgumentsError, SumOfFutureError, UnknownTickerError } from './errors.js';
import { freeToSell, type HoldingsReader } from './holdings.js';
import { mustBeWithinLimits } from './limits.js';
import { mustBeAffordable, mustBeHeld, mustBeTradable } from './order-checks.js';
import { marginNow, paidFor } from './order-cost.js';
import { amountForSum, amountInLots, expectedPrice, limitPriceOf } from './order-size.js';
import { mustTrade } from './read-only.js';

/** What a person wants; exactly one of amount (securities) and sum (roubles). */
export interface WantedOrder {
  readonly direction: Direction;
  readonly ticker: string;
  readonly amount?: number | undefined;
  readonly sum?: string | number | undefined;
  readonly limitPrice?: string | number | null | undefined;
}

/** @throws UnknownTickerError */
export async function findInstrument(
  broker: Pick<Broker, 'instruments'>,
  ticker: string,
): Promise<Instrument> {
  const instrument = await broker.instruments.byTicker(ticker);
  if (!instrument) throw new UnknownTickerError(ticker);
  return instrument;
}

/**
 * Turns what a person wants into what a task can carry out: a whole number of lots, tradable by API, covered by money
 * or securities. A market that is closed now is no obstacle: the task waits.
 * @throws CommandError
 */
export async function orderRequest(wanted: WantedOrder, reader: HoldingsReader): Promise<SellbuyRequest> {
  const { direction, sum } = wanted;
  if ((wanted.amount === undefined) === (sum === undefined))
    throw new InvalidArgumentsError(['give either sum or amount']);
  const { broker } = reader;
  mustTrade(broker);
  const instrument = await findInstrument(broker, wanted.ticker);
  mustBeTradable(instrument, direction);
  if (sum !== undefined && instrument.future) throw new SumOfFutureError(instrument.ticker);
  const limitPrice = limitPriceOf(wanted.limitPrice, instrument);
  const asked = wanted.amount === undefined ? undefined : amountInLots(wanted.amount, instrument);

  // First: it may tell a new value of a future's step, which prices are made with.
  const margin = direction === 'buy' ? await marginNow(instrument, broker) : undefined;
  const price = await expectedPrice({ instrument, direction, limitPrice }, broker);
  const amount = asked ?? amountForSum(sum ?? 0, instrument, price && paidFor(instrument, price));
  if (direction === 'buy') await mustBeAffordable({ instrument, price, amount, margin }, reader);
  else mustBeHeld({ instrument, amount, free: await freeToSell(instrument, reader) });

  const { ticker, uid: instrumentUid, lot } = instrument;
  await mustBeWithinLimits({ orders: [{ instrument, direction, lots: amount / lot, price }] }, reader);
  return { direction, ticker, instrumentUid, lot, amount, limitPrice: limitPrice?.toFixed() ?? null };
}
