/** Which pairs the scan of dividends looks at: facts of the catalogue, before anything of their market is known. */
import type { Instrument } from '../instrument.js';
import type { ScanPair } from '../scan/market.js';
import { type ScanFilter, scanPairs } from '../scan/pairs.js';
import { assetOf } from '../spread/assets.js';
import { isOrderable } from './orderable.js';

/** A pair, and the share that both of its legs stand for: the near leg itself where that is no future. */
export interface DividendPair extends ScanPair {
  readonly share: Instrument;
}

export interface FuturesAhead {
  /** How many futures a share is compared with. */
  readonly futuresAhead: number;
}

/** What the market expects shows in what cannot be ordered too, and here the far leg is bought. */
export const NOT_ASKED: readonly ScanFilter[] = [
  'not-by-api',
  'not-to-buy',
  'not-to-sell',
  'far-not-shortable',
];

/**
 * Each share with the nearest of its futures, and every two futures of one prefix. Two futures whose share is not listed
 * have no price of one share that a yield could be of.
 */
export function dividendPairs(
  instruments: Iterable<Instrument>,
  now: Date,
  { futuresAhead }: FuturesAhead,
): DividendPair[] {
  const { pairs } = scanPairs(instruments, now, { except: NOT_ASKED });
  const withShare = pairs.filter(({ near }) => !near.future);
  const shares = mainShares(withShare);
  return [
    ...nearestOf(withShare, futuresAhead).map((pair) => ({ ...pair, share: pair.near })),
    ...pairs.flatMap((pair) => {
      const share = shares.get(assetOf(pair.near));
      return pair.near.future && share ? [{ ...pair, share }] : [];
    }),
  ];
}

/** Of each share, by when they are traded last. */
function nearestOf(pairs: readonly ScanPair[], count: number): ScanPair[] {
  const taken = new Map<string, number>();
  return [...pairs]
    .sort((one, other) => endOf(one) - endOf(other))
    .filter(({ near: { uid } }) => {
      const place = (taken.get(uid) ?? 0) + 1;
      taken.set(uid, place);
      return place <= count;
    });
}

const endOf = ({ far: { future } }: ScanPair): number => future?.lastTradeAt.getTime() ?? 0;

/** One for each asset: where several boards list it, one that can be ordered. */
function mainShares(pairs: readonly ScanPair[]): ReadonlyMap<string, Instrument> {
  const shares = new Map<string, Instrument>();
  for (const { near } of pairs) {
    const known = shares.get(assetOf(near));
    if (!known || (!isOrderable(known) && isOrderable(near))) shares.set(assetOf(near), near);
  }
  return shares;
}
