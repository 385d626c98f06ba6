import { Line, type SentCall } from './line.js';
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

/** What a process may make within a span, and how much of it is kept. */
interface Part {
  readonly calls: number;
  readonly forHedges: number;
  readonly forUrgent: number;
}

/** Shares are quotients: 0.6 / 3 of 50 is ten calls, not nine. */
const ROUNDING = 1e-9;

function partOf({ limit, forHedges, forUrgent }: (typeof LIMITS)[number], share: number): Part {
  const calls = Math.floor(limit * share + ROUNDING);
  if (!(share <= 1) || calls < 1)
    throw new RangeError(
      `a share of ${share} of ${limit} calls: it must be one call at least, and all at most`,
    );
  // A hedge, a cancel and an ordinary call have one place each where the part has three.
  const urgent = Math.min(calls - 1, Math.max(2, Math.round(forUrgent * share)));
  return {
    calls,
    forUrgent: urgent,
    forHedges: Math.min(urgent, Math.max(1, Math.round(forHedges * share))),
  };
}

/** What all groups share: the line that all calls go by, and the limits of all together. */
export class CommonLimits {
  readonly line = new Line();
  readonly #limits: readonly ((typeof LIMITS)[number] & { part: Part; window: SlidingWindow })[];

  /**
   * @param share of either limit that this process may take, hedges and cancels included; the rest is its siblings',
   * whose calls it cannot see.
   * @param minuteMs how long the exchange's minute is: a paper exchange may have a shorter one.
   * @throws RangeError when that is less than one call a second, or more than all.
   */
  constructor(share = 1, minuteMs = MINUTE_MS) {
    this.#limits = LIMITS.map((each) => ({
      ...each,
      part: partOf(each, share),
      window: new SlidingWindow(each.limit, (each.spanMs * minuteMs) / MINUTE_MS),
    }));
  }

  /**
   * When a call may go out; now or earlier when at once. What other programs and siblings took is an estimate: it
   * makes ordinary calls wait where all together would be too many, not urgent ones. On a silent line an ordinary call
   * may take the place of a cancel: its answer, if there is one, gives back all that the silence holds.
   */
  freeAtMs(priority: Priority, nowMs: number): number {
    const isHedge = priority === Priority.hedge;
    const isUrgent = isHedge || priority === Priority.cancel;
    const goesAsCancel = !isUrgent && this.line.isSilent(nowMs);
    return Math.max(
      ...this.#limits.map(({ window, part, limit, forHedges, forUrgent }) => {
        const kept = isHedge ? 0 : isUrgent || goesAsCancel ? part.forHedges : part.forUrgent;
        const keptOfAll = goesAsCancel ? forHedges : forUrgent;
        const ownMs = window.freeAtMs(nowMs, part.calls - kept);
        return isUrgent ? ownMs : Math.max(ownMs, window.freeBesideOthersAtMs(nowMs, limit - keptOfAll));
      }),
    );
  }

  /** @returns the call, of which the line is to be told what becomes. */
  sent(nowMs: number): SentCall {
    const call = this.line.sent(nowMs);
    for (const { window } of this.#limits) window.add(call);
    return call;
  }

  /** Others' calls count here too, as if they had come evenly since the answer before. */
  noticed(others: number, { sinceMs, nowMs }: { sinceMs: number; nowMs: number }): void {
    for (const { window, spanMs } of this.#limits)
      window.addOthers(Math.round(others * Math.min(1, spanMs / Math.max(1, nowMs - sinceMs))), nowMs);
  }
}
