/** Which pairs are looked at, on the lists recorded from the broker and those of the paper exchange. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BondsResponse, SharesResponse } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromBond, fromFuture, fromShare } from '../../../broker/instrument-conversions.js';
import { dividendPairs } from '../../../domain/dividend-scan/pairs.js';
import type { Instrument } from '../../../domain/instrument.js';
import { scanPairs } from '../../../domain/scan/pairs.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { future, SBER } from './ground.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const ends = (ticker: string, day: string) => future({ ticker, ends: `${day}T16:00:00Z` });
const QUARTERS = [
  ends('SRZ6', '2026-12-17'),
  ends('SRH7', '2027-03-18'),
  ends('SRM7', '2027-06-17'),
  ends('SRU7', '2027-09-16'),
];

const names = (instruments: readonly Instrument[], futuresAhead = 3) =>
  dividendPairs(instruments, NOW, { futuresAhead })
    .map(({ far, near, share }) => `${far.ticker} ${near.ticker} ${share.ticker}`)
    .sort();

describe('pairs', () => {
  test('are a share with its nearest futures, and every two futures, each with the share it is of', () => {
    const expected = [
      ...['SRZ6 SBER SBER', 'SRH7 SBER SBER', 'SRM7 SBER SBER'],
      ...['SRH7 SRZ6 SBER', 'SRM7 SRZ6 SBER', 'SRM7 SRH7 SBER'],
      ...['SRU7 SRZ6 SBER', 'SRU7 SRH7 SBER', 'SRU7 SRM7 SBER'],
    ].sort();
    expect(names([...QUARTERS, SBER])).toEqual(expected);
    expect(names([SBER, ...QUARTERS].reverse())).toEqual(expected);
    expect(names([SBER, ...QUARTERS], 1).filter((each) => each.includes('SBER SBER'))).toEqual([
      'SRZ6 SBER SBER',
    ]);
  });

  test('are there as well where a leg cannot be ordered or sold short', () => {
    for (const flags of [
      { apiTradable: false },
      { buyAvailable: false },
      { sellAvailable: false },
      { shortEnabled: false },
    ]) {
      const [first, ...others] = QUARTERS.map((each) => ({ ...each, ...flags }));
      if (!first) throw new Error('no futures');
      expect(names([{ ...SBER, ...flags }, first, ...others])).toHaveLength(3 + 6);
    }
  });

  test('are none of another asset, of what never ends or has ended, or of another prefix', () => {
    const [z6, h7] = QUARTERS;
    if (!z6 || !h7) throw new Error('no futures');
    const over = ends('SRU6', '2026-09-17');
    const perpetual = future({ ticker: 'SBERF', ends: '2100-01-01T00:00:00Z', terms: { perpetual: true } });
    const other = future({
      ticker: 'GZZ6',
      ends: '2026-12-17T16:00:00Z',
      terms: { basicAssetPositionUid: 'gazp' },
    });
    const small = future({ ticker: 'SMH7', ends: '2027-03-18T16:00:00Z', size: '10' });
    expect(names([SBER, z6, over, perpetual, other])).toEqual(['SRZ6 SBER SBER']);
    expect(names([SBER, z6, small])).toEqual(['SMH7 SBER SBER', 'SRZ6 SBER SBER']);
  });

  test('of two futures of one prefix and other sizes have the ratio of these', () => {
    const [z6, h7] = [
      ends('SRZ6', '2026-12-17'),
      future({ ticker: 'SRH7', ends: '2027-03-18T16:00:00Z', size: '1000' }),
    ];
    const pairs = dividendPairs([SBER, z6, h7], NOW, { futuresAhead: 3 });
    expect(pairs.map(({ ratio }) => ratio.toFixed()).sort()).toEqual(['10', '100', '1000']);
  });

  test('of two futures without a share have no price that a yield could be of', () => {
    expect(names(QUARTERS)).toEqual([]);
  });

  test('take the share that can be ordered where two boards list it', () => {
    const closed = { ...SBER, uid: 'another', ticker: 'SBER-SM', apiTradable: false };
    const shares = dividendPairs([closed, SBER, ...QUARTERS], NOW, { futuresAhead: 3 })
      .filter(({ near }) => near.future)
      .map(({ share }) => share.ticker);
    expect(new Set(shares)).toEqual(new Set(['SBER']));
  });
});

describe('the recorded lists', () => {
  const recorded = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../fixtures/broker/${name}.json`, import.meta.url), 'utf8'));

  test('hold 147 shares of the exchange, 1,708 of another, and no future: no pair', () => {
    const shares = SharesResponse.fromJSON({ instruments: recorded('shares') }).instruments.flatMap(
      fromShare,
    );
    const bonds = BondsResponse.fromJSON({ instruments: recorded('bonds') }).instruments;
    const all = [...shares, ...bonds.flatMap((bond) => fromBond(bond, new Map()))];
    expect(shares).toHaveLength(1_855);
    expect(shares.filter(({ onMoex }) => onMoex)).toHaveLength(147);
    expect(dividendPairs(all, NOW, { futuresAhead: 3 })).toEqual([]);
  });

  test('with the futures of the paper exchange on nine of the shares make 27 pairs with a share and 90 of two futures', () => {
    const { of } = loadCatalogue(NOW.getTime());
    const all = [
      ...of('share').flatMap(({ details }) => (details.kind === 'share' ? fromShare(details.message) : [])),
      ...of('future').flatMap(({ details }) =>
        details.kind === 'future' ? fromFuture(details.message, new Map()) : [],
      ),
    ];
    const pairs = dividendPairs(all, NOW, { futuresAhead: 3 });
    // Five futures of nine shares are ahead: three of each with the share, and 5 × 4 ÷ 2 of two of them.
    expect(pairs.filter(({ near }) => !near.future)).toHaveLength(9 * 3);
    expect(pairs.filter(({ near }) => near.future)).toHaveLength(9 * 10);
    // `scan` has less of what cannot be traded: SNGSP, whose futures nobody may sell short, and the farthest of AFLT.
    const scanned = new Set(scanPairs(all, NOW).pairs.map(({ far, near }) => `${far.ticker} ${near.ticker}`));
    const more = pairs.filter(({ far, near }) => !scanned.has(`${far.ticker} ${near.ticker}`));
    expect(more.filter(({ share }) => share.ticker === 'SNGSP')).toHaveLength(3 + 10);
    expect(more.filter(({ share }) => share.ticker === 'AFLT')).toHaveLength(4);
    expect(more).toHaveLength(13 + 4);
  });
});
