/** A broker that counts calls in fixed windows, in a time of its own: what the budget knows comes by headers alone. */
import {
  BudgetSpentError,
  type CallWish,
  type Clock,
  createRateBudget,
} from '../../../broker/limits/index.js';

interface Event {
  readonly atMs: number;
  readonly run: () => void;
  cancelled?: boolean;
}

export interface SentCall extends Pick<CallWish, 'path' | 'priority'> {
  readonly cameAtMs: number;
  sentAtMs: number;
  arrivedAtMs: number;
  refusedByBroker: boolean;
}

export interface SimulatedBrokerOptions {
  readonly limit: number;
  readonly windowMs: number;
  /** How long a request and an answer travel, one way, by the number of the call. */
  readonly latencyMs: (call: number) => number;
  /** Calls whose answers get lost after so many milliseconds, by the number of the call. */
  readonly lostAfterMs?: (call: number) => number | undefined;
}

export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export class SimulatedBroker {
  nowMs = 1_000;
  /** Every call of ours that was sent, in that order. */
  readonly sent: SentCall[] = [];
  readonly waiting = new Set<SentCall>();
  readonly #events: Event[] = [];
  readonly #counters = new Map<string, { used: number; endsAtMs: number }>();
  /** Calls the broker took within each window of each method. */
  readonly windows: { path: string; taken: number }[] = [];
  readonly options: SimulatedBrokerOptions;

  readonly clock: Clock = {
    now: () => this.nowMs,
    at: (atMs, run) => this.at(Math.max(atMs, this.nowMs), run),
  };
  readonly budget = createRateBudget(this.clock);

  constructor(options: SimulatedBrokerOptions) {
    this.options = options;
  }

  at(atMs: number, run: () => void): () => void {
    const event: Event = { atMs, run };
    const after = this.#events.findIndex((other) => other.atMs > atMs);
    this.#events.splice(after < 0 ? this.#events.length : after, 0, event);
    return () => {
      event.cancelled = true;
    };
  }

  /** Everything that happens until then. */
  async runUntil(atMs: number): Promise<void> {
    for (;;) {
      await settled();
      const [next] = this.#events;
      if (!next || next.atMs > atMs) break;
      this.#events.shift();
      if (next.cancelled) continue;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    this.nowMs = Math.max(this.nowMs, atMs);
  }

  /** Another program calls. @returns whether it was allowed. */
  callByOther(path: string): boolean {
    return this.#count(path).allowed;
  }

  /** We call: wait for the budget, travel, are counted, hear the answer. */
  async call(wish: CallWish): Promise<SentCall | BudgetSpentError> {
    const call: SentCall = {
      ...wish,
      cameAtMs: this.nowMs,
      sentAtMs: Number.NaN,
      arrivedAtMs: Number.NaN,
      refusedByBroker: false,
    };
    this.waiting.add(call);
    try {
      const permit = await this.budget.take(wish);
      call.sentAtMs = this.nowMs;
      const number = this.sent.push(call);
      const travelMs = this.options.latencyMs(number);
      const lostAfterMs = this.options.lostAfterMs?.(number);
      this.at(this.nowMs + travelMs, () => {
        const { allowed, headers } = this.#count(wish.path);
        call.arrivedAtMs = this.nowMs;
        call.refusedByBroker = !allowed;
        if (lostAfterMs !== undefined) return;
        this.at(this.nowMs + travelMs, () =>
          permit.end({ headers, exhausted: !allowed, arrived: true, isBroken: false, isGivenUp: false }),
        );
      });
      if (lostAfterMs !== undefined)
        this.at(this.nowMs + lostAfterMs, () =>
          permit.end({
            headers: undefined,
            exhausted: false,
            arrived: true,
            isBroken: false,
            isGivenUp: true,
          }),
        );
      return call;
    } catch (error) {
      if (error instanceof BudgetSpentError) return error;
      throw error;
    } finally {
      this.waiting.delete(call);
    }
  }

  #count(path: string) {
    const { limit, windowMs } = this.options;
    let counter = this.#counters.get(path);
    if (!counter || counter.endsAtMs <= this.nowMs) {
      counter = { used: 0, endsAtMs: this.nowMs + windowMs };
      this.#counters.set(path, counter);
      this.windows.push({ path, taken: 0 });
    }
    const allowed = counter.used < limit;
    if (allowed) counter.used += 1;
    const window = this.windows.findLast((each) => each.path === path);
    if (allowed && window) window.taken += 1;
    const headers = {
      limit,
      remaining: limit - counter.used,
      resetSeconds: Math.ceil((counter.endsAtMs - this.nowMs) / 1000),
      isOfShorterWindow: false,
    };
    return { allowed, headers };
  }
}

const SERVICES = 'tinkoff.public.invest.api.contract.v1.';
export const POST = `${SERVICES}OrdersService/PostOrder`;
export const CANCEL = `${SERVICES}OrdersService/CancelOrder`;
export const LOOK_UP = `${SERVICES}OrdersService/GetOrderState`;
export const STOPS = `${SERVICES}StopOrdersService/PostStopOrder`;

/** The most of these moments that lie in any span of that length. */
export function mostWithin(moments: readonly number[], spanMs: number): number {
  const sorted = [...moments].sort((a, b) => a - b);
  return sorted.reduce(
    (most, moment, index) =>
      Math.max(most, sorted.slice(index).filter((other) => other < moment + spanMs).length),
    0,
  );
}
