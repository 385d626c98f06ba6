import { CERTAIN_AFTER_MS } from '../keepalive.js';

/** One call that was sent. */
export interface SentCall {
  readonly sentAtMs: number;
  /** When it arrives at the latest, as far as is known. */
  arrivedAtMs: number;
}

/**
 * A call of its own may overtake another at a broker that is many machines: what is not answered counts as under way
 * for so long at least, whatever was answered meanwhile. As long as an attempt to connect may take, and a read's deadline.
 */
const SLOWEST_MS = 5_000;

/**
 * What is known of the calls that were sent on the one connection. It keeps their order, so an answer tells that the
 * calls before it have arrived too. Until one comes, those that nothing was heard of may wait in a line that stalls,
 * given up or not, and arrive all at once.
 */
export class Line {
  /** Those that may still arrive, in the order of their sending. */
  #open: SentCall[] = [];

  sent(nowMs: number): SentCall {
    const call = { sentAtMs: nowMs, arrivedAtMs: nowMs + CERTAIN_AFTER_MS };
    this.#open.push(call);
    return call;
  }

  /** It was answered, or its connection told that it ended. */
  heard(call: SentCall, nowMs: number): void {
    arrivedBy(call, nowMs);
    const index = this.#open.indexOf(call);
    for (const before of this.#open.slice(0, Math.max(0, index)))
      arrivedBy(before, Math.max(nowMs, before.sentAtMs + SLOWEST_MS));
    this.#forget(nowMs);
  }

  /** It found no connection: nobody received it, nor ever will. */
  neverLeft(call: SentCall): void {
    call.arrivedAtMs = Number.NEGATIVE_INFINITY;
    this.#open = this.#open.filter((each) => each !== call);
  }

  /** The connection is gone: what has not arrived by now never will. */
  broke(nowMs: number): void {
    for (const call of this.#open) arrivedBy(call, nowMs);
    this.#open = [];
  }

  /** Nothing was heard of calls sent long ago, nor is there a newer one whose answer would tell of them. */
  isSilent(nowMs: number): boolean {
    this.#forget(nowMs);
    const newest = this.#open.at(-1);
    return newest !== undefined && newest.sentAtMs + SLOWEST_MS <= nowMs;
  }

  #forget(nowMs: number): void {
    const mayArrive = ({ arrivedAtMs }: SentCall) => arrivedAtMs > nowMs;
    if (!this.#open.every(mayArrive)) this.#open = this.#open.filter(mayArrive);
  }
}

function arrivedBy(call: SentCall, atMs: number): void {
  call.arrivedAtMs = Math.min(call.arrivedAtMs, atMs);
}
