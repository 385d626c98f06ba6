import { expect, test } from '@jest/globals';
import { LimitWindow } from '../../../broker/limits/limit-window.js';

const LIMIT = 10;
/** A call sent then and answered then, with what its headers say. */
const call = (
  window: LimitWindow,
  [sentAtMs, nowMs]: readonly [number, number],
  [remaining, resetSeconds]: readonly [number, number],
  exhausted = false,
) => {
  window.sent(sentAtMs);
  const headers = { limit: LIMIT, remaining, resetSeconds, isOfShorterWindow: false };
  window.ended({ sentAtMs, nowMs, headers, exhausted, arrived: true });
};

test('each answer narrows the end of the window; the latest moment that all of them allow is the safe one', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  call(window, [0, 100], [9, 37]);
  expect(window.endsAtMs(100)).toBe(37_100);
  call(window, [200, 250], [8, 37]);
  expect(window.endsAtMs(250)).toBe(37_100);
  // The whole second turned between these two: the end is known to some milliseconds.
  call(window, [600, 640], [7, 36]);
  expect(window.endsAtMs(640)).toBe(36_640);
  expect(window.left(36_639)).toBe(7);
  expect(window.left(36_640)).toBe(LIMIT);
});

test('calls under way count until they are told, and not twice when they are', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  for (let each = 0; each < 4; each += 1) window.sent(0);
  expect(window.left(0)).toBe(6);
  const headers = (remaining: number) => ({
    limit: LIMIT,
    remaining,
    resetSeconds: 60,
    isOfShorterWindow: false,
  });
  const answer = (remaining: number) =>
    window.ended({ sentAtMs: 0, nowMs: 5, headers: headers(remaining), exhausted: false, arrived: true });
  // Answers may come out of order.
  for (const remaining of [8, 9, 6, 7]) answer(remaining);
  expect(window.left(5)).toBe(6);
  expect(window.others).toBe(0);
});

test('what other programs take is seen, and as much is left to them in the next window, half of it at most', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  call(window, [0, 10], [9, 60]);
  call(window, [20, 30], [5, 60]);
  expect(window.others).toBe(3);
  expect(window.left(30)).toBe(5);
  expect(window.left(70_000)).toBe(LIMIT);
  expect(window.roomForOthers).toBe(3);
  call(window, [70_000, 70_010], [8, 60]);
  expect(window.roomForOthers).toBe(2);
});

test('an answer that was lost may have been counted, until a later one tells; no connection was none', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  const lost = { headers: undefined, exhausted: false, nowMs: 3_000 };
  for (const arrived of [true, false]) {
    window.sent(0);
    window.ended({ ...lost, sentAtMs: 0, arrived });
  }
  expect(window.left(3_000)).toBe(9);
  call(window, [3_100, 3_110], [9, 60]);
  expect(window.left(3_110)).toBe(9);
});

test('a refusal closes the window until its reset, whatever its headers say is left', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  call(window, [0, 10], [9, 5], true);
  expect(window.left(10)).toBe(0);
  expect(window.left(5_009)).toBe(0);
  expect(window.left(5_010)).toBe(LIMIT);
});

test('a counter that was zeroed before the latest moment is noticed by the first call after it', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  call(window, [0, 10], [1, 1]);
  call(window, [200, 210], [9, 1]);
  expect(window.left(210)).toBe(9);
});

test('an answer of the window before does not close the new one', () => {
  const window = new LimitWindow(LIMIT, 60_000);
  call(window, [0, 10], [9, 60]);
  window.sent(60_005);
  expect(window.left(60_010)).toBe(9);
  const headers = { limit: LIMIT, remaining: 0, resetSeconds: 1, isOfShorterWindow: false };
  window.ended({ sentAtMs: 60_005, nowMs: 60_030, headers, exhausted: false, arrived: true });
  expect(window.left(60_030)).toBe(9);
});
