import type { Instrument } from '../domain/instrument.js';
import { sharesOf } from '../domain/scan/dividend.js';
import type { ScanMarket, ScanPair } from '../domain/scan/market.js';
import { legsOfPairs, type ScanFilter, scanPairs } from '../domain/scan/pairs.js';
import { boardsOf } from './boards.js';
import { type BrokerToScan, readScanMarket } from './scan-market.js';

export interface ScanPairsRead {
  /** By the tickers of the far and the near leg. */
  readonly pairs: readonly ScanPair[];
  /** How many instruments each filter left out, then how many pairs of what was left. */
  readonly dropped: Readonly<Record<ScanFilter | 'other-board', number>>;
  readonly market: ScanMarket;
  /** That the pairs are written on: whose dividends matter. */
  readonly shares: readonly Instrument[];
}

/**
 * The pairs that a scan looks at, with the market of all their legs. A pair becomes a spread by its tickers: of an
 * instrument that several boards list only the one that its ticker stands for makes pairs.
 * @throws BrokerError as `readScanMarket`
 */
export async function readScanPairs(broker: BrokerToScan): Promise<ScanPairsRead> {
  let chosen = chooseOf([], new Date());
  const market = await readScanMarket(broker, (all, now) => {
    chosen = chooseOf(all, now);
    return legsOfPairs(chosen.pairs);
  });
  return { ...chosen, market };
}

function chooseOf(all: readonly Instrument[], now: Date): Omit<ScanPairsRead, 'market'> {
  const { main } = boardsOf(all);
  const named = all.filter((each) => main.get(each.ticker.toUpperCase()) === each);
  const { pairs, dropped } = scanPairs(named, now);
  return {
    pairs,
    dropped: { 'other-board': all.length - named.length, ...dropped },
    shares: sharesOf(pairs, all),
  };
}
