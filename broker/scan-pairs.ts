import type { Instrument } from '../domain/instrument.js';
import { sharesOf } from '../domain/scan/dividend.js';
import type { ScanMarket } from '../domain/scan/market.js';
import { legsOfPairs, type ScanCandidates, scanPairs } from '../domain/scan/pairs.js';
import { type BrokerToScan, readScanMarket } from './scan-market.js';

export interface ScanPairsRead extends ScanCandidates {
  readonly market: ScanMarket;
  /** That the pairs are written on: whose dividends matter. */
  readonly shares: readonly Instrument[];
}

/**
 * The pairs that a scan looks at, with the market of all their legs.
 * @throws BrokerError as `readScanMarket`
 */
export async function readScanPairs(broker: BrokerToScan): Promise<ScanPairsRead> {
  let candidates = scanPairs([], new Date());
  let shares: readonly Instrument[] = [];
  const market = await readScanMarket(broker, (all, now) => {
    candidates = scanPairs(all, now);
    shares = sharesOf(candidates.pairs, all);
    return legsOfPairs(candidates.pairs);
  });
  return { ...candidates, market, shares };
}
