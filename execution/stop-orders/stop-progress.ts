import type { LoggedStop } from '../../database/index.js';
import { secondsToPlace } from '../../domain/stop-pace.js';
import type { StopProgress } from '../../domain/stop-task.js';

type Counted = Pick<LoggedStop, 'round' | 'state'>;

/** The newest of a task. */
export const roundOf = (stops: readonly Counted[]): number => Math.max(1, ...stops.map((stop) => stop.round));

/** How many of the newest round are in each state. */
export function countsOf(stops: readonly Counted[]): Omit<StopProgress, 'secondsLeft'> {
  const round = roundOf(stops);
  const inState = (state: LoggedStop['state']) =>
    stops.filter((stop) => stop.round === round && stop.state === state).length;
  return {
    round,
    placed: inState('placed'),
    skipped: inState('skipped'),
    failed: inState('refused'),
    inDoubt: inState('sent'),
    left: inState('planned'),
  };
}

/** How far the newest round is, and how long the rest of it takes by the rate limit. */
export function progressOf(
  stops: readonly Counted[],
  pace: { readonly perMinute: number; readonly freeInMs?: number },
): StopProgress {
  const counts = countsOf(stops);
  return { ...counts, secondsLeft: secondsToPlace(counts.left, pace) };
}
