/** What pairs bring at last prices: worked out by hand, each step beside its figure. */
import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import { scanFuture, scanMarket } from './scan-ground.js';
import { EARLIER, FIFTH, far, near, only, type Quotes, sber, scanned, shown, tickers } from './scanned.js';

describe('at last prices', () => {
  test('a share and a future', () => {
    const row = only(
      scanned([
        [sber, { last: '300' }],
        [far, { last: '30720' }],
      ]).rows,
    );
    // profit: 30 720 − 100 × 300 = 720
    // margin: 300 × 100 (a share locks its price) + 6 000 (of the future that is sold) = 36 000
    // a year: (1 + 720 / 36 000)^(365 / 73) − 1 = 1.02^5 − 1 = 1.1040808032 − 1
    expect(row.days).toBe(73);
    expect(shown(row.last)).toEqual({
      farPrice: '30720',
      nearPrice: '300',
      profit: '720',
      margin: '36000',
      yearly: '10.40808032',
    });
    expect(row).toMatchObject({ basis: 'last', book: undefined });
  });

  test('a future whose last day came between choosing and reading is a day away, not none', () => {
    const { expiresAt } = FIFTH;
    const quotes: Quotes = [
      [sber, { last: '300' }],
      [far, { last: '30030' }],
    ];
    const row = only(scanned(quotes, { market: { ...scanMarket(quotes), at: expiresAt } }).rows);
    expect(row.days).toBe(1);
    // (1 + 30 / 36 000)^365 − 1: ln 1.00083333… × 365 = 0.30404…, e^ − 1 = 35.53 %
    expect(row.last.yearly.toFixed(2)).toBe('35.53');
  });

  test('two futures', () => {
    const row = only(
      scanned([
        [near, { last: '30300' }],
        [far, { last: '30850' }],
      ]).rows,
    );
    // profit: 30 850 − 1 × 30 300 = 550
    // margin: 5 000 (of the near one that is bought) × 1 + 6 000 (of the far one that is sold) = 11 000
    // a year, to the end of the far one: (1 + 550 / 11 000)^(365 / 73) − 1 = 1.05^5 − 1 = 1.2762815625 − 1
    expect(row.days).toBe(73);
    expect(shown(row.last)).toMatchObject({ profit: '550', margin: '11000', yearly: '27.62815625' });
  });

  test('a power that does not come out even, and contracts of other sizes', () => {
    const mini = scanFuture({ ticker: 'SRZ6', toBuy: '520', size: 10 });
    const march = scanFuture({ ticker: 'SRH7' });
    const row = only(
      scanned([
        [mini, { last: '3030.5' }],
        [march, { last: '30999' }],
      ]).rows,
    );
    // ratio: 100 / 10 = 10; profit: 30 999 − 10 × 3 030.5 = 694; margin: 520 × 10 + 6 000 = 11 200
    // 2 November to 18 March: 28 + 31 + 31 + 28 + 18 = 136 days
    // (1 + 694 / 11 200)^(365 / 136) − 1 = 1.0619642857…^2.6838235… − 1: ln 0.0601203… × 2.6838235… = 0.1613524…, e^ − 1 = 17.51 %
    expect(row.days).toBe(136);
    expect(row.pair.ratio.toFixed()).toBe('10');
    expect(row.last.yearly.toFixed(2)).toBe('17.51');
  });

  test('of three legs, the best pair first, those above the rate alone', () => {
    const quotes: Quotes = [
      [sber, { last: '300' }],
      [near, { last: '30300' }],
      [far, { last: '30850' }],
    ];
    // SRF7 SBER: 850 / 36 000 in 73 days: 1.0236111…^5 − 1 = 12.38 %
    // SRF7 SRZ6: 27.63 %, as above
    // SRZ6 SBER: 300 / (30 000 + 5 500) in 46 days: 1.0084507…^(365 / 46) − 1 = 6.91 %
    const at = (rate: string) => scanned(quotes, { rate: new Decimal(rate) });
    expect(at('0').rows.map((row) => [tickers(row), row.last.yearly.toFixed(2)])).toEqual([
      ['SRF7 SRZ6', '27.63'],
      ['SRF7 SBER', '12.38'],
      ['SRZ6 SBER', '6.91'],
    ]);
    expect(at('12.37').rows.map(tickers)).toEqual(['SRF7 SRZ6', 'SRF7 SBER']);
    // Above it, not at it.
    expect(at('27.62815625').rows).toEqual([]);
    expect(at('27.62815624').rows.map(tickers)).toEqual(['SRF7 SRZ6']);
    expect(at('27.62815625').dropped).toEqual({ 'far-not-above-near': 0, 'not-above-rate': 3 });
  });

  test('a far price that is not above the near one is no row, at any rate', () => {
    for (const last of ['30000', '29999.99']) {
      const { rows, dropped, leftOut } = scanned([
        [sber, { last: '300' }],
        [far, { last }],
      ]);
      expect({ rows, dropped, leftOut }).toEqual({
        rows: [],
        dropped: { 'far-not-above-near': 1, 'not-above-rate': 0 },
        leftOut: 0,
      });
    }
  });

  test('a price or a margin that is not told leaves out its pairs, and counts them', () => {
    const noMargin = (leg: 'toBuy' | 'toSell') => ({
      margin: { toBuy: new Decimal(1), toSell: new Decimal(1), [leg]: undefined },
    });
    const of = (...quotes: Quotes) => {
      const { rows, leftOut } = scanned(quotes);
      return { rows: rows.map(tickers), leftOut };
    };
    const [a, b, c] = [
      [sber, { last: '300' }],
      [near, { last: '30300' }],
      [far, { last: '30850' }],
    ] as const;
    expect(of([sber, {}], b, c)).toEqual({ rows: ['SRF7 SRZ6'], leftOut: 2 });
    expect(of(a, [near, {}], c)).toEqual({ rows: ['SRF7 SBER'], leftOut: 2 });
    // With a book as well: there is nothing to set beside what one would get.
    expect(of(a, b, [far, { bids: [['31000', 9]] }])).toEqual({ rows: ['SRZ6 SBER'], leftOut: 2 });
    // A near leg is bought, a far one sold.
    const cheap = scanFuture({ ticker: 'SRZ6', terms: { ...EARLIER, ...noMargin('toBuy') } });
    expect(of(a, [cheap, b[1]], c)).toEqual({ rows: ['SRF7 SBER', 'SRZ6 SBER'], leftOut: 1 });
    const unsold = scanFuture({ ticker: 'SRF7', terms: { ...FIFTH, ...noMargin('toSell') } });
    expect(of(a, b, [unsold, c[1]])).toEqual({ rows: ['SRZ6 SBER'], leftOut: 2 });
    // A market that was not told at all.
    const market = scanMarket([a]);
    expect(scanned([a, b, c], { market }).leftOut).toBe(3);
  });
});
