import { Decimal } from '../decimal.js';
import type { Trade } from './trade.js';

/** What trades come to together. */
export interface TradeSums {
  readonly trades: number;
  readonly bought: Decimal;
  readonly sold: Decimal;
  readonly commission: Decimal;
  readonly commissionUnknown: number;
  readonly accruedInterestPaid: Decimal;
  readonly accruedInterestReceived: Decimal;
  readonly variationMargin: Decimal;
}

export const added = (values: readonly Decimal[]): Decimal =>
  values.reduce((sum, each) => sum.add(each), new Decimal(0));

export function sumsOf(trades: readonly Trade[]): TradeSums {
  const [buys, sells] = (['buy', 'sell'] as const).map((side) =>
    trades.filter(({ direction }) => direction === side),
  );
  const sumOf = (some: readonly Trade[] = []): Decimal => added(some.map(({ sum }) => sum));
  const interestOf = (some: readonly Trade[] = []): Decimal =>
    added(some.map(({ accruedInterest }) => accruedInterest));
  const told = trades.flatMap(({ commission }) => (commission ? [commission] : []));
  return {
    trades: trades.length,
    bought: sumOf(buys),
    sold: sumOf(sells),
    commission: added(told),
    commissionUnknown: trades.length - told.length,
    accruedInterestPaid: interestOf(buys),
    accruedInterestReceived: interestOf(sells),
    variationMargin: added(trades.flatMap(({ variationMargin }) => variationMargin ?? [])),
  };
}

/** Digits of a price that the contract has. */
const PRICE_PLACES = 9;

/** A price as it is; an average has no more digits than the contract has for a price. */
export const shownPrice = (price: Decimal): string => price.toDecimalPlaces(PRICE_PLACES).toFixed();
