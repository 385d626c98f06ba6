import { type Standing, standingOf, stillStands } from '../domain/spread/standing.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { LegStep } from './leg-loop.js';

/**
 * Leaves out looks at the far leg that would find what the last one found: a book changes ten times a second for each of
 * hundreds of spreads, and seldom by what is decided. Only looks that a market's change causes are ever left out.
 */
export function createFoundAgain() {
  let standing: Standing | undefined;
  return {
    /** @param seen what the step was decided by; undefined where it was decided without a look */
    note(step: LegStep, seen: SpreadView | undefined): void {
      standing = step.kind === 'wait' && seen ? standingOf(seen, step.untilMs) : undefined;
    },
    wouldBe: (now: () => SpreadView): boolean => standing !== undefined && stillStands(standing, now()),
  };
}
