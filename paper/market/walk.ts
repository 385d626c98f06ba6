import type { InstrumentKind } from '../instruments/instrument.js';
import type { CrashPlan } from './crash.js';
import type { Random } from './random.js';

/** Where one instrument stands: everything that its next step depends on besides the seed's next numbers. */
export interface Walk {
  readonly random: Random;
  /** The middle of the others' book; `undefined` until it has been read from there. */
  midTicks: number | undefined;
  /** Where the price keeps coming back to, in thousandths of a tick; it goes slowly after the price. */
  home: number | undefined;
  /** What a follower is away from its fair price by, in thousandths of a tick. */
  basis: number;
  /** The way that a crash still has to go. */
  crash: CrashPlan | undefined;
}

/** The walk turns back before it reaches the price limits of the day. */
const FARTHEST_PERCENT = 12;

/** Chance of a step to move the price, in percent, and the parts of the price that it moves by: 1/25,000 is 0.004 %. */
const PACES: Readonly<Record<InstrumentKind, { chance: number; part: number }>> = {
  share: { chance: 33, part: 25_000 },
  future: { chance: 33, part: 25_000 },
  bond: { chance: 8, part: 100_000 },
  etf: { chance: 20, part: 50_000 },
  currency: { chance: 20, part: 50_000 },
};

/** Parts of the way to the price that its home goes in a step. */
const HOMING = 64;
/** How much likelier a step towards home is for each widest step away from it, in percent; at most 35. */
const PULL = 8;

/** The middle after one more step, with the home it swings around. Always draws as many random numbers, so that step k is the same whatever happens. */
export function nextMid(
  { random, home }: Pick<Walk, 'random' | 'home'>,
  { kind, midTicks, closeTicks }: { kind: InstrumentKind; midTicks: number; closeTicks: number },
): { midTicks: number; home: number } {
  const { chance, part } = PACES[kind];
  const widest = Math.max(1, Math.round(midTicks / part));
  const away = ((midTicks - closeTicks) * 100) / closeTicks;
  const from = home ?? midTicks * 1_000;
  const pull = Math.trunc(((from - midTicks * 1_000) * PULL) / (widest * 1_000));
  const swinging = 50 + Math.max(-35, Math.min(35, pull));
  const up = away > FARTHEST_PERCENT ? 10 : away < -FARTHEST_PERCENT ? 90 : swinging;
  const moves = random.chance(chance);
  const size = 1 + random.below(widest);
  const sign = random.chance(up) ? 1 : -1;
  const next = moves ? midTicks + sign * size : midTicks;
  return { midTicks: next, home: from + Math.trunc((next * 1_000 - from) / HOMING) };
}

/** The wider, the farther from the end: in the last ten days a future has less and less reason to differ. */
const CALM_DAYS = 10;

/**
 * What a future is away from its fair price after one more step, in thousandths of a tick: a twentieth of it is given
 * back each time, so that spreads move and return.
 */
export function nextBasis(
  { random, basis }: Pick<Walk, 'random' | 'basis'>,
  { fairTicks, days }: { fairTicks: number; days: number | undefined },
): number {
  const left = Math.min(CALM_DAYS, days ?? CALM_DAYS);
  const quarters = 1 + Math.floor((days ?? 0) / 92);
  // About 0.01 % of the price in a step for the nearest, twice as much for the next, and so on.
  const widest = Math.max(500, Math.floor(fairTicks / 10)) * quarters;
  const noise = random.below(2 * widest + 1) - widest;
  return Math.trunc((basis * 19) / 20) + Math.trunc((noise * left) / CALM_DAYS);
}
