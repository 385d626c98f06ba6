import { type Standing, standingOf, stillStands } from '../domain/spread/standing.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { LegStep } from './leg-loop.js';

/**
 * Leaves out looks at the far leg that would find what the last one found: a book changes ten times a second for each of
 * hundreds of spreads, and seldom by what is decided. Only looks that a market's change causes are ever left out.
 */
export function createFoundAgain() {
  let standing: Standing | undefined;
  let seen: SpreadView | undefined;
  return {
    /** What a look sees passes here. */
    saw(view: SpreadView): SpreadView {
      seen = view;
      return view;
    },
    /** What is decided without seeing anything, as while the task is given up, is decided anew each time. */
    lookAt(look: () => LegStep): LegStep {
      seen = undefined;
      const step = look();
      standing = step.kind === 'wait' && seen ? standingOf(seen, step.untilMs) : undefined;
      return step;
    },
    wouldBe: (now: () => SpreadView): boolean => standing !== undefined && stillStands(standing, now()),
  };
}
