/** Which pairs a scan looks at: facts of the catalogue, before anything of their market is known. */
import type { Instrument } from '../instrument.js';
import { assetOf, isOneAsset, ratioOfContracts } from '../spread/assets.js';
import { RATIO_PLACES } from '../spread/bounds.js';
import { LEG_FILTERS, type LegFilter, legFilter } from './filters.js';
import type { ScanPair } from './market.js';

/** What two legs of one asset must be together, under the name of what is left out. */
const PAIR_CONDITIONS = {
  'far-not-shortable': ({ far }) => far.shortEnabled,
  // A contract of another size or kind on the same share has another prefix.
  'prefixes-differ': ({ far, near }) => !near.future || prefixOf(far) === prefixOf(near),
  // Nobody could write it down, and no number of contracts would be hedged in whole lots.
  'ratio-without-end': ({ ratio }) => ratio.gt(0) && ratio.decimalPlaces() <= RATIO_PLACES,
} as const satisfies Readonly<Record<string, (pair: ScanPair) => boolean>>;

export type PairFilter = keyof typeof PAIR_CONDITIONS;
export type ScanFilter = LegFilter | PairFilter;

const PAIR_FILTERS = Object.keys(PAIR_CONDITIONS) as readonly PairFilter[];
export const SCAN_FILTERS: readonly ScanFilter[] = [...LEG_FILTERS, ...PAIR_FILTERS];

export interface ScanCandidates {
  /** By the tickers of the far and the near leg, whatever the order of the list was. */
  readonly pairs: readonly ScanPair[];
  /** How many instruments each filter left out, then how many pairs of what was left. */
  readonly dropped: Readonly<Record<ScanFilter, number>>;
}

/**
 * All pairs share–future and nearer–farther future that can be traded at a moment. The near leg is bought and the far one
 * sold short, and both are traded back one day, so each must be for sale and to be bought.
 * @param except filters that are not asked, by who looks at more than can be traded so
 */
export function scanPairs(
  instruments: Iterable<Instrument>,
  now: Date,
  { except = [] }: { readonly except?: readonly ScanFilter[] } = {},
): ScanCandidates {
  const isAsked = (filter: ScanFilter) => !except.includes(filter);
  const [legFilters, pairFilters] = [LEG_FILTERS.filter(isAsked), PAIR_FILTERS.filter(isAsked)];
  const dropped = Object.fromEntries(SCAN_FILTERS.map((filter) => [filter, 0])) as Record<ScanFilter, number>;
  const legs = [...instruments].filter((each) => {
    const filter = legFilter(each, now, legFilters);
    if (filter) dropped[filter] += 1;
    return !filter;
  });
  const pairs = pairsOf(legs).filter((pair) => {
    const filter = pairFilters.find((each) => !PAIR_CONDITIONS[each](pair));
    if (filter) dropped[filter] += 1;
    return !filter;
  });
  return { pairs: pairs.sort(byTickers), dropped };
}

/** Each once. */
export const legsOfPairs = (pairs: readonly ScanPair[]): Instrument[] => [
  ...new Set(pairs.flatMap(({ far, near }) => [far, near])),
];

/** Futures with each share they are written on, and with each future on the same that ends before. */
function pairsOf(legs: readonly Instrument[]): ScanPair[] {
  const families = new Map<string, Instrument[]>();
  for (const each of legs) families.set(assetOf(each), [...(families.get(assetOf(each)) ?? []), each]);
  return [...families.values()].flatMap((family) =>
    family.flatMap((far) =>
      family.flatMap((near) =>
        far.future && isOneAsset(far, near) && endOf(near) < endOf(far)
          ? [{ far, near, ratio: ratioOfContracts(far, near) }]
          : [],
      ),
    ),
  );
}

/** A share is there before any future. */
const endOf = ({ future }: Instrument): number => future?.expiresAt.getTime() ?? 0;

const prefixOf = ({ ticker }: Instrument): string => ticker.slice(0, 2).toUpperCase();

const nameOf = ({ far, near }: ScanPair): string => [far.ticker, near.ticker, far.uid, near.uid].join(' ');
const byTickers = (one: ScanPair, other: ScanPair): number => (nameOf(one) < nameOf(other) ? -1 : 1);
