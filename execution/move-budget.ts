/** All tasks together move their orders at most so often: the broker allows few cancels. Workers share it evenly. */
const MOVES = 60;
const WINDOW_MS = 60_000;

export interface MoveBudget {
  /** When the next move is allowed, in monotonic milliseconds; not later than now when it is allowed at once. */
  nextAtMs(): number;
  spend(): void;
  /** So many workers live, this one included. */
  sharedBy(workers: number): void;
}

export function createMoveBudget(now: () => number = () => performance.now()): MoveBudget {
  const spentAtMs: number[] = [];
  let most = MOVES;
  const forget = () => {
    while (spentAtMs[0] !== undefined && spentAtMs[0] <= now() - WINDOW_MS) spentAtMs.shift();
  };
  return {
    nextAtMs() {
      forget();
      const soonest = spentAtMs[spentAtMs.length - most];
      return soonest === undefined ? now() : soonest + WINDOW_MS;
    },
    spend() {
      spentAtMs.push(now());
    },
    sharedBy(workers) {
      most = Math.max(1, Math.floor(MOVES / workers));
    },
  };
}
