import type { Broker } from '../broker/broker.js';
import { Decimal, roundDownToStep, roundUpToStep } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import {
  AmountNotLotsError,
  LimitPriceNotStepError,
  NoPriceError,
  NotPositiveError,
  SumBelowLotError,
} from './errors.js';

/**
 * The worst price a person allows, in roubles. What is quoted in points has few rouble prices that a person would
 * write, so there it only bounds the orders, each of which is rounded to the safe side; a future's may be below zero.
 * @throws NotPositiveError, LimitPriceNotStepError
 */
export function limitPriceOf(
  limitPrice: string | number | null | undefined,
  { ticker, priceStep, kind }: Instrument,
): Decimal | undefined {
  if (limitPrice === undefined || limitPrice === null) return undefined;
  const price = new Decimal(limitPrice);
  if (kind === 'future') return price;
  if (!price.gt(0)) throw new NotPositiveError('limitPrice', { ticker, least: priceStep.toFixed() });
  if (kind === 'bond' || price.mod(priceStep).isZero()) return price;
  const nearest = [roundDownToStep(price, priceStep), roundUpToStep(price, priceStep)];
  throw new LimitPriceNotStepError({
    ticker,
    limitPrice: price.toFixed(),
    step: priceStep.toFixed(),
    nearest: nearest
      .filter((each) => each.gt(0))
      .map((each) => each.toFixed())
      .join(', '),
  });
}

/** @returns the amount, in securities. @throws NotPositiveError, AmountNotLotsError */
export function amountInLots(amount: number, { ticker, lot }: Pick<Instrument, 'ticker' | 'lot'>): number {
  if (amount <= 0) throw new NotPositiveError('amount', { ticker, least: String(lot) });
  if (amount % lot !== 0) throw new AmountNotLotsError({ ticker, amount, lot });
  return amount;
}

/**
 * The whole lots that a sum of roubles buys or sells, in securities.
 * @param price what one security is paid with; undefined where the instrument has none now
 * @throws NotPositiveError, SumBelowLotError, NoPriceError
 */
export function amountForSum(
  sum: string | number,
  { ticker, lot }: Instrument,
  price: Decimal | undefined,
): number {
  if (!price) throw new NoPriceError(ticker);
  const roubles = new Decimal(sum);
  const lotPrice = price.mul(lot);
  if (!roubles.gt(0)) throw new NotPositiveError('sum', { ticker, least: lotPrice.toFixed() });
  const lots = roubles.div(lotPrice).floor().toNumber();
  if (lots < 1) throw new SumBelowLotError({ ticker, sum: roubles.toFixed(), lotPrice: lotPrice.toFixed() });
  return lots * lot;
}

/** The price an order would join now, within its limit; the last one where the book is empty. */
export async function expectedPrice(
  { instrument, direction, limitPrice }: ExpectedOrder,
  { instruments }: Pick<Broker, 'instruments'>,
): Promise<Decimal | undefined> {
  const { bids, asks } = await instruments.book(instrument.uid);
  const joined = (direction === 'buy' ? bids : asks)[0]?.price;
  const price = joined ?? (await instruments.lastPrices([instrument.uid])).get(instrument.uid);
  if (!price || !limitPrice) return price ?? limitPrice;
  return direction === 'buy' ? Decimal.min(price, limitPrice) : Decimal.max(price, limitPrice);
}

export interface ExpectedOrder {
  readonly instrument: Instrument;
  readonly direction: Direction;
  readonly limitPrice: Decimal | undefined;
}
