import type { PaperInstrument } from '../instruments/instrument.js';
import type { Ladder, Quote } from '../matching/others.js';
import { halfSpread } from './leaders.js';
import { hash, mixed } from './random.js';

/** Price levels on each side. */
export const LEVELS = 20;

/**
 * The others' orders around a price. What stands at a price depends on the price alone, so that a book which moves
 * by a step keeps most of its levels, as real ones do.
 */
export function makeLadder({
  seed,
  instrument,
  midTicks,
  nowMs,
}: {
  seed: string;
  instrument: PaperInstrument;
  midTicks: number;
  nowMs: number;
}): Ladder {
  const { levelLots } = instrument;
  const start = hash(`${seed} ${instrument.uid}`, 7);
  const lotsAt = (ticks: number): number =>
    Math.max(1, Math.floor(levelLots / 2)) + (mixed(start, ticks) % (levelLots + 1));
  const best = halfSpread(instrument, midTicks, nowMs);
  const side = (step: 1 | -1): Quote[] =>
    Array.from({ length: LEVELS }, (_, index) => midTicks + step * (index + best))
      .filter((ticks) => ticks > 0)
      .map((ticks) => [ticks, lotsAt(ticks)] as const);
  return { bids: side(-1), asks: side(1) };
}
