import { expect, test } from '@jest/globals';
import { createMoveBudget } from '../../execution/move-budget.js';

test('sixty moves a minute are allowed at once, the next one when the first is a minute old', () => {
  let nowMs = 1_000;
  const budget = createMoveBudget(() => nowMs);
  for (let n = 0; n < 60; n += 1) {
    expect(budget.nextAtMs()).toBe(nowMs);
    budget.spend();
    nowMs += 10;
  }
  expect(budget.nextAtMs()).toBe(61_000);
  nowMs = 61_000;
  expect(budget.nextAtMs()).toBe(61_000);
  budget.spend();
  expect(budget.nextAtMs()).toBe(61_010);
});

test('workers share them evenly, and one that is left has all of them again', () => {
  const budget = createMoveBudget(() => 5_000);
  budget.sharedBy(2);
  for (let n = 0; n < 30; n += 1) budget.spend();
  expect(budget.nextAtMs()).toBe(65_000);
  budget.sharedBy(1);
  expect(budget.nextAtMs()).toBe(5_000);
  budget.sharedBy(100);
  expect(budget.nextAtMs()).toBe(65_000);
});
