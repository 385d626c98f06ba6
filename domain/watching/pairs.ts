/** Which pairs of a scan crossed a rate since the scan before. */
import type { Decimal } from '../decimal.js';

/** A pair of which a scan knows every price. */
export interface PricedPair {
  /** By what it is known from scan to scan. */
  readonly subject: string;
  readonly farTicker: string;
  readonly nearTicker: string;
  /** Percent, with compound interest. */
  readonly yearly: Decimal;
}

export interface PairMark {
  readonly subject: string;
  /** It was above the rate when it was last priced. */
  readonly above: boolean;
}

export interface PairChanges<Pair extends PricedPair> {
  readonly marks: readonly PairMark[];
  /** Above now and not before, the best first. */
  readonly crossed: readonly Pair[];
}

/**
 * A pair that no scan priced is as it was: it neither crossed nor went back. One that is above at the first scan has
 * crossed: nobody was told of it.
 */
export function changesOf<Pair extends PricedPair>(
  before: readonly PairMark[],
  pairs: readonly Pair[],
  rate: Decimal,
): PairChanges<Pair> {
  const wasAbove = new Set(before.flatMap(({ subject, above }) => (above ? [subject] : [])));
  const changed = pairs.filter(({ subject, yearly }) => yearly.gt(rate) !== wasAbove.has(subject));
  return {
    marks: changed.map(({ subject, yearly }) => ({ subject, above: yearly.gt(rate) })),
    crossed: changed
      .filter(({ yearly }) => yearly.gt(rate))
      .sort((one, other) => other.yearly.cmp(one.yearly)),
  };
}
