/** What a person need not be asked about: futures that ended, and what they delivered. */
import { expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { explainDifferences } from '../../../domain/reconciliation/causes.js';
import { missingPositions } from '../../../domain/reconciliation/hedge-gone.js';

const END = Date.parse('2026-12-17T16:00:00Z');
const share = { uid: 'share', kind: 'share', positionUid: 'asset' } as Instrument;
const future = {
  uid: 'future',
  kind: 'future',
  future: {
    basicAssetPositionUid: 'asset',
    basicAssetSize: new Decimal(100),
    lastTradeAt: new Date(END),
    deliverable: true,
    perpetual: false,
  },
} as Instrument;
const explained = (
  differences: readonly (readonly [instrumentUid: string, expected: number, amount: number])[],
  { nowMs = END, lastLookAtMs = END - 60_000 }: { nowMs?: number; lastLookAtMs?: number } = {},
) =>
  explainDifferences(
    differences.map(([instrumentUid, expected, amount]) => ({ instrumentUid, expected, amount })),
    { instrumentOf: (uid) => [share, future].find((each) => each.uid === uid), nowMs, lastLookAtMs },
  ).map(({ explanation, guess }) => explanation ?? guess);

test('a future that ended, and the shares that it delivered or took', () => {
  expect(
    explained([
      ['future', 3, 0],
      ['share', 50, 350],
    ]),
  ).toEqual(['future-ended', 'future-delivered']);
  expect(
    explained([
      ['future', -3, 0],
      ['share', 50, -250],
    ]),
  ).toEqual(['future-ended', 'future-delivered']);
  // Not that many.
  expect(
    explained([
      ['future', 3, 0],
      ['share', 50, 340],
    ]),
  ).toEqual(['future-ended', 'corporate-action']);
});

test('what is gone before its end, or not all of it, is a question', () => {
  expect(explained([['future', 3, 0]], { nowMs: END - 1 })).toEqual(['trade-elsewhere']);
  expect(explained([['future', 3, 1]])).toEqual(['trade-elsewhere']);
  expect(explained([['share', 50, 40]], { lastLookAtMs: END - 86_400_000 })).toEqual(['days-away']);
  expect(explained([['unlisted', 50, 40]])).toEqual(['trade-elsewhere']);
});

test('a spread misses only what others took of what it counts on', () => {
  const needed = (amount: number) => [{ taskId: 'spread/1', instrumentUid: 'share', amount }];
  const missing = (amount: number, by: number, now: number) =>
    missingPositions(needed(amount), { moved: new Map([['share', by]]), held: new Map([['share', now]]) })
      .length;
  expect(missing(300, -100, 200)).toBe(1);
  expect(missing(-300, 100, -200)).toBe(1);
  // Covered still; on its side; nobody's doing.
  expect(missing(300, -100, 300)).toBe(0);
  expect(missing(300, 100, 200)).toBe(0);
  expect(missing(300, 0, 0)).toBe(0);
  expect(missing(-300, -100, 0)).toBe(0);
});
