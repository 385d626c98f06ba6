import { Decimal } from '../decimal.js';
import { announcedIn } from '../dividend-scan/announced.js';
import { spanOf } from '../dividend-scan/span.js';
import type { Instrument } from '../instrument.js';
import type { Dividend } from '../listed-instrument.js';
import type { ScanPair } from './market.js';

const NOTHING = new Decimal(0);

/**
 * Dividends that whoever buys the near leg now and sells the far one gets, roubles per far contract, before tax: they
 * hold the shares from today, or from the delivery of the near future, until they deliver them for the far one. Those in
 * roubles alone.
 * @param dividends of the share
 */
export function dividendOf(pair: ScanPair, dividends: readonly Dividend[], at: Date): Decimal {
  const { far, near } = pair;
  const span = spanOf(pair, at);
  // Without a delivery there are no shares in between.
  if (!span || !far.future || (near.future && !near.future.deliverable)) return NOTHING;
  const inRoubles = dividends.filter(({ currency }) => currency.toUpperCase() === 'RUB');
  return (announcedIn(inRoubles, span)?.amount ?? NOTHING).mul(far.future.basicAssetSize);
}

/** Shares that stand for the assets of these pairs, whether they can be traded or not. */
export function sharesOf(pairs: readonly ScanPair[], instruments: Iterable<Instrument>): Instrument[] {
  const assets = new Set(pairs.map(({ far }) => far.future?.basicAssetPositionUid));
  return [...instruments].filter(({ kind, positionUid }) => kind === 'share' && assets.has(positionUid));
}

/**
 * By the position's uid that stands for the asset. Where several boards list a share, the dividends of one of them are
 * taken: they are told of each.
 */
export function dividendsByAsset(
  shares: readonly Instrument[],
  dividends: readonly Dividend[],
): ReadonlyMap<string, readonly Dividend[]> {
  const byAsset = new Map<string, readonly Dividend[]>();
  for (const { uid, positionUid } of shares) {
    const ofShare = dividends.filter(({ instrumentUid }) => instrumentUid === uid);
    if (ofShare.length > 0 && !byAsset.has(positionUid)) byAsset.set(positionUid, ofShare);
  }
  return byAsset;
}
