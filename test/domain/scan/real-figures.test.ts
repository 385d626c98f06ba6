/** What one would really get for a pair: worked out by hand, each step beside its figure. */
import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { Dividend } from '../../../domain/listed-instrument.js';
import { type QuoteFigures, scanFuture, scanMarket, scanShare } from './scan-ground.js';
import { EARLIER, FIFTH, far, only, type Quotes, sber, scanned, shown } from './scanned.js';

describe('at what one would get', () => {
  const books: Quotes = [
    [
      sber,
      {
        last: '301',
        bids: [['299', 500]],
        asks: [
          ['300', 15],
          ['300.2', 100],
        ],
      },
    ],
    [
      far,
      {
        last: '30720',
        bids: [
          ['30900', 1],
          ['30880', 5],
        ],
        asks: [['30990', 50]],
      },
    ],
  ];
  const commissions = { share: '0.0005', future: '0.0004' };
  const dividend = (lastBuyDate: string, change: Partial<Dividend> = {}): Dividend => ({
    instrumentUid: 'SBER',
    lastBuyDate: new Date(lastBuyDate),
    recordDate: new Date(Date.parse(lastBuyDate) + 86_400_000),
    paymentDate: null,
    amount: '3',
    currency: 'RUB',
    ...change,
  });
  const dividends = (...told: Dividend[]) => ({ dividends: new Map([['position', told]]) });

  test('the near asks and the far bids for a sum, less what it costs', () => {
    const row = only(scanned(books, { commissions, sum: new Decimal(130_000) }).rows);
    // contracts: ⌊130 000 / (100 × 300)⌋ = 4, that is 400 shares, or 40 lots
    // near: (150 × 300 + 250 × 300.2) / 400 = (45 000 + 75 050) / 400 = 300.125
    // far: (1 × 30 900 + 3 × 30 880) / 4 = 123 540 / 4 = 30 885
    // commission: 30 885 × 0.0004 + 100 × 300.125 × 0.0005 = 12.354 + 15.00625 = 27.36025; the delivery is no trade
    // profit: 30 885 − 30 012.5 − 27.36025 = 845.13975; margin: 30 012.5 + 6 000 = 36 012.5
    // a year: (1 + 845.13975 / 36 012.5)^5 − 1 = 1.0234679…^5 − 1 = 12.30 %
    expect({ ...shown(row.book), yearly: row.book?.yearly.toFixed(2) }).toEqual({
      amount: 4,
      nearPrice: '300.125',
      farPrice: '30885',
      commission: '27.36025',
      dividend: '0',
      profit: '845.13975',
      margin: '36012.5',
      yearly: '12.30',
    });
    expect(row).toMatchObject({ basis: 'book', tradable: true, amount: 4 });
    // Whole kopecks below what it brings.
    expect(row.price.toFixed()).toBe('845.13');
    // Beside it: 30 720 − 100 × 301 = 620, of 30 100 + 6 000.
    expect(shown(row.last)).toMatchObject({ profit: '620', margin: '36100' });
  });

  test('for no more than the books show, one contract at least', () => {
    const amounts = (sum: number, quotes = books) =>
      scanned(quotes, { sum: new Decimal(sum) }).rows.map(({ amount, basis }) => [amount, basis]);
    expect(amounts(59_999)).toEqual([[1, 'book']]);
    expect(amounts(60_000)).toEqual([[2, 'book']]);
    expect(amounts(1)).toEqual([[1, 'book']]);
    // Six contracts are wanted by the bids of the far one.
    expect(amounts(9_000_000)).toEqual([[6, 'book']]);
    // 35 lots hedge three contracts, and a half that is none.
    const [share, future] = books as [Quotes[0], Quotes[0]];
    const thin = (asks: NonNullable<QuoteFigures['asks']>): Quotes => [
      [share[0], { last: '300', asks }],
      future,
    ];
    expect(amounts(9_000_000, thin([['300', 35]]))).toEqual([[3, 'book']]);
    // Not one: nobody stands for a price, so the pair is left out and counted.
    for (const asks of [[['300', 9]], []] as const)
      expect(scanned(thin(asks as never))).toMatchObject({ rows: [], leftOut: 1 });
  });

  test('in whole lots of both legs', () => {
    const lots = (lot: number, more: Partial<Instrument> = {}) => {
      const vast: QuoteFigures = { last: '300', asks: [['300', 1_000_000]], bids: [['30900', 1_000_000]] };
      const quotes: Quotes = [
        [scanShare({ lot }), vast],
        [
          { ...far, ...more },
          { ...vast, last: '30900' },
        ],
      ];
      return only(scanned(quotes, { sum: new Decimal(400_000) }).rows).amount;
    };
    // 13 contracts for the sum.
    expect(lots(1)).toBe(13);
    // 1 000 shares are ten contracts, 300 are three, 64 are 16, which is more than the sum gives, and the fewest.
    expect(lots(1_000)).toBe(10);
    expect(lots(300)).toBe(12);
    expect(lots(64)).toBe(16);
    expect(lots(1, { lot: 5 })).toBe(10);
  });

  test('only while both legs trade', () => {
    const closed = (which: number): Quotes =>
      books.map(([leg, quote], place) =>
        place === which ? [leg, { ...quote, status: 'NOT_AVAILABLE_FOR_TRADING' }] : [leg, quote],
      );
    for (const which of [0, 1])
      expect(scanned(closed(which)).rows).toMatchObject([
        { basis: 'last', tradable: false, book: undefined },
      ]);
    const market = scanMarket(books);
    const quotes = new Map(
      [...market.quotes].map(([uid, quote]) => [
        uid,
        { ...quote, ...(uid === far.uid && { status: undefined }) },
      ]),
    );
    expect(scanned(books, { market: { ...market, quotes } }).rows).toMatchObject([
      { basis: 'last', tradable: false },
    ]);
  });

  test('are what counts: a profit of last prices alone is none', () => {
    const [share] = books as [Quotes[0]];
    const gone: Quotes = [share, [far, { last: '33000', bids: [['30000', 9]] }]];
    expect(scanned(gone)).toMatchObject({ rows: [], dropped: { 'far-not-above-near': 1 } });
    // Above the near price, and less than it costs.
    const dear = { share: '0.01', future: '0.02' };
    expect(scanned(books, { commissions: dear })).toMatchObject({
      rows: [],
      dropped: { 'not-above-rate': 1 },
    });
    const come: Quotes = [share, [far, { last: '30000', bids: [['33000', 9]] }]];
    const row = only(scanned(come).rows);
    // 30 000 − 100 × 301; three contracts for the sum: 33 000 − 100 × (150 × 300 + 150 × 300.2) / 300
    expect([row.last.profit.toFixed(), row.book?.profit.toFixed()]).toEqual(['-100', '2990']);
  });

  test('trades that end a pair cost too, where it does not end in a delivery', () => {
    const ended = (change: Readonly<Record<'far' | 'near', boolean>>, nearLeg: Quotes[0]) => {
      const terms = { ...FIFTH, deliverable: change.far };
      const quotes: Quotes = [
        nearLeg,
        [scanFuture({ ticker: 'SRF7', terms }), { last: '32000', bids: [['32000', 9]] }],
      ];
      return only(
        scanned(quotes, { commissions: { share: '0.001', future: '0.0001' }, sum: new Decimal(1) }).rows,
      ).book?.commission.toFixed();
    };
    const share = (): Quotes[0] => [sber, { last: '300', asks: [['300', 50]] }];
    const future = (deliverable: boolean): Quotes[0] => [
      scanFuture({ ticker: 'SRZ6', terms: { ...EARLIER, deliverable } }),
      { last: '30000', asks: [['30000', 50]] },
    ];
    // 32 000 × 0.0001 + 30 000 × 0.001 to open; 30 000 × 0.001 to sell the shares
    expect(ended({ far: true, near: true }, share())).toBe('33.2');
    expect(ended({ far: false, near: true }, share())).toBe('63.2');
    // 32 000 × 0.0001 + 30 000 × 0.0001 to open; the shares of the delivery are sold; the far future is bought back
    expect(ended({ far: true, near: true }, future(true))).toBe('6.2');
    expect(ended({ far: false, near: true }, future(true))).toBe('36.2');
    expect(ended({ far: true, near: false }, future(false))).toBe('9.4');
    expect(ended({ far: false, near: false }, future(false))).toBe('9.4');
  });

  test('a dividend in between is earned by who holds the share', () => {
    const earned = (...told: Dividend[]) =>
      only(scanned(books, dividends(...told)).rows).book?.dividend.toFixed();
    // 3 roubles for each of 100 shares
    expect(earned(dividend('2026-12-01'))).toBe('300');
    // The last day to buy with it is today; the last day that the future is traded.
    expect(earned(dividend('2026-11-02'))).toBe('300');
    expect(earned(dividend('2026-11-01'))).toBe('0');
    expect(earned(dividend('2027-01-12'))).toBe('300');
    expect(earned(dividend('2027-01-13'))).toBe('0');
    expect(earned(dividend('2026-12-01'), dividend('2026-12-20', { amount: '1.5' }))).toBe('450');
    expect(earned(dividend('2026-12-01', { currency: 'usd' }))).toBe('0');
    expect(earned(dividend('2026-12-01', { currency: 'usd' }), dividend('2026-12-02'))).toBe('300');
    const { book } = only(
      scanned(books, { ...dividends(dividend('2026-12-01')), commissions, sum: new Decimal(130_000) }).rows,
    );
    // 845.13975 as above, and 300
    expect(book?.profit.toFixed()).toBe('1145.13975');
  });

  test('of two futures only a dividend after the near one brought the shares', () => {
    const earned = (lastBuyDate: string, deliverable = true) => {
      const quotes: Quotes = [
        [
          scanFuture({ ticker: 'SRZ6', terms: { ...EARLIER, deliverable } }),
          { last: '30000', asks: [['30000', 9]] },
        ],
        [far, { last: '30900', bids: [['30900', 9]] }],
      ];
      return only(scanned(quotes, dividends(dividend(lastBuyDate))).rows).book?.dividend.toFixed();
    };
    expect(earned('2026-12-16')).toBe('0');
    expect(earned('2026-12-17')).toBe('300');
    expect(earned('2027-01-12')).toBe('300');
    expect(earned('2027-01-13')).toBe('0');
    // It brings money and no shares.
    expect(earned('2026-12-20', false)).toBe('0');
  });
});
