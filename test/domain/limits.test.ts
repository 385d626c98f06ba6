import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../domain/decimal.js';
import { brokenLimit, LIMITS, type Limits, limitsOf, orderValue } from '../../domain/limits.js';
import { DEFAULT_SETTINGS } from '../../domain/settings.js';

const roubles = fc.integer({ min: 0, max: 1_000 }).map((kopecks) => new Decimal(kopecks).div(100));
const counted = fc.record({ task: roubles, instrument: roubles, day: roubles, openOrders: fc.nat(5) });
const limits = fc.record(
  Object.fromEntries(LIMITS.map((name) => [name, fc.option(roubles)])),
) as fc.Arbitrary<Limits>;

test('without limits everything may be sent', () => {
  fc.assert(
    fc.property(roubles, counted, (value, already) => {
      expect(brokenLimit(limitsOf(DEFAULT_SETTINGS), { value }, already)).toBeUndefined();
    }),
  );
});

test('what may be sent leaves every figure within its limit, and what may not would break the one that is named', () => {
  fc.assert(
    fc.property(limits, roubles, counted, (of, value, already) => {
      const breach = brokenLimit(of, { value }, already);
      const after = {
        order: value,
        task: already.task.add(value),
        instrument: already.instrument.add(value),
        day: already.day.add(value),
        openOrders: new Decimal(already.openOrders + 1),
      };
      const broken = LIMITS.filter((name) => of[name] !== null && after[name].gt(of[name]));
      expect(breach?.limit).toBe(broken[0]);
      if (breach) expect(breach.would).toBe(after[breach.limit].toFixed());
    }),
  );
});

test('a price below zero counts by its size', () => {
  expect(orderValue({ lots: 3, lot: 10, price: new Decimal('-1.5') }).toFixed()).toBe('45');
});
