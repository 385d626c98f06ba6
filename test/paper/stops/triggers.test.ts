import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TriggerIndex } from '../../../paper/stops/trigger-index.js';
import { isMet, protectedTicks, towardsOf, turnTicks } from '../../../paper/stops/triggers.js';
import { anyPrices, anyStop, makeStop, type StopShape } from './stop-model.js';

/** At which of the prices a stop triggers, told from the words of the contract and one stop at a time. */
function firstTrigger({ kind, direction, stopTicks, indent }: StopShape, prices: readonly number[]): number {
  const reaches = (at: number): boolean => {
    if (kind === 'take-profit') return direction === 'sell' ? at >= stopTicks : at <= stopTicks;
    return direction === 'sell' ? at <= stopTicks : at >= stopTicks;
  };
  if (!indent) return prices.findIndex(reaches);
  const start = prices.findIndex(reaches);
  if (start < 0) return -1;
  return prices.findIndex((at, index) => {
    if (index <= start) return false;
    const seen = prices.slice(start, index + 1);
    const extremum = direction === 'sell' ? Math.max(...seen) : Math.min(...seen);
    const away = direction === 'sell' ? extremum - at : at - extremum;
    // Relative indents are hundredths of a percent here: away / extremum ≥ size / 10,000, without a division.
    const far = indent.type === 'absolute' ? away >= indent.size : away * 10_000 >= extremum * indent.size;
    return away > 0 && far;
  });
}

/** Shows the prices to all stops together. @returns which price triggered each, in the order they triggered. */
function run(shapes: readonly StopShape[], prices: readonly number[]): Map<number, number> {
  const index = new TriggerIndex();
  shapes.forEach((shape, number) => {
    index.add(makeStop(shape, number));
  });
  const triggered = new Map<number, number>();
  prices.forEach((at, when) => {
    if (index.wouldFollow(at)) index.follow(at);
    expect(index.wouldFollow(at)).toBe(false);
    for (let stop = index.met(at); stop; stop = index.met(at)) {
      expect(triggered.has(stop.number)).toBe(false);
      triggered.set(stop.number, when);
      index.remove(stop);
    }
  });
  expect(index.size).toBe(shapes.length - triggered.size);
  return triggered;
}

describe('triggers', () => {
  test('every stop triggers exactly once, at the first price that meets it, among any others', () => {
    fc.assert(
      fc.property(fc.array(anyStop, { minLength: 1, maxLength: 25 }), anyPrices, (shapes, prices) => {
        const triggered = run(shapes, prices);
        shapes.forEach((shape, number) => {
          expect(triggered.get(number) ?? -1).toBe(firstTrigger(shape, prices));
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a price that meets several triggers the nearest first, of equal ones the first that came', () => {
    const sells = [990, 1_000, 995, 1_000].map(
      (stopTicks): StopShape => ({ kind: 'stop-loss', direction: 'sell', stopTicks, indent: undefined }),
    );
    expect([...run(sells, [980]).keys()]).toEqual([1, 3, 2, 0]);
    const trailing = [30, 10, 20].map(
      (size): StopShape => ({
        kind: 'take-profit',
        direction: 'sell',
        stopTicks: 1_000,
        indent: { type: 'absolute', size },
      }),
    );
    expect([...run(trailing, [1_000, 950]).keys()]).toEqual([1, 2, 0]);
  });

  test.each([
    ['take-profit', 'sell', 'rise'],
    ['take-profit', 'buy', 'fall'],
    ['stop-loss', 'sell', 'fall'],
    ['stop-loss', 'buy', 'rise'],
    ['stop-limit', 'sell', 'fall'],
    ['stop-limit', 'buy', 'rise'],
  ] as const)('a %s %s waits for the price to %s, the stop price itself included', (kind, direction, way) => {
    expect(towardsOf(kind, direction)).toBe(way);
    expect([99, 100, 101].map((at) => isMet(way, 100, at))).toEqual(
      way === 'rise' ? [false, true, true] : [true, true, false],
    );
  });

  test('a relative indent is never less than asked for, a relative spread never more', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.integer()),
        fc.integer({ min: 1, max: 99_999_999_999 }),
        fc.constantFrom('buy' as const, 'sell' as const),
        (at, percentNano, direction) => {
          const distance = { type: 'relative', percentNano } as const;
          const exact = BigInt(Math.abs(at)) * BigInt(percentNano);
          const away = (ticks: number) => BigInt(direction === 'sell' ? at - ticks : ticks - at) * 10n ** 11n;
          const turn = away(turnTicks(direction, at, distance));
          const limit = away(protectedTicks(direction, at, distance));
          expect(turn >= exact && turn - exact < 10n ** 11n).toBe(true);
          expect(limit <= exact && exact - limit < 10n ** 11n).toBe(true);
        },
      ),
    );
  });
});
