/** What trades realize by average cost: by hand, and whatever the trades. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { divided } from '../../../domain/account/divide.js';
import { createProfit, type Dealt } from '../../../domain/account/profit.js';
import { Decimal } from '../../../domain/decimal.js';

const deal = (
  direction: Dealt['direction'],
  amount: number,
  price: Decimal.Value,
  interest = '0',
): Dealt => ({
  ...{ direction, amount, price: new Decimal(price), accruedInterest: new Decimal(interest) },
  sum: new Decimal(price).mul(amount),
});

const realizedBy = (trades: readonly Dealt[], before: number | null = 0) => {
  const profit = createProfit(before ?? undefined);
  return trades.map((each) => {
    const { closed, profit: roubles, unknown } = profit(each);
    return [closed, roubles.toFixed(), unknown];
  });
};

test('by hand: an average, a part of it sold, more bought, through zero, and back', () => {
  const trades = [
    deal('buy', 10, '100'), // 1000 for 10
    deal('buy', 20, '103'), // 3060 for 30: 102 each
    deal('sell', 12, '105'), // 12 × (105 − 102) = 36; 18 left for 1836
    deal('buy', 2, '112'), // 2060 for 20: 103 each
    deal('sell', 25, '104'), // 20 × (104 − 103) = 20; 5 are short at 104
    deal('buy', 5, '100'), // 5 × (104 − 100) = 20
  ];
  expect(realizedBy(trades)).toEqual([
    [0, '0', 0],
    [0, '0', 0],
    [12, '36', 0],
    [0, '0', 0],
    [20, '20', 0],
    [5, '20', 0],
  ]);
});

test('a bond is bought and sold with its interest', () => {
  expect(realizedBy([deal('buy', 3, '950', '30.3'), deal('sell', 3, '950', '31.5')])[1]).toEqual([
    3,
    '1.2',
    0,
  ]);
});

test('what was held before is closed first, of unknown cost; of what nobody knows nothing is told', () => {
  const trades = [deal('buy', 5, '100'), deal('sell', 12, '110'), deal('sell', 3, '110')];
  expect(realizedBy(trades, 10)).toEqual([
    [0, '0', 0],
    [2, '20', 10],
    [3, '30', 0],
  ]);
  expect(realizedBy(trades, null).map(([, , unknown]) => unknown)).toEqual([5, 12, 3]);
});

const dealt = fc
  .record({
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    amount: fc.integer({ min: 1, max: 50 }),
    price: fc.integer({ min: 1, max: 100_000 }),
    /** A price may be of less than a kopeck, as a future's. */
    places: fc.constantFrom(0, 2, 5),
  })
  .map(({ direction, amount, price, places }) =>
    deal(direction, amount, new Decimal(price).div(10 ** places)),
  );
const some = fc.array(dealt, { minLength: 1, maxLength: 20 });
const held = fc.integer({ min: -30, max: 30 });

const total = (trades: readonly Dealt[], before: number) => {
  const profit = createProfit(before);
  return trades.reduce(
    (sum, each) => {
      const { closed, profit: roubles, unknown } = profit(each);
      return {
        closed: sum.closed + closed,
        roubles: sum.roubles.add(roubles),
        unknown: sum.unknown + unknown,
      };
    },
    { closed: 0, roubles: new Decimal(0), unknown: 0 },
  );
};

test('a trade told as two changes nothing, not by a kopeck', () => {
  fc.assert(
    fc.property(some, held, fc.nat(), fc.nat(), (trades, before, where, part) => {
      const place = where % trades.length;
      const whole = trades[place] as Dealt;
      if (whole.amount < 2) return;
      const first = 1 + (part % (whole.amount - 1));
      const { direction, price } = whole;
      const split = [
        ...trades.slice(0, place),
        deal(direction, first, price),
        deal(direction, whole.amount - first, price),
        ...trades.slice(place + 1),
      ];
      const [one, two] = [total(trades, before), total(split, before)];
      expect([two.closed, two.unknown, two.roubles.toFixed()]).toEqual([
        one.closed,
        one.unknown,
        one.roubles.toFixed(),
      ]);
    }),
  );
});

test('when all is closed, all that was realized is what was got less what was paid; at one price nothing', () => {
  fc.assert(
    fc.property(some, fc.boolean(), (trades, atOnePrice) => {
      const dealtAll = atOnePrice
        ? trades.map(({ direction, amount }) => deal(direction, amount, '99.5'))
        : trades;
      const net = dealtAll.reduce(
        (sum, { direction, amount }) => sum + (direction === 'buy' ? amount : -amount),
        0,
      );
      const flat =
        net === 0 ? dealtAll : [...dealtAll, deal(net > 0 ? 'sell' : 'buy', Math.abs(net), '99.5')];
      const got = flat.reduce(
        (sum, { direction, sum: value }) => (direction === 'buy' ? sum.sub(value) : sum.add(value)),
        new Decimal(0),
      );
      expect(total(flat, 0).roubles.toFixed()).toBe(got.toFixed());
      if (atOnePrice) expect(total(flat, 0).roubles.toFixed()).toBe('0');
    }),
  );
});

test('money that is divided is all there again, each part of whole kopecks but the last', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat({ max: 1_000 }), { minLength: 1 }), (kopecks, weights) => {
      const whole = new Decimal(kopecks).div(100);
      const parts = divided(
        whole,
        weights.map((each) => new Decimal(each)),
      );
      expect(parts.reduce((sum, each) => sum.add(each), new Decimal(0)).toFixed()).toBe(whole.toFixed());
      for (const part of parts) expect(part.decimalPlaces()).toBeLessThanOrEqual(2);
    }),
  );
});
