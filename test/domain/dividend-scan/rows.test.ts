/** Which pairs make a row, at which prices, and in which order. */
import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import type { DividendPair } from '../../../domain/dividend-scan/pairs.js';
import { findDividends } from '../../../domain/dividend-scan/rows.js';
import type { ScanQuote } from '../../../domain/scan/market.js';
import { bookOf, closed, future, marketOf, pairOf, SBER, trading } from './ground.js';

/** 73 days before the future ends, and at this rate the money is worth 1.2 of it then: 1.2 ^ 5 = 2.48832. */
const AT = '2027-01-04T09:00:00Z';
const RATE = '148.832';
const H7 = future({ ticker: 'SRH7', ends: '2027-03-18T16:00:00Z' });
/** 73 days later. */
const M7 = future({ ticker: 'SRM7', ends: '2027-05-30T16:00:00Z' });

const found = (
  quotes: Readonly<Record<string, ScanQuote>>,
  {
    pairs = [pairOf(H7, SBER)],
    leastYield = '1',
  }: { pairs?: readonly DividendPair[]; leastYield?: string } = {},
) => {
  const { rows, leftOut } = findDividends({
    pairs,
    market: marketOf(AT, quotes),
    rate: new Decimal(RATE),
    leastYield: new Decimal(leastYield),
  });
  return {
    leftOut,
    rows: rows.map(({ pair, prices, implied, spreadPrice, tradable, span }) => ({
      legs: `${pair.far.ticker}/${pair.near.ticker}`,
      days: span.days,
      basis: prices.basis,
      perContract: implied.perContract.toFixed(),
      perShare: implied.perShare.toFixed(),
      yield: implied.yield.toFixed(),
      spreadPrice: spreadPrice.toFixed(),
      tradable,
    })),
  };
};
/** 250 × 100 × 1.2 − 28 000 = 2 000; 20 a share, 8 % of 250; the spread costs 28 000 − 25 000. */
const ROW = {
  legs: 'SRH7/SBER',
  days: 73,
  basis: 'book',
  perContract: '2000',
  perShare: '20',
  yield: '8',
  spreadPrice: '3000',
  tradable: true,
};
const SBER_NOW = trading({ bid: '250', ask: '251' });
const H7_NOW = trading({ bid: '27900', ask: '28000' });

describe('prices', () => {
  test('while both trade the share is sold at the bid, and the future bought at the ask', () => {
    expect(found({ SBER: SBER_NOW, SRH7: H7_NOW })).toEqual({ leftOut: 0, rows: [ROW] });
  });

  test('of two futures the yield is of the share all the same: 26 000 × 1.2 − 30 200 = 1 000; 10 a share, 4 % of 250', () => {
    const quotes = {
      SBER: SBER_NOW,
      SRH7: trading({ bid: '26000', ask: '26100' }),
      SRM7: trading({ bid: '30100', ask: '30200' }),
    };
    const row = {
      ...ROW,
      legs: 'SRM7/SRH7',
      perContract: '1000',
      perShare: '10',
      yield: '4',
      spreadPrice: '4200',
    };
    expect(found(quotes, { pairs: [pairOf(M7, H7)] })).toEqual({ leftOut: 0, rows: [row] });
  });

  test('a nearer future of a tenth of the size is sold ten times: 2 600 × 10 is 26 000 again', () => {
    const small = future({ ticker: 'SMH7', ends: '2027-03-18T16:00:00Z', size: '10' });
    const quotes = { SBER: SBER_NOW, SMH7: trading({ bid: '2600' }), SRM7: trading({ ask: '30200' }) };
    expect(found(quotes, { pairs: [pairOf(M7, small)] }).rows).toMatchObject([
      { perContract: '1000', perShare: '10', yield: '4', spreadPrice: '4200' },
    ]);
  });

  test.each([
    ['neither trades', { SBER: closed('250'), SRH7: closed('28000') }],
    ['the share alone does', { SBER: trading({ bid: '240', last: '250' }), SRH7: closed('28000') }],
    ['the future alone does', { SBER: closed('250'), SRH7: trading({ ask: '29000', last: '28000' }) }],
    ['a book of the evening is still told', { SBER: closed('250', bookOf('1', '2')), SRH7: closed('28000') }],
  ])('last prices are taken of both where %s', (_, quotes) => {
    expect(found(quotes)).toEqual({ leftOut: 0, rows: [{ ...ROW, basis: 'last' }] });
  });

  test('what the spread costs is told in kopecks, and never less: 28 000 − 250.000 05 × 100 = 2 999.995', () => {
    const quotes = { SBER: trading({ bid: '250.00005' }), SRH7: H7_NOW };
    expect(found(quotes).rows).toMatchObject([{ spreadPrice: '3000' }]);
  });

  test('a lot does not matter: a price is of one share', () => {
    const lots = { ...SBER, lot: 1_000 };
    expect(found({ SBER: SBER_NOW, SRH7: H7_NOW }, { pairs: [pairOf(H7, lots, lots)] }).rows).toEqual([ROW]);
  });
});

describe('a pair is left out and counted', () => {
  const { status, lastPrice } = SBER_NOW;
  test.each<[string, Record<string, ScanQuote>]>([
    ['nothing is known of a leg', { SRH7: H7_NOW }],
    ['nobody bids for the share', { SBER: trading({ ask: '251', last: '250' }), SRH7: H7_NOW }],
    ['nobody offers the future', { SBER: SBER_NOW, SRH7: trading({ bid: '27900', last: '28000' }) }],
    ['a book did not come in time', { SBER: { status, lastPrice, book: undefined }, SRH7: H7_NOW }],
    ['nobody knows whether it trades', { SBER: { ...SBER_NOW, status: undefined }, SRH7: H7_NOW }],
    ['it never traded', { SBER: closed('250'), SRH7: closed(undefined) }],
    ['its last price is none', { SBER: closed('250'), SRH7: closed('0') }],
  ])('where %s', (_, quotes) => {
    expect(found(quotes)).toEqual({ leftOut: 1, rows: [] });
  });

  test('where the share of two futures has no price', () => {
    const quotes = { SRH7: trading({ bid: '26000' }), SRM7: trading({ ask: '30200' }) };
    expect(found(quotes, { pairs: [pairOf(M7, H7)] })).toEqual({ leftOut: 1, rows: [] });
    const thin = { ...quotes, SBER: trading({ ask: '251', last: '250' }) };
    expect(found(thin, { pairs: [pairOf(M7, H7)] }).rows).toMatchObject([{ yield: '4' }]);
  });
});

describe('rows', () => {
  test('have the least yield or more, and no other pairs are counted', () => {
    const quotes = { SBER: SBER_NOW, SRH7: H7_NOW };
    expect(found(quotes, { leastYield: '8' }).rows).toHaveLength(1);
    expect(found(quotes, { leastYield: '8.000001' })).toEqual({ leftOut: 0, rows: [] });
  });

  test('are of dividends above zero, whatever the least yield: 250 × 100 × 1.2 = 30 000', () => {
    const at = (ask: string) => found({ SBER: SBER_NOW, SRH7: trading({ ask }) }, { leastYield: '0' });
    expect(at('30000')).toEqual({ leftOut: 0, rows: [] });
    expect(at('30001')).toEqual({ leftOut: 0, rows: [] });
    expect(at('29999').rows).toMatchObject([{ perContract: '1' }]);
  });

  test('stand by their yield, the highest first, and by name where it is the same', () => {
    const [one, other] = ['SAH7', 'SBH7'].map((ticker) => future({ ticker, ends: '2027-03-18T16:00:00Z' }));
    if (!one || !other) throw new Error('no futures');
    const quotes = { SBER: SBER_NOW, SRH7: trading({ ask: '27000' }), SAH7: H7_NOW, SBH7: H7_NOW };
    const pairs = [pairOf(other, SBER), pairOf(H7, SBER), pairOf(one, SBER)];
    expect(found(quotes, { pairs }).rows.map(({ legs }) => legs)).toEqual([
      'SRH7/SBER',
      'SAH7/SBER',
      'SBH7/SBER',
    ]);
  });

  test.each([{ apiTradable: false }, { buyAvailable: false }, { sellAvailable: false }])(
    'show what cannot be ordered, and say so: %j',
    (flags) => {
      const quotes = { SBER: SBER_NOW, SRH7: H7_NOW };
      for (const pair of [pairOf({ ...H7, ...flags }, SBER), pairOf(H7, { ...SBER, ...flags })])
        expect(found(quotes, { pairs: [pair] }).rows).toEqual([{ ...ROW, tradable: false }]);
    },
  );
});
