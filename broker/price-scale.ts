/**
 * Points and roubles. The exchange quotes bonds in percent of their nominal and futures in points; the rest of the
 * program knows roubles per one security only (the currency of the instrument where that is another). Everything here
 * is exact both ways, or an error: nothing is rounded silently.
 */
import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { PriceStepError } from './errors.js';

/** An instrument that is quoted in points, as the catalogue makes it. */
export interface QuotedInPoints extends Instrument {
  /** The smallest price change in points (`min_price_increment`); `priceStep` is what that is worth. */
  readonly pointStep: Decimal;
}

/** How the prices of one instrument are quoted; `undefined` where that is in roubles already. */
export type PriceScale = Pick<QuotedInPoints, 'ticker' | 'priceStep' | 'pointStep'> | undefined;

/** Points and steps of a future whose value changed in the meantime are those of this moment: ask anew for every use. */
export function scaleOf(instrument: Instrument): PriceScale {
  if ('pointStep' in instrument) return instrument as QuotedInPoints;
  if (instrument.kind === 'bond' || instrument.kind === 'future')
    throw new TypeError(`${instrument.ticker} is not of the catalogue: nobody knows how it is quoted`);
  return undefined;
}

/** Percent of the nominal: a step is worth so many roubles. */
export const stepOfBond = (pointStep: Decimal, nominal: Decimal): Decimal => pointStep.mul(nominal).div(100);

/** @throws RangeError where a point is no finite number of roubles, which no exchange has. */
export function fromPoints(points: Decimal, scale: PriceScale): Decimal {
  return scale ? points.mul(worthOfPoint(scale)) : points;
}

/**
 * The price as the exchange quotes it.
 * @throws PriceStepError when it is no whole number of steps: then it was made with another value of the step.
 */
export function toPoints(price: Decimal, scale: PriceScale): Decimal {
  if (!scale) return price;
  const { ticker, priceStep, pointStep } = scale;
  if (!isOnGrid(price, scale))
    throw new PriceStepError({ ticker, price: price.toFixed(), step: priceStep.toFixed() });
  return price.div(priceStep).mul(pointStep);
}

/** A price as the exchange quotes it, whether or not it is on the grid, as an average is not; undefined where that is roubles. */
export function pointsOf(price: Decimal, instrument: Instrument): Decimal | undefined {
  const scale = scaleOf(instrument);
  return scale && price.mul(scale.pointStep).div(scale.priceStep);
}

/** A whole number of steps; what is quoted in roubles is for the broker to judge. */
export function isOnGrid(price: Decimal, scale: PriceScale): boolean {
  if (!scale) return true;
  const steps = price.div(scale.priceStep);
  return steps.isInteger() && steps.mul(scale.priceStep).eq(price);
}

function worthOfPoint({ ticker, priceStep, pointStep }: NonNullable<PriceScale>): Decimal {
  const worth = priceStep.div(pointStep);
  if (!worth.mul(pointStep).eq(priceStep))
    throw new RangeError(`a point of ${ticker} is no finite number: ${priceStep} / ${pointStep}`);
  return worth;
}

/** The broker tells roubles with at least two decimals, and the price of a bond or future may have more. */
const ROUNDED_BY = new Decimal('0.005');

/**
 * An order and a trade have a price on the exchange's grid. One that was told in rounded roubles is put back onto it;
 * one that is farther off than rounding explains stays as it was told.
 */
export function ontoGrid(price: Decimal, scale: PriceScale): Decimal {
  if (!scale) return price;
  const nearest = price.div(scale.priceStep).round().mul(scale.priceStep);
  const off = nearest.sub(price).abs();
  return off.lte(ROUNDED_BY) && off.mul(2).lt(scale.priceStep) ? nearest : price;
}

/** Where the broker marks a price as points, it says so in place of the currency. */
export const isMarkedAsPoints = ({ currency }: Pick<MoneyValue, 'currency'>): boolean =>
  /^pt/i.test(currency);
