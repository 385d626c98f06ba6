import { Priority } from './priority.js';
import { SlidingWindow } from './sliding-window.js';

/**
 * All calls from one address together: the broker advises 50 a second, and shuts out who makes 1,000 a minute. So many
 * of each are kept: for hedges alone, and for hedges and cancels together.
 */
const LIMITS = [
  { limit: 50, spanMs: 1_000, forHedges: 2, forUrgent: 5 },
  { limit: 1_000, spanMs: 60_000, forHedges: 20, forUrgent: 100 },
];

const MINUTE_MS = 60_000;

/** What all groups share. */
export class CommonLimits {
  readonly #limits: readonly ((typeof LIMITS)[number] & { left: number; window: SlidingWindow })[];

  /**
   * @param share of either limit, above 0, that ordinary calls of this process may take; the rest is its siblings'.
   * @param minuteMs how long the exchange's minute is: a paper exchange may have a shorter one.
   */
  constructor(share = 1, minuteMs = MINUTE_MS) {
    this.#limits = LIMITS.map((each) => ({ ...each, spanMs: (each.spanMs * minuteMs) / MINUTE_MS })).map(
      (each) => ({
        ...each,
        left: each.limit - Math.max(1, Math.floor(each.limit * share)),
        window: new SlidingWindow(each.limit, each.spanMs),
      }),
    );
  }

  /** When a call may go out; now or earlier when at once. */
  freeAtMs(priority: Priority, nowMs: number): number {
    const isHedge = priority === Priority.hedge;
    const isCancel = priority === Priority.cancel;
    return Math.max(
      ...this.#limits.map(({ window, forHedges, forUrgent, left }) => {
        const kept = isHedge ? 0 : isCancel ? forHedges : Math.max(forUrgent, left);
        return window.freeAtMs(nowMs, { kept, countOthers: !isHedge && !isCancel });
      }),
    );
  }

  /** @returns what is to be called when the answer is there. */
  sent(nowMs: number): (nowMs: number) => void {
    const entries = this.#limits.map(({ window }) => ({ window, entry: window.sent(nowMs) }));
    return (answeredAtMs) => {
      for (const { window, entry } of entries) window.answered(entry, answeredAtMs);
    };
  }

  /** Others' calls count here too, as if they had come evenly since the answer before. */
  noticed(others: number, { sinceMs, nowMs }: { sinceMs: number; nowMs: number }): void {
    for (const { window, spanMs } of this.#limits)
      window.addOthers(Math.round(others * Math.min(1, spanMs / Math.max(1, nowMs - sinceMs))), nowMs);
  }
}
