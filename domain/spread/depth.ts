import type { Level } from '../book.js';
import { Decimal } from '../decimal.js';

/** What a side charges for some of what it shows, per security. */
export interface Charge {
  /** Volume-weighted. */
  readonly average: Decimal;
  /** Of the last level it takes. */
  readonly worst: Decimal;
}

/**
 * What the securities after the first `after` of a side cost: those go to what is owed already, so what comes next
 * pays the levels behind. Undefined when the side does not show so many.
 */
export function chargeOf(
  levels: readonly Level[],
  { lot, after, quantity }: { lot: number; after: Decimal; quantity: Decimal },
): Charge | undefined {
  const [best] = levels;
  // Most often the best level is enough, and this is done at every change of a book.
  if (best && after.add(quantity).lte(best.lots * lot)) return { average: best.price, worst: best.price };
  let skip = after;
  let left = quantity;
  let sum = new Decimal(0);
  for (const { price, lots } of levels) {
    const shown = new Decimal(lots).mul(lot);
    if (skip.gte(shown)) {
      skip = skip.sub(shown);
      continue;
    }
    const taken = Decimal.min(shown.sub(skip), left);
    skip = new Decimal(0);
    left = left.sub(taken);
    sum = sum.add(taken.mul(price));
    if (left.isZero()) return { average: sum.div(quantity), worst: price };
  }
  return undefined;
}

/** Lots that a side shows, in its first levels or in all. */
export const lotsShown = (levels: readonly Level[], count = levels.length): number =>
  levels.slice(0, count).reduce((sum, { lots }) => sum + lots, 0);

/** The level that the last of so many lots comes from; the last one there is when it shows fewer. */
export function levelFor(levels: readonly Level[], wanted: number): Level | undefined {
  let left = wanted;
  for (const level of levels) {
    left -= level.lots;
    if (left <= 0) return level;
  }
  return levels.at(-1);
}
