/** Fills on their way are never taken for a difference, and a difference is never taken for a fill on its way. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Happening, ModelAccount, SETTLE_MS } from './model-account.js';

const uid = fc.constantFrom('A', 'B');
const amount = fc.integer({ min: 1, max: 4 }).chain((size) => fc.constantFrom(size, -size));
const lag = fc.integer({ min: 0, max: SETTLE_MS });
const short = fc.integer({ min: 0, max: 3 });
const three = fc.tuple(short, short, short);
const trading = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 12 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('fill' as const),
      uid,
      amount,
      ordersLagMs: lag,
      positionsLagMs: lag,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hidden-fill' as const), uid, amount }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'found' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('look' as const), takesMs: three, seenAfterMs: three }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);
const stories = fc.array(trading, { minLength: 1, maxLength: 60, size: 'max' });

const LOOK: Happening = { kind: 'look', takesMs: [1, 1, 1], seenAfterMs: [1, 1, 1] };
const CALM: readonly Happening[] = [
  { kind: 'found' },
  ...Array.from({ length: 4 }, (): Happening[] => [{ kind: 'wait', ms: SETTLE_MS + 3 }, LOOK]).flat(),
];

const telling = (happenings: readonly Happening[]): ModelAccount => {
  const account = new ModelAccount([['A', 5]]);
  for (const each of happenings) account.happen(each);
  return account;
};
const sumOf = (account: ModelAccount, of: string) =>
  account.told
    .filter(({ instrumentUid }) => instrumentUid === of)
    .reduce((sum, { amount, expected }) => sum + amount - expected, 0);

describe('positions, whenever they are looked at', () => {
  test('nothing is told of trading alone, and all of it is explained when it is over', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const account = telling([...story, ...CALM]);
        expect(account.told).toEqual([]);
        expect(account.unsettled).toBe(0);
      }),
      { numRuns: 3_000 },
    );
  });

  test('what came by no order is told with its figure, in whatever trading it came', () => {
    fc.assert(
      fc.property(stories, uid, amount, stories, (before, of, change, after) => {
        const account = telling([
          ...before,
          ...CALM,
          { kind: 'change', uid: of, amount: change },
          ...after,
          ...CALM,
        ]);
        expect(sumOf(account, of)).toBe(change);
        expect(sumOf(account, of === 'A' ? 'B' : 'A')).toBe(0);
        expect(account.unsettled).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('where nobody trades meanwhile it is told once, over any number of looks and restarts', () => {
    fc.assert(
      fc.property(stories, uid, amount, fc.integer({ min: 0, max: 3 }), (before, of, change, restarts) => {
        const restart: Happening = { kind: 'restart' };
        const account = telling([
          ...before,
          ...CALM,
          { kind: 'change', uid: of, amount: change },
          ...Array.from({ length: restarts }, () => [restart, LOOK]).flat(),
          ...CALM,
          restart,
          ...CALM,
        ]);
        expect(account.told.map(({ instrumentUid }) => instrumentUid)).toEqual([of]);
        expect(sumOf(account, of)).toBe(change);
      }),
      { numRuns: 1_000 },
    );
  });
});
