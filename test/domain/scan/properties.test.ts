/** What holds of every scan, whatever the figures are. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { ScanMarket, ScanQuote } from '../../../domain/scan/market.js';
import { scanPairs } from '../../../domain/scan/pairs.js';
import { figuresOfRow, type ScanRow, type ScanTerms, scanRows } from '../../../domain/scan/rows.js';
import { isAboveRate, yearlyOf } from '../../../domain/scan/yearly.js';
import { NOW, TRADING } from './scan-ground.js';
import { far, near, sber } from './scanned.js';

/** What a market may be: prices in kopecks of a share, or of a contract of a hundred of them. */
interface Drawn {
  readonly legs: readonly {
    readonly last: number | undefined;
    readonly bid: number;
    readonly ask: number;
    readonly lots: readonly number[];
  }[];
  readonly toBuy: number;
  readonly toSell: number;
  readonly sum: number;
  readonly rate: number;
  readonly dividend: number;
}

const CENTER = 30_000;
const side = fc.record({
  last: fc.option(fc.integer({ min: CENTER - 900, max: CENTER + 2_500 }), { nil: undefined, freq: 10 }),
  bid: fc.integer({ min: CENTER - 900, max: CENTER + 2_500 }),
  ask: fc.integer({ min: CENTER - 900, max: CENTER + 2_500 }),
  lots: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
});
const drawn: fc.Arbitrary<Drawn> = fc.record({
  legs: fc.tuple(side, side, side),
  toBuy: fc.integer({ min: 100_000, max: 900_000 }),
  toSell: fc.integer({ min: 100_000, max: 900_000 }),
  sum: fc.integer({ min: 1, max: 20_000_000 }),
  rate: fc.integer({ min: 0, max: 60 }),
  dividend: fc.integer({ min: 0, max: 500 }),
});

/** The same market in units of its own: all money times `money`, all sizes but the share's times `size`. */
function termsOf(
  { legs, toBuy, toSell, sum, rate, dividend }: Drawn,
  { money = 1, size = 1 } = {},
): ScanTerms {
  const roubles = (kopecks: number) => new Decimal(kopecks).div(100).mul(money);
  const instruments = [sber, near, far].map((leg): Instrument => {
    if (!leg.future) return { ...leg, priceStep: leg.priceStep.mul(money) };
    const margin = { toBuy: roubles(toBuy).mul(size), toSell: roubles(toSell).mul(size) };
    return {
      ...leg,
      priceStep: leg.priceStep.mul(money).mul(size),
      future: { ...leg.future, margin, basicAssetSize: leg.future.basicAssetSize.mul(size) },
    };
  });
  const quotes = new Map<string, ScanQuote>();
  for (const [place, { uid, future }] of instruments.entries()) {
    const told = legs[place];
    if (!told) continue;
    const scale = future ? 100 * size : 1;
    // As many contracts are shown of every size; of the shares that hedge them more.
    const level = (kopecks: number) => (lots: number, depth: number) => ({
      price: roubles(kopecks).add(roubles(depth)).mul(scale),
      lots: future ? lots : lots * size * 10,
    });
    quotes.set(uid, {
      lastPrice: told.last === undefined ? undefined : roubles(told.last).mul(scale),
      book: {
        instrumentUid: uid,
        bids: told.lots.map(level(told.bid)),
        asks: told.lots.map(level(told.ask)),
      },
      status: { status: TRADING, tradable: true },
    });
  }
  const market: ScanMarket = {
    at: NOW,
    instruments: new Map(instruments.map((each) => [each.uid, each])),
    quotes,
    commissions: { share: new Decimal('0.0005'), future: new Decimal('0.0001') },
  };
  const day = new Date('2026-12-21T00:00:00Z');
  const paid = {
    instrumentUid: sber.uid,
    recordDate: day,
    lastBuyDate: day,
    paymentDate: null,
    amount: roubles(dividend).toFixed(),
    currency: 'RUB',
  };
  return {
    pairs: scanPairs(instruments, NOW).pairs,
    market,
    rate: new Decimal(rate),
    sum: roubles(sum).mul(size),
    dividends: new Map([[sber.positionUid, [paid]]]),
  };
}

const yearly = (rows: readonly ScanRow[]) =>
  rows.map((row) => [
    row.pair.far.ticker,
    row.pair.near.ticker,
    row.amount,
    row.last.yearly.toFixed(),
    row.book?.yearly.toFixed(),
  ]);

test('a pair with no profit never shows, and what shows is above the rate, the best first', () => {
  fc.assert(
    fc.property(drawn, (figures) => {
      const terms = termsOf(figures);
      const { rows, leftOut, dropped } = scanRows(terms);
      for (const row of rows) {
        const { farPrice, nearPrice, profit } = figuresOfRow(row);
        expect(profit.gt(0) && farPrice.gt(row.pair.ratio.mul(nearPrice))).toBe(true);
        expect(figuresOfRow(row).yearly.gt(terms.rate)).toBe(true);
      }
      const ranks = rows.map((row) => figuresOfRow(row).yearly);
      expect(ranks).toEqual([...ranks].sort((one, other) => other.cmp(one)));
      const pairs = rows.length + leftOut + dropped['far-not-above-near'] + dropped['not-above-rate'];
      expect(pairs).toBe(terms.pairs.length);
      const untold = figures.legs.filter(({ last }) => last === undefined).length;
      // And those whose books show too little: all of them trade.
      expect(leftOut).toBeGreaterThanOrEqual([0, 2, 3, 3][untold] ?? 0);
      expect(rows.every(({ basis }) => basis === 'book')).toBe(true);
    }),
  );
});

test('more margin never means more yield, nor a row that was none', () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: 0, max: 500_000 }), (figures, more) => {
      const before = scanRows(termsOf(figures)).rows;
      const after = scanRows(
        termsOf({ ...figures, toBuy: figures.toBuy + more, toSell: figures.toSell + more }),
      ).rows;
      for (const row of after) {
        const same = before.find(
          ({ pair }) => pair.far.uid === row.pair.far.uid && pair.near.uid === row.pair.near.uid,
        );
        expect(same && figuresOfRow(row).yearly.lte(figuresOfRow(same).yearly)).toBe(true);
      }
    }),
  );
});

test.each([
  ['kopecks instead of roubles', { money: 100 }],
  ['thousands instead of roubles', { money: 0.001 }],
  ['contracts ten times as large', { size: 10 }],
])('%s change nothing', (_, units) => {
  fc.assert(
    fc.property(drawn, (figures) => {
      const [one, other] = [scanRows(termsOf(figures)), scanRows(termsOf(figures, units))];
      expect(yearly(other.rows)).toEqual(yearly(one.rows));
      expect([other.leftOut, other.dropped]).toEqual([one.leftOut, one.dropped]);
    }),
  );
});

test('the order of the instruments changes nothing', () => {
  fc.assert(
    fc.property(drawn, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (figures, order) => {
      const terms = termsOf(figures);
      const listed = [...terms.market.instruments.values()];
      const { pairs } = scanPairs(
        order.flatMap((place) => listed[place] ?? []),
        NOW,
      );
      expect(yearly(scanRows({ ...terms, pairs }).rows)).toEqual(yearly(scanRows(terms).rows));
    }),
    { numRuns: 30 },
  );
});

test('a rate is passed by what is a year above it, and by that alone', () => {
  const earned = fc.record({
    profit: fc.integer({ min: 1, max: 100_000 }).map((each) => new Decimal(each)),
    margin: fc.integer({ min: 1_000, max: 100_000 }).map((each) => new Decimal(each)),
    days: fc.integer({ min: 1, max: 1_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(earned, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 1_000 }),
      (all, rate) => {
        const isAbove = isAboveRate(new Decimal(rate));
        for (const each of all) expect(isAbove(each)).toBe(yearlyOf(each).gt(rate));
      },
    ),
  );
});
