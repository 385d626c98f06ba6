import { AsyncLocalStorage } from 'node:async_hooks';

/** What goes in and out of a process, and may be held up. */
export type Traffic = 'statement' | 'call' | 'stream' | 'notice' | 'market';

interface Passage {
  readonly traffic: Traffic;
  readonly seq: number;
  readonly run: () => void;
  /** It has been committed to the log, and is not known to be. */
  readonly isIntent: boolean;
}

interface Timer {
  dueMs: number;
  readonly seq: number;
  readonly everyMs: number | undefined;
  readonly run: () => void;
}

export interface Clock {
  nowMs: number;
}

let counter = 0;
const current = new AsyncLocalStorage<StoryProcess>();

/**
 * A process in a story. Whatever it sends or hears waits at its gate until the story lets it pass, and its timers are
 * the story's: so it can be stopped between any two awaits, crash there, or go on later.
 */
export class StoryProcess {
  readonly #passages: Passage[] = [];
  readonly #timers = new Set<Timer>();
  readonly held = new Set<Traffic>();
  frozen = false;
  dead = false;

  constructor(readonly clock: Clock) {}

  /** Runs something as this process: its timers and its clock are the story's. */
  as<T>(work: () => T): T {
    return current.run(this, work);
  }

  static get current(): StoryProcess | undefined {
    return current.getStore();
  }

  static outside<T>(work: () => T): T {
    return current.exit(work);
  }

  /** @returns how long it waited at the gate, in milliseconds. */
  pass(traffic: Traffic, isIntent = false): Promise<number> {
    const sinceMs = this.clock.nowMs;
    return new Promise((resolve) =>
      this.#queue(traffic, () => resolve(this.clock.nowMs - sinceMs), isIntent),
    );
  }

  deliver(traffic: Traffic, work: () => void): void {
    this.#queue(traffic, () => this.as(work), false);
  }

  #queue(traffic: Traffic, run: () => void, isIntent: boolean): void {
    counter += 1;
    if (!this.dead) this.#passages.push({ traffic, seq: counter, run, isIntent });
  }

  get #open(): Passage[] {
    return this.frozen ? [] : this.#passages.filter(({ traffic }) => !this.held.has(traffic));
  }

  /** Of what may pass, the place in the order in which it came; undefined when nothing may. */
  get nextSeq(): number | undefined {
    return this.#open[0]?.seq;
  }

  get holdsIntent(): boolean {
    return this.#passages.some(({ isIntent }) => isIntent);
  }

  letPass(nth = 0): void {
    const open = this.#open;
    const passage = open[nth % Math.max(1, open.length)];
    if (!passage) return;
    this.#passages.splice(this.#passages.indexOf(passage), 1);
    passage.run();
  }

  /** The oldest message that is on its way here is lost. */
  lose(): void {
    const at = this.#passages.findIndex(({ traffic }) => traffic === 'stream' || traffic === 'notice');
    if (at >= 0) this.#passages.splice(at, 1);
  }

  crash(): void {
    this.dead = true;
    this.#passages.length = 0;
    this.#timers.clear();
  }

  setTimer(run: () => void, ms: number, everyMs?: number): Timer {
    counter += 1;
    const timer = { dueMs: this.clock.nowMs + Math.max(1, ms), seq: counter, everyMs, run };
    if (!this.dead) this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  get nextTimer(): Timer | undefined {
    if (this.frozen) return undefined;
    return [...this.#timers].sort((one, other) => one.dueMs - other.dueMs || one.seq - other.seq)[0];
  }

  fire(timer: Timer): void {
    if (timer.everyMs === undefined) this.#timers.delete(timer);
    else timer.dueMs = this.clock.nowMs + timer.everyMs;
    this.as(timer.run);
  }
}
