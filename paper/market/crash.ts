import type { Random } from './random.js';

/** A lively instrument crashes once in so many steps on average: some four hours of being looked at. */
export const STEPS_BETWEEN_CRASHES = 60_000;

/** Percent of the price that a crash which comes by itself takes away: 15 to 30. */
export const crashPercent = (random: Random): number => 15 + random.below(16);

export interface CrashPlan {
  /** Where the middle of the book is, step by step, on the way down. */
  readonly fall: readonly number[];
  /** And on the way back, which goes only a part of it. */
  readonly recovery: readonly number[];
}

/**
 * A fall by `percent` (a rise when it is negative) within 8 to 16 steps, and a recovery of 30 to 60 % of it within 60
 * to 180 more. Neither leaves the day's limits.
 */
export function planCrash({
  midTicks,
  percent,
  range,
  random,
}: {
  midTicks: number;
  percent: number;
  range: { readonly lowest: number; readonly highest: number };
  random: Random;
}): CrashPlan {
  const wanted = midTicks - Math.round((midTicks * percent) / 100);
  const bottom = Math.min(range.highest, Math.max(range.lowest, wanted));
  const back = bottom + Math.round(((midTicks - bottom) * (30 + random.below(31))) / 100);
  return {
    fall: line(midTicks, bottom, 8 + random.below(9)),
    recovery: line(bottom, back, 60 + random.below(120)),
  };
}

const line = (from: number, to: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, index) => from + Math.round(((to - from) * (index + 1)) / steps));
