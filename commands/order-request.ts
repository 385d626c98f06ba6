import { paidFor } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import type { SellbuyRequest } from '../domain/task.js';
import { consentTo, type OrderConsent, obstaclesOf, orderFacts, startingOrder } from './consent/order.js';
import { InvalidArgumentsError, SumOfFutureError } from './errors.js';
import type { HoldingsReader } from './holdings.js';
import { mustBeWithinLimits } from './limits.js';
import { mustBeTradable } from './order-checks.js';
import { marginNow } from './order-cost.js';
import { amountForSum, amountInLots, expectedPrice, limitPriceOf } from './order-size.js';
import { mustTrade } from './read-only.js';
import type { RunningOrder } from './running-orders.js';
import { findInstrument } from './search/find-instrument.js';

/** What a person wants; exactly one of amount (securities) and sum (roubles). */
export interface WantedOrder {
  readonly direction: Direction;
  readonly ticker: string;
  readonly amount?: number | undefined;
  readonly sum?: string | number | undefined;
  readonly limitPrice?: string | number | null | undefined;
}

/** An order that may start, and what a person has to agree to first, if anything. */
export interface CheckedOrder {
  readonly request: SellbuyRequest;
  readonly consent?: OrderConsent | undefined;
  /** As those that start after it have to reckon with it. */
  readonly starting: RunningOrder;
}

/**
 * Turns what a person wants into what a task can carry out: a whole number of lots, tradable by API, covered by money
 * or securities, of one's own or of the broker's. A market that is closed now is no obstacle: the task waits.
 * @throws CommandError
 */
export async function checkOrder(wanted: WantedOrder, reader: HoldingsReader): Promise<CheckedOrder> {
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
  const guarantee = await marginNow(instrument, broker);
  const price = await expectedPrice({ instrument, direction, limitPrice }, broker);
  const amount = asked ?? amountForSum(sum ?? 0, instrument, price && paidFor(instrument, price));
  const { ticker, uid: instrumentUid, lot } = instrument;
  const request = {
    ...{ direction, ticker, instrumentUid, lot, amount },
    limitPrice: limitPrice?.toFixed() ?? null,
  };
  const known = await orderFacts({ instrument, direction, amount, price, guarantee }, reader);
  const [obstacle] = obstaclesOf(known);
  if (obstacle) throw obstacle;
  await mustBeWithinLimits({ orders: [{ instrument, direction, lots: amount / lot, price }] }, reader);
  return { request, consent: consentTo(request, known), starting: startingOrder(request, known) };
}
