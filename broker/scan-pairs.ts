/** Which pairs a scan looks at, with the market of their legs. */
import {
  type DividendPair,
  dividendPairs,
  type FuturesAhead,
  NOT_ASKED,
} from '../domain/dividend-scan/pairs.js';
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
 * Of `scan`.
 * @throws BrokerError as `readScanMarket`
 */
export const readScanPairs = (broker: BrokerToScan): Promise<ScanPairsRead> =>
  withMarket(broker, ({ all, named, now }) => {
    const { pairs, dropped } = scanPairs(named, now);
    return {
      pairs,
      dropped: { 'other-board': all.length - named.length, ...dropped },
      shares: sharesOf(pairs, all),
    };
  });

/**
 * Of `dscan`.
 * @throws BrokerError as `readScanMarket`
 */
export const readDividendPairs = (
  broker: BrokerToScan,
  ahead: FuturesAhead,
): Promise<{ readonly pairs: readonly DividendPair[]; readonly market: ScanMarket }> =>
  withMarket(broker, ({ named, now }) => ({ pairs: dividendPairs(named, now, ahead) }));

interface Listed {
  readonly all: readonly Instrument[];
  /** Those that their ticker stands for: a pair becomes a spread by its tickers. */
  readonly named: readonly Instrument[];
  readonly now: Date;
}

/** Both scans read the legs of either, so whoever comes shares what the other has read. */
async function withMarket<Chosen>(
  broker: BrokerToScan,
  choose: (listed: Listed) => Chosen,
): Promise<Chosen & { readonly market: ScanMarket }> {
  let chosen = choose({ all: [], named: [], now: new Date() });
  const market = await readScanMarket(broker, (all, now) => {
    const { main } = boardsOf(all);
    const named = all.filter((each) => main.get(each.ticker.toUpperCase()) === each);
    chosen = choose({ all, named, now });
    return legsOfPairs(scanPairs(named, now, { except: NOT_ASKED }).pairs);
  });
  return { ...chosen, market };
}
