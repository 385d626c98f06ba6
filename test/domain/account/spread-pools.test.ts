/** What spreads earned by closing each other, and what the open ones would bring: by hand, and whatever the spreads. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LegOrderDone, SpreadDone } from '../../../domain/account/spread-done.js';
import { poolSpreads } from '../../../domain/account/spread-pools.js';
import { Decimal } from '../../../domain/decimal.js';

const RATIO = 100;

interface Brief {
  readonly task: string;
  readonly sell: boolean;
  readonly contracts: number;
  /** Of a contract, and of a near security. */
  readonly prices: readonly [number, number];
  readonly unwinds?: string;
  readonly nearUid?: string;
}

const spreadOf = ({ task, sell, contracts, prices, unwinds, nearUid = 'near' }: Brief): SpreadDone => {
  const leg = (
    direction: 'buy' | 'sell',
    amount: number,
    price: number,
    commission: number,
  ): LegOrderDone => ({
    ...{ direction, amount, value: new Decimal(price).mul(amount), commission: new Decimal(commission) },
  });
  return {
    ...{ task, sell, farUid: 'far', nearUid, nearLot: 10, unwinds: unwinds ?? null },
    ...{ ratio: new Decimal(RATIO), wantedPrice: new Decimal(0) },
    far: [leg(sell ? 'sell' : 'buy', contracts, prices[0], 4)],
    near: [leg(sell ? 'buy' : 'sell', contracts * RATIO, prices[1], 8)],
  };
};

const told = (briefs: readonly Brief[], lastPrices: readonly [number, number] | null = null) => {
  const last = lastPrices?.map((price) => new Decimal(price));
  const { unwound, open } = poolSpreads(
    briefs.map(spreadOf),
    new Map(last ? [['far', last[0] as Decimal] as const, ['near', last[1] as Decimal] as const] : []),
  );
  return {
    unwound: [...unwound].map(([task, each]) => [
      ...[task, each.amount, each.of.join(' ')],
      ...[each.profit.toFixed(), each.commission.toFixed(), each.result.toFixed()],
    ]),
    open: [...open].map(([task, { amount, near, profit }]) => [task, amount, near, profit?.toFixed()]),
  };
};

test('an opposite spread of the same legs closes what is open, the oldest first, and opens with the rest', () => {
  const briefs: Brief[] = [
    { task: 's1', sell: true, contracts: 3, prices: [31_200, 306] }, // 600
    { task: 's2', sell: true, contracts: 1, prices: [31_300, 306] }, // 700
    { task: 'other', sell: true, contracts: 9, prices: [31_300, 306], nearUid: 'another' },
    { task: 's3', sell: false, contracts: 2, prices: [31_000, 305] }, // 500
    { task: 's4', sell: false, contracts: 4, prices: [31_100, 307] }, // 400
  ];
  expect(told(briefs, [31_150, 308]).unwound).toEqual([
    // 2 × (600 − 500); all of its own 12, and two thirds of the other's.
    ['s3', 2, 's1', '200', '20', '180'],
    // 1 × (600 − 400) and 1 × (700 − 400); half of its own, the last third of the first, all of the second.
    ['s4', 2, 's1 s2', '500', '22', '478'],
  ]);
  // Two are bought at 400 and worth 31150 − 30800 = 350; another near leg has no price.
  expect(told(briefs, [31_150, 308]).open).toEqual([
    ['other', 9, 900, undefined],
    ['s4', 2, 200, '-100'],
  ]);
});

test('an unwinding closes its own spread before older ones', () => {
  const briefs: Brief[] = [
    { task: 's1', sell: true, contracts: 5, prices: [31_000, 300] }, // 1000
    { task: 's2', sell: true, contracts: 5, prices: [32_000, 300] }, // 2000
    { task: 's3', sell: false, contracts: 6, prices: [31_200, 300], unwinds: 's2' }, // 1200
  ];
  // 5 × 800 − 1 × 200; 12 + 12 + a fifth of 12.
  expect(told(briefs).unwound).toEqual([['s3', 6, 's2 s1', '3800', '26.4', '3773.6']]);
  expect(told(briefs, [31_000, 301]).open).toEqual([['s1', 4, 400, '400']]);
});

test('whatever was sold and bought: all that is told is all that was got less all that was paid', () => {
  const brief = fc.record({
    sell: fc.boolean(),
    contracts: fc.integer({ min: 1, max: 9 }),
    prices: fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 999 })),
    unwinds: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
  });
  const some = fc.array(brief, { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(some, fc.tuple(fc.integer({ min: 1 }), fc.integer({ min: 1 })), (all, last) => {
      const spreads = all.map(({ unwinds, ...each }, place) =>
        spreadOf({
          ...each,
          task: String(place),
          ...(unwinds !== undefined && { unwinds: String(unwinds) }),
        }),
      );
      const prices = new Map([
        ['far', new Decimal(last[0])],
        ['near', new Decimal(last[1])],
      ]);
      const { unwound, open } = poolSpreads(spreads, prices);
      const got = spreads
        .flatMap(({ far, near }) => [...far, ...near])
        .reduce(
          (sum, { direction, value }) => (direction === 'buy' ? sum.sub(value) : sum.add(value)),
          new Decimal(0),
        );
      const net = spreads.reduce((sum, { sell, far }) => sum + (sell ? -1 : 1) * (far[0]?.amount ?? 0), 0);
      const worth = new Decimal(last[0]).sub(new Decimal(last[1]).mul(RATIO)).mul(net);
      const profits = [...unwound.values(), ...open.values()].map(({ profit }) => profit as Decimal);
      const sum = profits.reduce((total, each) => total.add(each), new Decimal(0));
      expect(sum.toFixed()).toBe(got.add(worth).toFixed());
      expect([...open.values()].reduce((total, { amount }) => total + amount, 0)).toBe(Math.abs(net));
    }),
  );
});
