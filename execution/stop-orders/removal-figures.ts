import type { LoggedStop, StopEnd } from '../../database/index.js';
import { secondsToPlace } from '../../domain/stop-pace.js';
import type { StopFigures, StopProgress } from '../../domain/stop-task.js';

type PlacedStop = LoggedStop & { readonly stopOrderId: string };
const isPlaced = (stop: LoggedStop): stop is PlacedStop =>
  stop.state === 'placed' && stop.stopOrderId !== null;

export interface RemovalFigures {
  /** Orders that were cancelled. */
  readonly executed: number;
  readonly averagePrice: null;
  readonly stops: StopProgress;
}

/**
 * How far a removal is. What had ended before it was asked for is no part of it: another may have removed the half.
 * @param since when it was asked for, by the database's clock
 */
export function removalOf(
  stops: readonly LoggedStop[],
  { since, perMinute }: { readonly since: Date; readonly perMinute: number },
) {
  const wanted = stops.filter(isPlaced).filter(({ ended, endedAt }) => !ended || (endedAt ?? since) >= since);
  const ends = new Map(wanted.flatMap(({ stopOrderId, ended }) => (ended ? [[stopOrderId, ended]] : [])));
  const failures = new Set<string>();
  /** Nobody knows of them whether they are there, so they stay for a person. */
  const inDoubt = stops.filter(({ state }) => state === 'sent').length;
  const count = (...kinds: readonly StopEnd[]) =>
    [...ends.values()].filter((each) => kinds.includes(each)).length;
  const executed = () => count('cancelled');
  const left = () => wanted.length - ends.size - failures.size;

  return {
    /** What is to be cancelled yet. */
    open: wanted.filter(({ ended }) => !ended),
    ended: (stopOrderId: string, end: StopEnd): void => void ends.set(stopOrderId, end),
    failed: (stopOrderId: string): void => void failures.add(stopOrderId),
    figures: (): RemovalFigures => ({
      executed: executed(),
      averagePrice: null,
      stops: {
        round: 1,
        placed: executed(),
        skipped: ends.size - executed(),
        failed: failures.size,
        inDoubt,
        left: left(),
        secondsLeft: secondsToPlace(left(), { perMinute }),
      },
    }),
    result: (): StopFigures => ({
      amount: wanted.length,
      skipped: count('expired', 'gone'),
      failed: failures.size,
      triggered: count('executed'),
    }),
  };
}
