import type { Clock } from '../../paper/clock.js';

/** A clock that stands still until a test moves it; what is due on the way happens at its own time, in order. */
export class TestClock implements Clock {
  #nowMs: number;
  readonly #waiting = new Set<{ atMs: number; callback: () => void }>();

  constructor(iso: string) {
    this.#nowMs = Date.parse(iso);
  }

  now(): number {
    return this.#nowMs;
  }

  nowUs(): number {
    return this.#nowMs * 1000;
  }

  at(atMs: number, callback: () => void): () => void {
    const entry = { atMs, callback };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  }

  moveTo(iso: string): void {
    const target = Date.parse(iso);
    for (;;) {
      const [next] = [...this.#waiting].filter(({ atMs }) => atMs <= target).sort((a, b) => a.atMs - b.atMs);
      if (!next) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#waiting.delete(next);
      next.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, target);
  }

  /** As a machine that slept: everything is called only now. */
  oversleepTo(iso: string): void {
    this.#nowMs = Date.parse(iso);
    this.moveTo(iso);
  }
}
