/** When a leg that adds risk is to order nothing: halted, paused, stopped, or its time is over. */
import type { JudgedLeg } from './judged-leg.js';
import type { LedgerEvent } from './paper-control.js';
import type { HaltsOverTime, Terms } from './terms-over-time.js';

/** Nothing but the worker's own clock ends a spread's time; what was decided just before is written and sent meanwhile. */
const TIME_OVER_US = 1_000_000;

export interface OrderAt {
  readonly halts: HaltsOverTime;
  /** Since when this very order was on its way. */
  readonly sinceUs: number;
  /** Since when the key that it takes is in use: a halt lets nothing take one, the others do. */
  readonly keyUsedUs: number;
  /** When it was accepted. */
  readonly atUs: number;
}

/** @returns what an order of this leg breaks, in words */
export function restBroken(
  { task, terms }: JudgedLeg,
  { halts, sinceUs, keyUsedUs, atUs }: OrderAt,
): string[] {
  const isOver = ({ until }: Terms) =>
    typeof until === 'string' && keyUsedUs > Date.parse(until) * 1_000 + TIME_OVER_US;
  return [
    ...(halts.lasted(sinceUs, atUs) ? ['while orders are halted'] : []),
    ...(task.rests?.lasted(keyUsedUs, atUs) ? ['while it is paused or stopped'] : []),
    ...(terms.possible(keyUsedUs, atUs).every(isOver) ? ['when its time is over'] : []),
  ];
}

/** One lot that does not rest: it may take the key of an order in doubt that nobody wants any more. */
export const takesKey = ({ lots, timeInForce }: LedgerEvent): boolean =>
  lots === 1 && timeInForce === 'fill-and-kill';
