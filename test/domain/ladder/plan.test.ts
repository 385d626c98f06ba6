/** Ladders by hand, and what is true of every one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import { type Instrument, paidFor } from '../../../domain/instrument.js';
import { type LadderFacts, leftToShort, planLadder } from '../../../domain/ladder/plan.js';
import type { LadderTerms } from '../../../domain/ladder/terms.js';
import type { StopTerms } from '../../../domain/stop-order.js';
import { bond, future, share } from '../../support/instruments.js';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const d = (value: Decimal.Value) => new Decimal(value);

const terms = (change: Partial<LadderTerms> = {}): LadderTerms => ({
  direction: 'buy',
  levels: ['15', '20', '25'],
  sum: '300000',
  lifetimeMinutes: 120,
  child: 'limit',
  ...change,
});
const short = terms({ direction: 'sell', levels: ['20', '25', '30'] });
const facts = (instrument: Instrument, lastPrice: string, more: Partial<LadderFacts> = {}): LadderFacts => ({
  ticker: instrument.ticker,
  instrument,
  lastPrice: d(lastPrice),
  ...more,
});
const plan = (of: LadderFacts | readonly LadderFacts[], asked = terms()) =>
  planLadder(asked, Array.isArray(of) ? of : [of], NOW);
const briefly = (stops: readonly StopTerms[]) => stops.map(({ stopPrice, lots }) => `${lots} @ ${stopPrice}`);
const reasonsOf = (of: LadderFacts, asked = terms()) => {
  const { stops, skipped } = plan(of, asked);
  expect(stops).toEqual([]);
  return skipped.map(({ level, reason }) => [level, reason.code]);
};

describe('by hand', () => {
  test('a share is bought for the sum or less at each level, in whole lots, until its time in UTC', () => {
    const { stops, skipped } = plan(facts(share(), '281.57'));
    expect(briefly(stops)).toEqual(['125 @ 239.33', '133 @ 225.25', '142 @ 211.17']);
    expect(skipped).toEqual([]);
    expect(stops[0]).toEqual({
      instrumentUid: 'uid',
      ticker: 'SBER',
      direction: 'buy',
      lots: 125,
      kind: 'take-profit',
      stopPrice: '239.33',
      child: { type: 'limit', price: '239.33' },
      expiry: { type: 'till-date', at: '2026-11-23T12:00:00.000Z' },
      margin: false,
      priceUnit: 'roubles',
    });
  });

  test('a sale is rounded up, and is short beyond what is held, nearest levels first', () => {
    const { stops } = plan(facts(share(), '281.57', { held: 1_735 }), short);
    expect(briefly(stops)).toEqual(['88 @ 337.89', '85 @ 351.97', '81 @ 366.05']);
    // 173 lots are held: 88 + 85.
    expect(stops.map(({ margin }) => margin)).toEqual([false, false, true]);
  });

  test('a bond costs its accrued interest too, and its price is sent in points', () => {
    const { stops } = plan(facts(bond(), '615'), terms({ levels: ['15'] }));
    // 522.75 is no step of 0.1; with 20.19 a bond is 542.89, and 552 of them 299,675.28.
    expect(briefly(stops)).toEqual(['552 @ 522.7']);
    expect(stops[0]?.priceUnit).toBe('points');
  });

  test('a future is counted by the value of the contract, not by its margin', () => {
    const oil = future({ step: '0.01', stepValue: '7.64845' });
    // 65.00 points; 55.25 of them are 42,257.68625 roubles.
    const { stops } = plan(facts(oil, '49714.925'), terms({ levels: ['15'] }));
    expect(briefly(stops)).toEqual(['7 @ 42257.68625']);
    expect(stops[0]?.priceUnit).toBe('points');
  });

  test('a child at the market only where it is asked for', () => {
    expect(plan(facts(share(), '281.57'), terms({ child: 'market' })).stops[0]?.child).toEqual({
      type: 'market',
    });
  });

  test('level 0 waits one step away, since it would trigger at once', () => {
    const nuke = terms({ levels: ['0', '1', '5', '7'], sum: '250000' });
    expect(briefly(plan(facts(share(), '281.57'), nuke).stops)).toEqual([
      '88 @ 281.56',
      '89 @ 278.75',
      '93 @ 267.49',
      '95 @ 261.86',
    ]);
    expect(
      briefly(plan(facts(share(), '281.57', { held: 1e6 }), { ...nuke, direction: 'sell' }).stops)[0],
    ).toBe('88 @ 281.58');
  });
});

describe('skipped, and why', () => {
  test('an order that is less than a lot, with what a lot needs', () => {
    const dear = plan(facts(share({ lot: 1_000 }), '360'));
    expect(briefly(dear.stops)).toEqual(['1 @ 288', '1 @ 270']);
    expect(dear.skipped).toEqual([
      {
        ticker: 'SBER',
        instrumentUid: 'uid',
        level: '15',
        reason: { code: 'sum-below-lot', data: { ticker: 'SBER', sum: '300000', lotPrice: '306000' } },
      },
    ]);
  });

  test.each<[string, Partial<Instrument>]>([
    ['not-tradable-by-api', { apiTradable: false }],
    ['buy-unavailable', { buyAvailable: false }],
    ['not-in-roubles', { currency: 'USD' }],
  ])('%s', (code, change) => {
    expect(reasonsOf(facts(share(change), '100'))).toEqual([[null, code]]);
  });

  test('what cannot be sold', () => {
    expect(reasonsOf(facts(share({ sellAvailable: false }), '100'), short)).toEqual([
      [null, 'sell-unavailable'],
    ]);
  });

  test('what has no price, has left the catalogue, has ended', () => {
    const gone = { ticker: 'OLD', instrument: undefined, lastPrice: undefined };
    expect(reasonsOf(gone)).toEqual([[null, 'not-listed']]);
    expect(reasonsOf({ ...facts(share(), '1'), lastPrice: undefined })).toEqual([[null, 'no-last-price']]);
    expect(reasonsOf(facts(future(), '-5'))).toEqual([[null, 'no-last-price']]);
    const ended = future({ expiresAt: new Date('2026-11-20T00:00:00.000Z') });
    expect(reasonsOf(facts(ended, '100'))).toEqual([[null, 'contract-ended']]);
  });

  test('a price below one step, or beyond the limit of its side', () => {
    expect(reasonsOf(facts(share(), '0.01'))).toEqual([
      ['15', 'price-below-step'],
      ['20', 'price-below-step'],
      ['25', 'price-below-step'],
    ]);
    const limited = plan(facts(share(), '100', { limitUp: d(80) }));
    expect(briefly(limited.stops)).toEqual(['375 @ 80', '400 @ 75']);
    expect(limited.skipped[0]?.reason).toEqual({
      code: 'price-outside-limit',
      data: { ticker: 'SBER', price: '85', limit: '80' },
    });
    expect(plan(facts(share(), '100', { limitDown: d(121), held: 1e6 }), short).skipped).toHaveLength(1);
  });

  test('what would be short and cannot be, or was not agreed to', () => {
    const held = facts(share({ shortEnabled: false }), '281.57', { held: 900 });
    const { stops, skipped } = plan(held, short);
    expect(briefly(stops)).toEqual(['88 @ 337.89']);
    expect(skipped.map(({ level, reason }) => [level, reason.code, reason.data.free])).toEqual([
      ['25', 'short-unavailable', '20'],
      ['30', 'short-unavailable', '20'],
    ]);
    const agreed = plan(facts(share(), '281.57', { held: 0, mayShort: 900 }), short);
    expect(briefly(agreed.stops)).toEqual(['88 @ 337.89', '2 @ 351.97']);
    expect(agreed.skipped.map(({ reason }) => reason.code)).toEqual(['short-not-agreed']);
  });
});

test('what is short already counts for what may be short in all', () => {
  expect([leftToShort(80, 0), leftToShort(80, 500), leftToShort(80, -30), leftToShort(80, -90)]).toEqual([
    80, 80, 50, 0,
  ]);
});

const kopecks = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => d(n).div(100));
const anInstrument: fc.Arbitrary<Instrument> = fc.oneof(
  fc
    .record({
      lot: fc.constantFrom(1, 10, 100, 10_000),
      step: fc.constantFrom('0.000005', '0.01', '0.05', '0.5', '2'),
      shortEnabled: fc.boolean(),
    })
    .map(({ step, ...of }) => share({ ...of, priceStep: d(step) })),
  kopecks(0, 9_000).map((interest) => bond({ accruedInterest: interest.toFixed(), nominal: '612.5' })),
  fc
    .record({ step: fc.constantFrom('0.01', '1', '10'), stepValue: kopecks(1, 900) })
    .map(({ step, stepValue }) => future({ step, stepValue: stepValue.toFixed() })),
);
const someFacts: fc.Arbitrary<LadderFacts> = fc
  .record({
    instrument: anInstrument,
    steps: fc.integer({ min: 1, max: 100_000 }),
    held: fc.integer({ min: 0, max: 5_000 }),
    mayShort: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
    // The broker may tell a last price off the grid, once a step is worth something else.
    off: fc.constantFrom('0', '0', '0.3'),
  })
  .map(({ instrument, steps, held, mayShort, off }) =>
    facts(instrument, instrument.priceStep.mul(d(steps).add(off)).toFixed(), {
      held,
      ...(mayShort !== undefined && { mayShort }),
    }),
  );
const someTerms: fc.Arbitrary<LadderTerms> = fc
  .record({
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    levels: fc.uniqueArray(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 5 }),
    sum: kopecks(1, 500_000_000),
  })
  .map(({ direction, levels, sum }) =>
    terms({ direction, levels: levels.map((each) => d(each).div(100).toFixed()), sum: sum.toFixed() }),
  );

test('an order is never worth more than the sum, one lot more would be, its price is on the grid and beyond the last one', () => {
  fc.assert(
    fc.property(someFacts, someTerms, (one, asked) => {
      const { instrument, lastPrice } = one;
      if (!instrument || !lastPrice) return;
      const { stops, skipped } = plan(one, asked);
      expect(stops.length + skipped.length).toBe(asked.levels.length);
      for (const { lots, stopPrice, margin } of stops) {
        const price = d(stopPrice);
        const worth = paidFor(instrument, price).mul(instrument.lot);
        expect(lots).toBeGreaterThan(0);
        expect(worth.mul(lots).lte(asked.sum)).toBe(true);
        if (one.mayShort === undefined) expect(worth.mul(lots + 1).gt(asked.sum)).toBe(true);
        expect(price.mod(instrument.priceStep).isZero()).toBe(true);
        expect(asked.direction === 'buy' ? price.lt(lastPrice) : price.gt(lastPrice)).toBe(true);
        if (asked.direction === 'buy' || !instrument.shortEnabled) expect(margin).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is farther is never nearer in price, and what is short is never more than agreed', () => {
  fc.assert(
    fc.property(someFacts, someTerms, (one, asked) => {
      const { stops } = plan(one, asked);
      const away = stops.map(({ stopPrice }) =>
        d(stopPrice)
          .sub(one.lastPrice ?? 0)
          .abs(),
      );
      expect(away).toEqual([...away].sort((a, b) => a.cmp(b)));
      if (asked.direction === 'buy') return;
      const lot = one.instrument?.lot ?? 1;
      const sold = stops.reduce((sum, { lots }) => sum + lots * lot, 0);
      const covered = Math.floor((one.held ?? 0) / lot) * lot;
      expect(sold - covered).toBeLessThanOrEqual(one.mayShort ?? Number.POSITIVE_INFINITY);
      if (!one.instrument?.shortEnabled) expect(sold).toBeLessThanOrEqual(covered);
    }),
    { numRuns: 300 },
  );
});

test('instruments do not change each other, whatever their order, and the nearest levels of all come first', () => {
  fc.assert(
    fc.property(fc.array(someFacts, { maxLength: 5 }), someTerms, (all, asked) => {
      const named = all.map((each, index) => ({
        ...each,
        instrument: each.instrument && {
          ...each.instrument,
          priceStep: each.instrument.priceStep,
          uid: `${index}`,
        },
      }));
      const sorted = (stops: readonly StopTerms[]) => stops.map((each) => JSON.stringify(each)).sort();
      const together = plan(named, asked).stops;
      expect(sorted(plan([...named].reverse(), asked).stops)).toEqual(sorted(together));
      expect(sorted(named.flatMap((each) => plan(each, asked).stops))).toEqual(sorted(together));
    }),
    { numRuns: 100 },
  );
});
