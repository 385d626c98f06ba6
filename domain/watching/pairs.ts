/** Which pairs of a scan crossed a rate since the scan before. */

import { Decimal } from '../decimal.js';
import { bookFigures } from '../scan/figures.js';
import type { ScanPair } from '../scan/market.js';
import { figuresOfRow, type ScanRow, type ScanTerms, scanRows } from '../scan/rows.js';

/** A pair whose prices are known, as its books tell them; above the rate where it has a row. */
export interface SeenPair<Row> {
  /** By what it is known from scan to scan. */
  readonly subject: string;
  readonly row: Row | undefined;
}

export interface PairMark {
  readonly subject: string;
  /** It was above the rate when it was last seen. */
  readonly above: boolean;
}

export interface PairChanges<Row> {
  readonly marks: readonly PairMark[];
  /** Above now and not before, in the order in which they were seen. */
  readonly crossed: readonly Row[];
}

const subjectOf = ({ far, near }: ScanPair): string => `${far.uid}/${near.uid}`;

/**
 * The pairs of a scan, or of a part of it, that their books price: with a row where they are above its rate. Last prices count
 * for neither: nobody can trade at them.
 */
export function seenPairs(terms: ScanTerms): SeenPair<ScanRow>[] {
  const rows = scanRows(terms).rows.filter(({ book }) => book !== undefined);
  const above = new Set(rows.map(({ pair }) => pair));
  const below = terms.pairs.filter((pair) => !above.has(pair) && isPriced(pair, terms));
  return [
    ...rows.map((row) => ({ subject: subjectOf(row.pair), row })),
    ...below.map((pair) => ({ subject: subjectOf(pair), row: undefined })),
  ];
}

/** Parts of a scan put together: the best first, then those that are not above the rate. */
export const bestFirst = (seen: readonly SeenPair<ScanRow>[]): SeenPair<ScanRow>[] => [
  ...seen
    .flatMap(({ subject, row }) => (row ? [{ subject, row }] : []))
    .sort((one, other) => figuresOfRow(other.row).yearly.cmp(figuresOfRow(one.row).yearly)),
  ...seen.filter(({ row }) => !row),
];

const isPriced = (pair: ScanPair, { market: { quotes, commissions }, sum }: ScanTerms): boolean =>
  bookFigures(
    pair,
    { far: quotes.get(pair.far.uid), near: quotes.get(pair.near.uid) },
    { sum, commissions, dividend: new Decimal(0) },
  ) !== undefined;

/**
 * What is to be written down, and told. A pair that was not seen is as it was: it neither crossed nor went back. One that is
 * above at the first scan has crossed: nobody was told of it.
 */
export function changesOf<Row>(
  before: readonly PairMark[],
  seen: readonly SeenPair<Row>[],
): PairChanges<Row> {
  const wasAbove = new Set(before.flatMap(({ subject, above }) => (above ? [subject] : [])));
  const changed = seen.filter(({ subject, row }) => (row !== undefined) !== wasAbove.has(subject));
  return {
    marks: changed.map(({ subject, row }) => ({ subject, above: row !== undefined })),
    crossed: changed.flatMap(({ row }) => row ?? []),
  };
}
