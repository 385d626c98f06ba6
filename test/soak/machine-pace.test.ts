import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { nowUs } from '../support/terms-over-time.js';
import { ownTimeBy, watchPace } from './machine-pace.js';

test('a time in which work takes four times as long counts a quarter', () => {
  const at = (dueMs: number, tookMs: number) => ({ dueMs, fromMs: dueMs, untilMs: dueMs + tookMs });
  const calm = Array.from({ length: 8 }, (_, index) => at(index * 100, 4));
  const busy = Array.from({ length: 8 }, (_, index) => at(800 + index * 100, 16));
  const own = ownTimeBy([...calm, ...busy, at(1_600, 4)]);
  expect(own(500_000) - own(100_000)).toBe(400_000);
  expect(own(1_300_000) - own(1_100_000)).toBe(50_000);
  // What had to wait for its turn is as slow as what was interrupted.
  const waiting = ownTimeBy([at(0, 4), { dueMs: 100, fromMs: 116, untilMs: 120 }, at(200, 4)]);
  expect(waiting(200_000) - waiting(0)).toBeLessThan(200_000);
  expect(ownTimeBy([])(7)).toBe(7);
});

test('measures the machine beside us, until it is told to end', async () => {
  const over = new AbortController();
  const pace = watchPace(over.signal);
  const isSlower = () => {
    const atUs = nowUs();
    return pace.ownTime()(atUs) < atUs;
  };
  try {
    // No machine is so free that each piece of work takes as long as the shortest.
    await eventually(isSlower, { what: 'a measured pace' });
    expect(pace.share()).toBeGreaterThan(0);
    expect(pace.share()).toBeLessThanOrEqual(1);
    expect(pace.slowdown(4)).toBeGreaterThanOrEqual(1);
    expect(pace.slowdown(4)).toBeLessThanOrEqual(4);
  } finally {
    over.abort();
  }
});
