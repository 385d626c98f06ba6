import { expect, test } from '@jest/globals';
import { expiryWarning } from '../../domain/expiry.js';

/** 19:00 in Moscow. */
const lastTradeAt = new Date('2026-12-17T16:00:00Z');

test.each([
  ['2026-12-09T20:59:59Z', undefined],
  // Midnight in Moscow.
  ['2026-12-09T21:00:00Z', { threshold: 7, days: 7 }],
  ['2026-12-12T12:00:00Z', { threshold: 7, days: 5 }],
  ['2026-12-15T20:59:59Z', { threshold: 7, days: 2 }],
  ['2026-12-15T21:00:00Z', { threshold: 1, days: 1 }],
  ['2026-12-17T15:59:59Z', { threshold: 1, days: 0 }],
  ['2026-12-17T16:00:00Z', undefined],
])('at %s a future that ends on 17 December has the warning %j due', (now, due) => {
  expect(expiryWarning({ lastTradeAt }, new Date(now))).toEqual(due);
});
