import type { SentCall } from './line.js';

type Entry = Pick<SentCall, 'arrivedAtMs'>;

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

  /** A call of ours goes out now; what is learnt of it later counts here too. */
  add(call: Entry): void {
    this.#ours.push(call);
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
