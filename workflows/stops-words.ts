import type { TaskStatus } from './messages.js';

/** How far a task about stop orders is, for whoever looks at it in Temporal's UI. */
export const stopsWords =
  (done: string) =>
  ({ executed, target, stops }: TaskStatus): string => {
    if (!stops) return `${executed} of ${target} ${done}`;
    const { round, skipped, failed, inDoubt, left, secondsLeft } = stops;
    return [
      ...(round > 1 ? [`round ${round}`] : []),
      `${stops.placed} ${done}`,
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(failed > 0 ? [`${failed} refused`] : []),
      ...(inDoubt > 0 ? [`${inDoubt} in doubt`] : []),
      ...(left > 0 ? [`${left} left, about ${secondsLeft} s`] : []),
    ].join(', ');
  };
