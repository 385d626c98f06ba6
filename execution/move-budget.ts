/** All tasks of a worker together move their orders at most so often: the broker allows few cancels. */
const MOVES = 60;
const WINDOW_MS = 60_000;

export interface MoveBudget {
  /** When the next move is allowed, in monotonic milliseconds; not later than now when it is allowed at once. */
  nextAtMs(): number;
  spend(): void;
}

export function createMoveBudget(now: () => number = () => performance.now()): MoveBudget {
  const spentAtMs: number[] = [];
  const forget = () => {
    while (spentAtMs[0] !== undefined && spentAtMs[0] <= now() - WINDOW_MS) spentAtMs.shift();
  };
  return {
    nextAtMs() {
      forget();
      return spentAtMs.length < MOVES ? now() : (spentAtMs[0] ?? 0) + WINDOW_MS;
    },
    spend() {
      spentAtMs.push(now());
    },
  };
}
