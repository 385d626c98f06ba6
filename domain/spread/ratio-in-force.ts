import { Decimal } from '../decimal.js';
import { executedLotsOf, type Leg } from '../leg.js';
import type { SpreadWish } from './terms.js';

interface FarRatios {
  readonly wanted: Decimal;
  readonly far: Leg;
  /** By which the far order of this number was written down. */
  readonly ratioOf: (number: number) => Decimal | undefined;
  /** The far order that was filled after its end, of several the last one. */
  readonly filledLate?: number | undefined;
}

/**
 * The ratio by which is hedged whatever is wanted by now, from the first far order that is executed or can be on: a fill
 * is known here before it is written where an amendment looks for it, and what was hedged by one ratio would be too much
 * or too little by another. It is the one that order was written down with, so that whoever takes over knows it too.
 *
 * @param before the one in force so far; undefined while there is none
 * @returns undefined while nothing of the far leg is executed or can be: then the wanted one is
 */
export function ratioInForce(
  before: Decimal | undefined,
  { wanted, far, ratioOf, filledLate }: FarRatios,
): Decimal | undefined {
  const { current, nextNumber } = far;
  if (!current && executedLotsOf(far) === 0) return undefined;
  return before ?? ratioOf(current?.number ?? filledLate ?? nextNumber - 1) ?? wanted;
}

/** The wanted terms with another ratio: what is wanted now is noted by the one it was wanted with. */
export const withRatio = (
  { ratio: before, prices, ...rest }: SpreadWish,
  { ratio, limitPrice }: { readonly ratio: string; readonly limitPrice: string | null },
): SpreadWish => {
  if (ratio === before) return { ...rest, ratio, ...(prices && { prices }) };
  const noted = limitPrice === null ? {} : { [keyOf(before)]: limitPrice };
  return { ...rest, ratio, prices: { ...prices, ...noted } };
};

/** The price that is wanted with a ratio, whether that is the wanted one or one of before. */
export const priceWith = (
  ratio: Decimal,
  { limitPrice, spread }: { readonly limitPrice: string | null; readonly spread?: SpreadWish },
): string | null =>
  spread === undefined || ratio.eq(spread.ratio) ? limitPrice : (spread.prices?.[keyOf(ratio)] ?? limitPrice);

const keyOf = (ratio: Decimal | string): string => new Decimal(ratio).toFixed();
