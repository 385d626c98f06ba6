/** Which pairs are looked at: every filter, alone, on the lists recorded from the broker, and on those of the paper exchange. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BondsResponse, SharesResponse } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromBond, fromFuture, fromShare } from '../../../broker/instrument-conversions.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { LEG_FILTERS, legFilter } from '../../../domain/scan/filters.js';
import { SCAN_FILTERS, type ScanCandidates, scanPairs } from '../../../domain/scan/pairs.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { NOW, scanFuture, scanShare } from './scan-ground.js';

/** What was left out, without the filters that left out nothing. */
const dropped = ({ dropped }: ScanCandidates) =>
  Object.fromEntries(Object.entries(dropped).filter(([, count]) => count > 0));
const names = ({ pairs }: ScanCandidates) => pairs.map(({ far, near }) => `${far.ticker} ${near.ticker}`);

const sber = scanShare();
const [december, march] = [scanFuture({ ticker: 'SRZ6' }), scanFuture({ ticker: 'SRH7' })];

describe('pairs', () => {
  test('are each future with its share and with each future before it, by what the contracts hold', () => {
    const { pairs } = scanPairs([march, sber, december], NOW);
    expect(pairs.map(({ far, near, ratio }) => [far.ticker, near.ticker, ratio.toFixed()])).toEqual([
      ['SRH7', 'SBER', '100'],
      ['SRH7', 'SRZ6', '1'],
      ['SRZ6', 'SBER', '100'],
    ]);
  });

  const future = (change: Partial<NonNullable<Instrument['future']>>) => ({
    future: { ...(march.future as NonNullable<Instrument['future']>), ...change },
  });
  const without: Readonly<Record<string, readonly [Partial<Instrument>, names: readonly string[]]>> = {
    'no-share-nor-future': [{ kind: 'etf' }, ['SRZ6 SBER']],
    'not-on-moex': [{ onMoex: false }, ['SRZ6 SBER']],
    'no-price-step': [{ priceStep: new Decimal(0) }, ['SRZ6 SBER']],
    'not-in-roubles': [{ currency: 'USD' }, ['SRZ6 SBER']],
    'not-by-api': [{ apiTradable: false }, ['SRZ6 SBER']],
    'not-to-buy': [{ buyAvailable: false }, ['SRZ6 SBER']],
    'not-to-sell': [{ sellAvailable: false }, ['SRZ6 SBER']],
    'not-on-a-security': [future({ assetType: 'commodity' }), ['SRZ6 SBER']],
    perpetual: [future({ perpetual: true }), ['SRZ6 SBER']],
    // 20:59 in UTC is 23:59 in Moscow.
    'ends-within-a-day': [future({ expiresAt: new Date('2026-11-02T20:59:00Z') }), ['SRZ6 SBER']],
    'far-not-shortable': [{ shortEnabled: false }, ['SRZ6 SBER']],
    // As its share's it is another contract on the same.
    'prefixes-differ': [{ ticker: 'SPH7' }, ['SPH7 SBER', 'SRZ6 SBER']],
    'ratio-without-end': [future({ basicAssetSize: new Decimal(1).div(3) }), ['SRZ6 SBER']],
  };

  test.each(SCAN_FILTERS)('are left out by %s, which counts them', (filter) => {
    const [change, left] = without[filter] ?? [{}, []];
    const candidates = scanPairs([sber, december, { ...march, ...change }], NOW);
    expect(names(candidates)).toEqual(left);
    const isOfLegs = (LEG_FILTERS as readonly string[]).includes(filter);
    expect(dropped(candidates)).toEqual({ [filter]: isOfLegs || filter === 'prefixes-differ' ? 1 : 2 });
  });

  test('need an end tomorrow at least, and a last trading that is ahead', () => {
    const ending = (expiresAt: string, lastTradeAt: string) =>
      names(
        scanPairs(
          [
            sber,
            { ...march, ...future({ expiresAt: new Date(expiresAt), lastTradeAt: new Date(lastTradeAt) }) },
          ],
          NOW,
        ),
      );
    // Midnight in Moscow: tomorrow begins.
    expect(ending('2026-11-02T21:00:00Z', '2026-11-02T16:00:00Z')).toEqual(['SRH7 SBER']);
    expect(ending('2026-11-02T20:59:59Z', '2026-11-02T16:00:00Z')).toEqual([]);
    // Delivered tomorrow, and traded no more.
    expect(ending('2026-11-03T00:00:00Z', '2026-11-02T11:59:59Z')).toEqual([]);
  });

  test('a near leg that cannot be sold short still is one', () => {
    expect(
      names(scanPairs([{ ...sber, shortEnabled: false }, { ...december, shortEnabled: false }, march], NOW)),
    ).toEqual(['SRH7 SBER', 'SRH7 SRZ6']);
  });

  test('of another asset, or of one that nobody tells, are none', () => {
    const index = { ...march, ...future({ basicAssetPositionUid: '' }) };
    expect(names(scanPairs([{ ...sber, positionUid: 'another' }, march], NOW))).toEqual([]);
    expect(
      names(scanPairs([{ ...sber, positionUid: '' }, index, { ...index, ticker: 'SRM7' }], NOW)),
    ).toEqual([]);
  });

  test('are the same whatever the order of the list', () => {
    const { all } = paper();
    const expected = scanPairs(all, NOW);
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (shuffled) => {
        expect(scanPairs(shuffled, NOW)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });
});

describe('the recorded lists', () => {
  const recorded = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../fixtures/broker/${name}.json`, import.meta.url), 'utf8'));

  test('hold 147 shares that pass every filter, and no future that would make a pair with them', () => {
    const shares = SharesResponse.fromJSON({ instruments: recorded('shares') }).instruments;
    const bonds = BondsResponse.fromJSON({ instruments: recorded('bonds') }).instruments;
    const legs = [...shares.flatMap(fromShare), ...bonds.flatMap((bond) => fromBond(bond, new Map()))];
    expect([shares.length, bonds.length, legs.length]).toEqual([1_855, 646, 1_855 + 643]);
    const candidates = scanPairs(legs, NOW);
    // Three bonds without a price step are none of ours before; of the shares 1,708 are of the exchange in Saint Petersburg,
    // and the other 147 have a step, are in roubles, and were open to the API, to buyers and to sellers when they were recorded.
    expect(dropped(candidates)).toEqual({ 'no-share-nor-future': 643, 'not-on-moex': 1_708 });
    expect(legs.filter((leg) => legFilter(leg, NOW) === undefined)).toHaveLength(1_855 - 1_708);
    expect(candidates.pairs).toEqual([]);
  });

  test('with the futures of the paper exchange on nine of their shares make 115 pairs', () => {
    const { shares, futures, all } = paper();
    expect([shares.length, futures.length]).toEqual([147, 10 * (8 + 5) + 2]);
    const candidates = scanPairs(all, NOW);
    expect(dropped(candidates)).toEqual({
      // A share, and the farthest future on AFLT.
      'not-by-api': 2,
      'not-to-buy': 1,
      'not-to-sell': 1,
      // On an index: eight quarters that are over, and five.
      'not-on-a-security': 13,
      perpetual: 2,
      // Of nine shares eight quarters that are over.
      'ends-within-a-day': 9 * 8,
      // Of SNGSP: five with the share, and ten of two of the five.
      'far-not-shortable': 5 + 10,
    });
    // Of seven shares five futures, as those of SNGSP; of AFLT four with the share, and six of two of the four.
    expect(candidates.pairs).toHaveLength(7 * (5 + 10) + (4 + 6));
  });
});

/** As the broker's conversions read it. */
function paper() {
  const { of } = loadCatalogue(NOW.getTime());
  const shares = of('share').flatMap(({ details }) => (details.kind === 'share' ? [details.message] : []));
  const futures = of('future').flatMap(({ details }) => (details.kind === 'future' ? [details.message] : []));
  const legs = {
    shares: shares.flatMap(fromShare),
    futures: futures.flatMap((future) => fromFuture(future, new Map())),
  };
  return { ...legs, all: [...legs.shares, ...legs.futures] };
}
