/** One call in a window. */
export interface Entry {
  /** When it arrived at the latest. */
  arrivedAtMs: number;
}

/**
 * A call that is not answered by then is taken for arrived: what hangs does not hold its place for ever. As long as an
 * attempt to connect may take, and the deadline of a read: what is sent later than that was given up before.
 */
const ARRIVES_WITHIN_MS = 5_000;

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

  /** It is known to have arrived, or never to do so. */
  arrived(entry: Entry, nowMs: number): void {
    entry.arrivedAtMs = Math.min(entry.arrivedAtMs, nowMs);
  }

  /** Calls of other programs that were noticed now. */
  addOthers(count: number, nowMs: number): void {
    for (let each = 0; each < Math.min(count, this.#limit); each += 1)
      this.#others.push({ arrivedAtMs: nowMs });
  }

  /**
   * When a call may go out that is one of so many of ours; now or earlier when it may at once. Later than that it may
   * turn out to be: calls under way are taken to be answered now, since what they make wait must not seem hopeless.
   */
  freeAtMs(nowMs: number, room: number): number {
    this.#forget(nowMs);
    return this.#freeAmong(this.#ours, { nowMs, room });
  }

  /** The same where ours and those of other programs are so many at most. */
  freeBesideOthersAtMs(nowMs: number, room: number): number {
    this.#forget(nowMs);
    return this.#freeAmong(this.#others.length > 0 ? [...this.#ours, ...this.#others] : this.#ours, {
      nowMs,
      room,
    });
  }

  #freeAmong(taken: readonly Entry[], { nowMs, room }: { nowMs: number; room: number }): number {
    const atLeast = Math.max(1, room);
    if (taken.length < atLeast) return nowMs;
    const arrivals = taken.map(({ arrivedAtMs }) => Math.min(arrivedAtMs, nowMs)).sort((a, b) => a - b);
    return (arrivals[taken.length - atLeast] ?? nowMs) + this.#spanMs;
  }

  #forget(nowMs: number): void {
    const stillCounts = ({ arrivedAtMs }: Entry) => arrivedAtMs + this.#spanMs > nowMs;
    if (!this.#ours.every(stillCounts)) this.#ours = this.#ours.filter(stillCounts);
    if (!this.#others.every(stillCounts)) this.#others = this.#others.filter(stillCounts);
  }
}
