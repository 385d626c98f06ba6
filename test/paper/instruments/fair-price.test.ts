import { expect, test } from '@jest/globals';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { fairForward, fairIndex } from '../../../paper/instruments/fair-price.js';
import { formatNano, NANO } from '../../../paper/money.js';

const catalogue = loadCatalogue(Date.parse('2026-12-01T09:00:00Z'));
const share = (ticker: string) => {
  const found = catalogue.byTicker(ticker);
  if (!found) throw new Error(`${ticker} is not listed`);
  return found;
};

test('a forward is the share with simple interest by whole days', () => {
  const forward = fairForward({
    share: share('SBER'),
    priceNano: 300n * NANO,
    nowMs: Date.parse('2026-12-01T09:00:00Z'),
    expiresAtMs: Date.parse('2027-06-17T16:00:00Z'),
  });
  // 199 days: 300 × 16 % × 199 / 365 = 26.169863013.
  expect(formatNano(forward)).toBe('326.169863013');
});

test('a dividend on the way is taken off', () => {
  const at = (nowMs: number) =>
    formatNano(
      fairForward({
        share: share('GAZP'),
        priceNano: 250n * NANO,
        nowMs,
        expiresAtMs: Date.parse('2027-09-16T16:00:00Z'),
      }),
    );
  // 89 days: 250 × 16 % × 89 / 365 = 9.753424657; the dividend of 8 September is 19.08 (7.11 % of 268.4).
  expect(at(Date.parse('2027-06-20T00:00:00Z'))).toBe('240.673424657');
  // 8 days, and the record day is over: 250 × 16 % × 8 / 365 = 0.876712328.
  expect(at(Date.parse('2027-09-09T00:00:00Z'))).toBe('250.876712328');
});

test('at the expiry a forward is the share itself', () => {
  const atMs = Date.parse('2026-12-17T16:00:00Z');
  expect(fairForward({ share: share('SBER'), priceNano: 300n * NANO, nowMs: atMs, expiresAtMs: atMs })).toBe(
    300n * NANO,
  );
});

test('a farther index future is the nearer one with what the index gains in between', () => {
  const far = fairIndex({
    nearNano: 112_000n * NANO,
    nowMs: Date.parse('2026-12-01T00:00:00Z'),
    nearAtMs: Date.parse('2026-12-11T00:00:00Z'),
    farAtMs: Date.parse('2027-03-11T00:00:00Z'),
  });
  // 112,000 × (36,500 + 8 × 100) / (36,500 + 8 × 10).
  expect(formatNano(far)).toBe('114204.48332422');
});
