import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchOverHedging } from '../../execution/over-hedge-watch.js';

let nowMs = 0;
let isOurs = true;
const told: number[] = [];
const watch = () =>
  watchOverHedging(
    (lots) => told.push(lots),
    () => isOurs,
  );

beforeEach(() => {
  [nowMs, isOurs] = [0, true];
  told.length = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('what stands for a second is told once, by who has the claim', () => {
  const { look } = watch();
  expect(look(5)).toBe(1_000);
  nowMs = 1_000;
  expect([look(5), look(5)]).toEqual([undefined, undefined]);
  expect(told).toEqual([5]);
});

test('who lost the claim tells nothing, neither in time nor at its end', () => {
  const { look, tellNow } = watch();
  look(5);
  [nowMs, isOurs] = [1_000, false];
  expect(look(5)).toBeUndefined();
  tellNow();
  expect(told).toEqual([]);
});
