/** When stop orders trigger and at what price: pure, in ticks. */
import type { Side } from '../matching/book.js';
import { NANO } from '../money.js';
import type { StopKind } from './stop-events.js';

export type Towards = 'rise' | 'fall';

export type Distance =
  | { readonly type: 'absolute'; readonly ticks: number }
  /** 10^-9 of a percent, less than 10^11 of them. */
  | { readonly type: 'relative'; readonly percentNano: number };

/** Which way the last price has to go to the stop price: a profit is taken at a better price, a loss is stopped at a worse. */
export const towardsOf = (kind: StopKind, direction: Side): Towards =>
  (kind === 'take-profit') === (direction === 'sell') ? 'rise' : 'fall';

export const isMet = (towards: Towards, stopTicks: number, lastTicks: number): boolean =>
  towards === 'rise' ? lastTicks >= stopTicks : lastTicks <= stopTicks;

/** Whether a price is better than any that a trailing stop has seen: a sale follows the highest, a purchase the lowest. */
export const isFarther = (direction: Side, extremum: number, lastTicks: number): boolean =>
  direction === 'sell' ? lastTicks > extremum : lastTicks < extremum;

/** The price that an activated trailing stop triggers at: the extremum less the indent, which is one tick at least. */
export function turnTicks(direction: Side, extremum: number, indent: Distance): number {
  const away = distanceTicks(indent, extremum, 'up');
  return direction === 'sell' ? extremum - away : extremum + away;
}

export const hasTurned = (direction: Side, turn: number, lastTicks: number): boolean =>
  direction === 'sell' ? lastTicks <= turn : lastTicks >= turn;

/** The limit of a trailing stop's child: as much worse than the last price as the spread allows, and never more. */
export function protectedTicks(direction: Side, lastTicks: number, spread: Distance): number {
  const away = distanceTicks(spread, lastTicks, 'down');
  return direction === 'sell' ? lastTicks - away : lastTicks + away;
}

const HUNDRED_PERCENT = 100 * Number(NANO);

/** Whole ticks of a distance at a price. */
export function distanceTicks(distance: Distance, atTicks: number, rounding: 'up' | 'down'): number {
  if (distance.type === 'absolute') return distance.ticks;
  const magnitude = Math.abs(atTicks);
  const part = magnitude * distance.percentNano;
  const more = rounding === 'up' ? HUNDRED_PERCENT - 1 : 0;
  // Whole numbers are exact up to here, and several times faster; a price may be larger.
  if (part + more <= Number.MAX_SAFE_INTEGER) return Math.floor((part + more) / HUNDRED_PERCENT);
  const exact = BigInt(magnitude) * BigInt(distance.percentNano);
  return Number((exact + BigInt(more)) / BigInt(HUNDRED_PERCENT));
}
