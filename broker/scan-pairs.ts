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
import { type BrokerToScan, type ChooseForScan, readScanMarket } from './scan-market.js';

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
  withMarket(broker, (all, now) => {
    const named = namedIn(all);
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
  withMarket(broker, (all, now) => ({ pairs: dividendPairs(namedIn(all), now, ahead) }));

async function withMarket<Chosen>(
  broker: BrokerToScan,
  choose: (all: readonly Instrument[], now: Date) => Chosen,
): Promise<Chosen & { readonly market: ScanMarket }> {
  let chosen = choose([], new Date());
  const market = await readScanMarket(broker, (all, now) => {
    chosen = choose(all, now);
    return legsOfScans(all, now);
  });
  return { ...chosen, market };
}

/** Legs of either scan: both read the same, so whoever comes shares what the other has read. */
const legsOfScans: ChooseForScan = (all, now) =>
  legsOfPairs(scanPairs(namedIn(all), now, { except: NOT_ASKED }).pairs);

/** A pair becomes a spread by its tickers: of what several boards list only the one that its ticker stands for makes pairs. */
function namedIn(all: readonly Instrument[]): Instrument[] {
  const { main } = boardsOf(all);
  return all.filter((each) => main.get(each.ticker.toUpperCase()) === each);
}
