import { describe, expect, test } from '@jest/globals';
import { CERTAIN_AFTER_MS } from '../../../broker/keepalive.js';
import { CommonLimits } from '../../../broker/limits/common-limits.js';
import { Priority } from '../../../broker/limits/priority.js';

const answered = (limits: CommonLimits, nowMs: number) => limits.line.heard(limits.sent(nowMs), nowMs);

/** Calls of one priority that go out at once; each is answered at once. */
function burst(limits: CommonLimits, priority: Priority, nowMs = 0): number {
  let count = 0;
  for (; count < 1_000 && limits.freeAtMs(priority, nowMs) <= nowMs; count += 1) answered(limits, nowMs);
  return count;
}

/** What goes out within a minute by a burst of one priority each second. */
function minute(share: number, priority: Priority): number {
  const limits = new CommonLimits(share);
  return Array.from({ length: 60 }, (_, second) => burst(limits, priority, second * 1_000)).reduce(
    (sum, each) => sum + each,
    0,
  );
}

test('a process alone makes fifty calls a second, and keeps five of them for hedges and cancels', () => {
  expect(burst(new CommonLimits(), Priority.place)).toBe(45);
  expect(burst(new CommonLimits(), Priority.cancel)).toBe(48);
  expect(burst(new CommonLimits(), Priority.hedge)).toBe(50);
});

test('and a thousand a minute, of which it keeps a hundred', () => {
  expect(minute(1, Priority.place)).toBe(900);
  expect(minute(1, Priority.cancel)).toBe(980);
  expect(minute(1, Priority.hedge)).toBe(1_000);
});

describe('processes side by side', () => {
  const SHARES = [0.6, 0.3, 0.1];

  test.each([
    [Priority.read, [27, 13, 3]],
    [Priority.cancel, [29, 14, 4]],
    [Priority.hedge, [30, 15, 5]],
  ])('keep to their parts, whatever they send: %s', (priority, bursts) => {
    expect(SHARES.map((share) => burst(new CommonLimits(share), priority))).toEqual(bursts);
  });

  test('keep to their parts of the minute', () => {
    expect(SHARES.map((share) => minute(share, Priority.hedge))).toEqual([600, 300, 100]);
    expect(SHARES.map((share) => minute(share, Priority.move))).toEqual([540, 270, 90]);
  });

  test('have a place each for a hedge, a cancel and an ordinary call in the smallest part of a worker', () => {
    const limits = new CommonLimits(0.6 / 10);
    expect(burst(limits, Priority.move)).toBe(1);
    expect(burst(limits, Priority.cancel)).toBe(1);
    expect(burst(limits, Priority.hedge)).toBe(1);
  });
});

test('a hedge may use all that its process has not spent', () => {
  const limits = new CommonLimits(0.6);
  for (let each = 0; each < 4; each += 1) answered(limits, 0);
  expect(burst(limits, Priority.hedge)).toBe(26);
});

test('a part of a quotient is not rounded below what it is', () => {
  expect(burst(new CommonLimits(0.6 / 3), Priority.hedge)).toBe(10);
});

test.each([0, 0.019, 1.01, Number.NaN])('a share of %d is no part of one call a second or more', (share) => {
  expect(() => new CommonLimits(share)).toThrow(RangeError);
});

test('calls of others within their part take nothing of ours, those beyond it do, except from urgent ones', () => {
  const limits = new CommonLimits(0.6);
  limits.noticed(18, { sinceMs: 0, nowMs: 1_000 });
  expect(burst(limits, Priority.read, 1_000)).toBe(27);
  const crowded = new CommonLimits(0.6);
  crowded.noticed(40, { sinceMs: 0, nowMs: 1_000 });
  expect(burst(crowded, Priority.read, 1_000)).toBe(5);
  expect(burst(crowded, Priority.hedge, 1_000)).toBe(25);
});

describe('a call without an answer', () => {
  const freeAfter = (limits: CommonLimits, priority: Priority, ms: number) => {
    expect(limits.freeAtMs(priority, ms - 1)).toBeGreaterThan(ms - 1);
    expect(limits.freeAtMs(priority, ms)).toBe(ms);
  };

  test('holds its place until keepalive has proved that it arrived, or broken the line, and its second', () => {
    const limits = new CommonLimits(1 / 50);
    limits.sent(0);
    freeAfter(limits, Priority.hedge, CERTAIN_AFTER_MS + 1_000);
  });

  test('holds it for five seconds and its second when a later call was answered', () => {
    const limits = new CommonLimits(2 / 50);
    limits.sent(0);
    answered(limits, 0);
    limits.sent(4_000);
    freeAfter(limits, Priority.hedge, 6_000);
  });

  test('which is what an answer after that tells at once', () => {
    const limits = new CommonLimits(2 / 50);
    limits.sent(0);
    const later = limits.sent(100);
    limits.line.heard(later, 8_000);
    freeAfter(limits, Priority.hedge, 9_000);
  });

  test('holds it no longer than its connection', () => {
    const limits = new CommonLimits(1 / 50);
    limits.sent(0);
    limits.line.broke(3_000);
    freeAfter(limits, Priority.hedge, 4_000);
  });

  test('has no place at all when it found no connection, in the minute neither', () => {
    const limits = new CommonLimits(0.6);
    for (let each = 0; each < 600; each += 1) limits.line.neverLeft(limits.sent(each));
    expect(burst(limits, Priority.hedge, 600)).toBe(30);
  });

  test('is asked for by an ordinary one every five seconds, in the places of cancels, never in that of a hedge', () => {
    const limits = new CommonLimits();
    const lost = (priority: Priority, nowMs: number) => {
      let count = 0;
      for (; limits.freeAtMs(priority, nowMs) <= nowMs; count += 1) limits.sent(nowMs);
      return count;
    };
    expect(lost(Priority.read, 0)).toBe(45);
    expect(lost(Priority.read, 4_999)).toBe(0);
    expect([5_000, 7_000, 10_000, 15_000, 19_999].map((ms) => lost(Priority.read, ms))).toEqual([
      1, 0, 1, 1, 0,
    ]);
    expect(lost(Priority.cancel, 20_000)).toBe(0);
    expect(lost(Priority.hedge, 20_000)).toBe(2);
  });

  test('makes others wait, yet never seem hopeless: its answer may come now', () => {
    const limits = new CommonLimits(1 / 50);
    const call = limits.sent(0);
    expect(limits.freeAtMs(Priority.read, 100)).toBe(1_100);
    limits.line.heard(call, 200);
    expect(limits.freeAtMs(Priority.read, 300)).toBe(1_200);
  });
});
