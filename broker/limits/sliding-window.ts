/** One call in a window. */
export interface Entry {
  /** When it arrived at the latest. */
  arrivedAtMs: number;
}

/** A call that is not answered by then is taken for arrived: what hangs does not hold its place for ever. */
const ARRIVES_WITHIN_MS = 1_000;

/**
 * At most so many calls in any span of that length, as the broker sees them: a call may arrive at any moment between
 * its sending and its answer, so it counts from its answer on. (A burst that is slow to arrive, followed by a quick
 * one, would be too much in a second otherwise.)
 */
export class SlidingWindow {
  readonly #limit: number;
  readonly #spanMs: number;
  #ours: Entry[] = [];
  #others: Entry[] = [];

  constructor(limit: number, spanMs: number) {
    this.#limit = limit;
    this.#spanMs = spanMs;
  }

  /** A call of ours goes out now. */
  sent(nowMs: number): Entry {
    const entry = { arrivedAtMs: nowMs + ARRIVES_WITHIN_MS };
    this.#ours.push(entry);
    return entry;
  }

  answered(entry: Entry, nowMs: number): void {
    entry.arrivedAtMs = Math.min(entry.arrivedAtMs, nowMs);
  }

  /** Calls of other programs that were noticed now. */
  addOthers(count: number, nowMs: number): void {
    for (let each = 0; each < Math.min(count, this.#limit); each += 1)
      this.#others.push({ arrivedAtMs: nowMs });
  }

  /**
   * When a call may go out that leaves `kept` calls to others of ours; now or earlier when it may at once. What other
   * programs took is an estimate: it makes ordinary calls wait, not urgent ones. An answer may make it sooner.
   */
  freeAtMs(nowMs: number, { kept, countOthers }: { kept: number; countOthers: boolean }): number {
    this.#forget(nowMs);
    const room = Math.max(1, this.#limit - kept);
    const count = this.#ours.length + (countOthers ? this.#others.length : 0);
    if (count < room) return nowMs;
    const taken = [...this.#ours, ...(countOthers ? this.#others : [])]
      .map(({ arrivedAtMs }) => arrivedAtMs)
      .sort((a, b) => a - b);
    return (taken[count - room] ?? nowMs) + this.#spanMs;
  }

  #forget(nowMs: number): void {
    const stillCounts = ({ arrivedAtMs }: Entry) => arrivedAtMs + this.#spanMs > nowMs;
    if (!this.#ours.every(stillCounts)) this.#ours = this.#ours.filter(stillCounts);
    if (!this.#others.every(stillCounts)) this.#others = this.#others.filter(stillCounts);
  }
}
