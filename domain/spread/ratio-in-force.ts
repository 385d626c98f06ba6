import { Decimal } from '../decimal.js';
import { executedLotsOf, type Leg } from '../leg.js';
import type { SpreadWish } from './terms.js';

/**
 * The ratio by which is hedged: the wanted one only while nothing of the far leg is executed or can be, else the one of
 * before. A fill is known here before it is written where an amendment looks for it, and what was hedged by one ratio
 * would be too much or too little by another.
 *
 * @param before the one in force so far: when an executor begins, that of the newest far order; undefined while there is none
 */
export const ratioInForce = (
  before: Decimal | undefined,
  { wanted, far }: { readonly wanted: Decimal; readonly far: Leg },
): Decimal =>
  before === undefined || (executedLotsOf(far) === 0 && far.current === undefined) ? wanted : before;

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
