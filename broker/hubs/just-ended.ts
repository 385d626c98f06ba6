import type { OrderSnapshot } from '../../domain/order.js';

const REMEMBERED_MS = 1_000;

const NONE: readonly Ended[] = [];

interface Ended {
  readonly order: OrderSnapshot;
  /** Monotonic. */
  readonly endedAtMs: number;
}

/** Orders that ended a moment ago: a book that is on its way may still hold them. */
export class JustEnded {
  #orders: Ended[] = [];

  add(order: OrderSnapshot, nowMs = performance.now()): void {
    this.#forget(nowMs);
    // What is told of an end twice, with more figures, ended once.
    if (this.#orders.some((each) => each.order.brokerOrderId === order.brokerOrderId)) return;
    this.#orders.push({ order, endedAtMs: nowMs });
  }

  of(instrumentUid: string, nowMs = performance.now()): readonly Ended[] {
    this.#forget(nowMs);
    if (this.#orders.length === 0) return NONE;
    return this.#orders.filter(({ order }) => order.instrumentUid === instrumentUid);
  }

  #forget(nowMs: number): void {
    const [first] = this.#orders;
    // Those that ended first come first.
    if (!first || nowMs - first.endedAtMs < REMEMBERED_MS) return;
    this.#orders = this.#orders.filter(({ endedAtMs }) => nowMs - endedAtMs < REMEMBERED_MS);
  }
}
