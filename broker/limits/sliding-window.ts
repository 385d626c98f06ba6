/** At most so many calls in any span of that length: exact, because every moment is remembered until it is over. */
export class SlidingWindow {
  readonly #limit: number;
  readonly #spanMs: number;
  readonly #ours: number[] = [];
  readonly #others: number[] = [];

  constructor(limit: number, spanMs: number) {
    this.#limit = limit;
    this.#spanMs = spanMs;
  }

  /** A call of ours goes out now. */
  add(nowMs: number): void {
    this.#ours.push(nowMs);
  }

  /** Calls of other programs that were noticed now. */
  addOthers(count: number, nowMs: number): void {
    for (let each = 0; each < Math.min(count, this.#limit); each += 1) this.#others.push(nowMs);
  }

  /**
   * When a call may go out that leaves `kept` calls to others of ours; now or earlier when it may at once. What other
   * programs took is an estimate: it makes ordinary calls wait, not urgent ones.
   */
  freeAtMs(nowMs: number, { kept, countOthers }: { kept: number; countOthers: boolean }): number {
    this.#forget(nowMs);
    const taken =
      countOthers && this.#others.length > 0
        ? [...this.#ours, ...this.#others].sort((a, b) => a - b)
        : this.#ours;
    const tooMany = taken.length - Math.max(1, this.#limit - kept);
    return tooMany < 0 ? nowMs : (taken[tooMany] ?? nowMs) + this.#spanMs;
  }

  #forget(nowMs: number): void {
    for (const moments of [this.#ours, this.#others]) {
      const kept = moments.findIndex((moment) => moment + this.#spanMs > nowMs);
      if (kept !== 0) moments.splice(0, kept < 0 ? moments.length : kept);
    }
  }
}
