import { expect, test } from '@jest/globals';
import { CommonLimits } from '../../../broker/limits/common-limits.js';
import { Priority } from '../../../broker/limits/priority.js';

/** Calls of one priority that go out at once; each is answered at once. */
function burst(limits: CommonLimits, priority: Priority): number {
  let count = 0;
  for (; count < 1_000 && limits.freeAtMs(priority, 0) <= 0; count += 1) limits.sent(0)(0);
  return count;
}

test('a process alone makes fifty calls a second, and keeps five of them for hedges and cancels', () => {
  expect(burst(new CommonLimits(), Priority.place)).toBe(45);
  expect(burst(new CommonLimits(), Priority.cancel)).toBe(48);
  expect(burst(new CommonLimits(), Priority.hedge)).toBe(50);
});

test('processes side by side keep to their parts, so that together they make no more', () => {
  const together = [0.5, 0.4, 0.1].map((share) => burst(new CommonLimits(share), Priority.read));
  expect(together).toEqual([25, 20, 5]);
});

test('hedges and cancels of a process with a part may take what all of them may', () => {
  expect(burst(new CommonLimits(0.25), Priority.hedge)).toBe(50);
  expect(burst(new CommonLimits(0.25), Priority.cancel)).toBe(48);
});

test('the smallest part is still one call a second', () => {
  expect(burst(new CommonLimits(0.5 / 64), Priority.move)).toBe(1);
});
