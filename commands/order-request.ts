import type { Broker } from '../broker/broker.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import type { SellbuyRequest } from '../domain/task.js';
import {
  InvalidArgumentsError,
  MoneyShortError,
  NotTradableError,
  ShortRefusedError,
  UnknownTickerError,
} from './errors.js';
import { costOf, freeMoney, freeToSell, type HoldingsReader } from './holdings.js';
import { amountForSum, amountInLots, expectedPrice, limitPriceOf } from './order-size.js';

/** What a person wants; exactly one of amount (securities) and sum (roubles). */
export interface WantedOrder {
  readonly direction: Direction;
  readonly ticker: string;
  readonly amount?: number | undefined;
  readonly sum?: string | number | undefined;
  readonly limitPrice?: string | number | null | undefined;
}

/** @throws UnknownTickerError */
export async function findInstrument(broker: Broker, ticker: string): Promise<Instrument> {
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
  const instrument = await findInstrument(broker, wanted.ticker);
  mustBeTradable(instrument, direction);
  const limitPrice = limitPriceOf(wanted.limitPrice, instrument);
  const asked = wanted.amount === undefined ? undefined : amountInLots(wanted.amount, instrument);

  const [price, free] = await Promise.all([
    expectedPrice({ instrument, direction, limitPrice }, broker),
    direction === 'buy' ? freeMoney(reader) : freeToSell(instrument, reader),
  ]);
  const amount = asked ?? amountForSum(sum ?? 0, instrument, price);
  if (free instanceof Decimal) mustBeAffordable(price && costOf(price, amount), free);
  else mustBeHeld({ instrument, amount, free });

  const { ticker, uid: instrumentUid, lot } = instrument;
  return { direction, ticker, instrumentUid, lot, amount, limitPrice: limitPrice?.toFixed() ?? null };
}

function mustBeTradable(
  { ticker, apiTradable, buyAvailable, sellAvailable }: Instrument,
  direction: Direction,
): void {
  if (!apiTradable) throw new NotTradableError('not-tradable-by-api', ticker);
  if (direction === 'buy' && !buyAvailable) throw new NotTradableError('buy-unavailable', ticker);
  if (direction === 'sell' && !sellAvailable) throw new NotTradableError('sell-unavailable', ticker);
}

/** Without a price nothing can be said; the broker will. */
function mustBeAffordable(needed: Decimal | undefined, money: Decimal): void {
  if (!needed?.gt(money)) return;
  throw new MoneyShortError({
    needed: needed.toFixed(2, Decimal.ROUND_UP),
    free: Decimal.max(0, money).toFixed(2, Decimal.ROUND_DOWN),
  });
}

function mustBeHeld({
  instrument: { ticker },
  amount,
  free,
}: {
  instrument: Instrument;
  amount: number;
  free: number;
}): void {
  if (amount > free) throw new ShortRefusedError({ ticker, amount: String(amount), free: String(free) });
}
