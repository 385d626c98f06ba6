/** What one position is worth and has gained. Exact; whoever shows money rounds it. */
import { Decimal } from '../decimal.js';

/** Prices of one security, contract or unit of a currency, in one currency; undefined where nobody tells them. */
export interface HeldPosition {
  readonly kind: string;
  /** Negative for a short position. */
  readonly amount: Decimal;
  /** Without accrued interest. */
  readonly averagePrice: Decimal | undefined;
  readonly lastPrice: Decimal | undefined;
  /** Of one bond. */
  readonly accruedInterest?: Decimal | undefined;
  /** Of futures: what all contracts gained or lost and was not paid out yet. */
  readonly variationMargin?: Decimal | undefined;
}

export interface PositionFigures {
  /** At the last price, a bond with its accrued interest; of futures what the contracts are about, which nobody paid. */
  readonly value: Decimal | undefined;
  /** What it adds to what the account is worth: the value, of futures the variation margin alone. */
  readonly worth: Decimal | undefined;
  /** Not realized: what it would bring now against what it cost, accrued interest and commission apart. */
  readonly profit: Decimal | undefined;
  /** The same as percent of what it cost. */
  readonly profitPercent: Decimal | undefined;
}

export function positionFigures(position: HeldPosition): PositionFigures {
  const { kind, amount, averagePrice, lastPrice, accruedInterest, variationMargin } = position;
  const value = lastPrice?.add(accruedInterest ?? 0).mul(amount);
  const cost = averagePrice?.mul(amount);
  const profit = cost && lastPrice?.mul(amount).sub(cost);
  return {
    value,
    worth: kind === 'future' ? variationMargin : value,
    profit,
    profitPercent: cost && !cost.isZero() ? profit?.div(cost.abs()).mul(PERCENT) : undefined,
  };
}

const PERCENT = 100;

/** Of those that are known; `leftOut` is how many are not. */
export function sumOf(figures: readonly (Decimal | undefined)[]): { sum: Decimal; leftOut: number } {
  const known = figures.filter((each) => each !== undefined);
  const sum = known.reduce((total, each) => total.add(each), new Decimal(0));
  return { sum, leftOut: figures.length - known.length };
}
