import { expect, test } from '@jest/globals';
import { limitationsOf } from '../../broker/index.js';

/** What a terminal shows of a line of the log. */
const SHOWN = 160;

test('a token that reads and trades, on paper or live, has nothing to be said about', () => {
  expect(limitationsOf({ mode: 'paper', readOnly: false })).toEqual([]);
  expect(limitationsOf({ mode: 'live', readOnly: false })).toEqual([]);
});

test('what a token or the sandbox cannot do is a line each that fits onto a terminal', () => {
  const lines = limitationsOf({ mode: 'sandbox', readOnly: true });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/only read.*full access/);
  expect(lines[1]).toMatch(/stop orders.*short futures.*margin/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(SHOWN);
});
