/** What a scan is made from: the pairs with their market, and the dividends that are known. */
import { readScanMarket } from '../../broker/scan-market.js';
import { dividendsOf } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { Dividend } from '../../domain/listed-instrument.js';
import { moscowDay } from '../../domain/moscow.js';
import { dividendsByAsset, sharesOf } from '../../domain/scan/dividend.js';
import type { ScanMarket } from '../../domain/scan/market.js';
import { legsOfPairs, type ScanCandidates, scanPairs } from '../../domain/scan/pairs.js';
import type { CommandContext } from '../define-command.js';

interface PairsRead extends ScanCandidates {
  readonly market: ScanMarket;
  /** That the pairs are written on. */
  readonly shares: readonly Instrument[];
}

/** @throws BrokerError */
export async function readPairs(broker: CommandContext['broker']): Promise<PairsRead> {
  let candidates = scanPairs([], new Date());
  let shares: readonly Instrument[] = [];
  const market = await readScanMarket(broker, (all, now) => {
    candidates = scanPairs(all, now);
    shares = sharesOf(candidates.pairs, all);
    return legsOfPairs(candidates.pairs);
  });
  return { ...candidates, market, shares };
}

/** As of the catalogue's last reading, by the asset. */
export async function expectedDividends(
  shares: readonly Instrument[],
  at: Date,
  { db, broker: { mode } }: Pick<CommandContext, 'db' | 'broker'>,
): Promise<ReadonlyMap<string, readonly Dividend[]>> {
  const uids = shares.map(({ uid }) => uid);
  return dividendsByAsset(
    shares,
    await dividendsOf(db, mode, uids, { from: new Date(moscowDay(at.getTime())) }),
  );
}
