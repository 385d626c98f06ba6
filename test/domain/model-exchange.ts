import { Decimal } from '../../domain/decimal.js';
import { REQUEST_LIFE_MS } from '../../domain/leg.js';
import { type OrderSnapshot, OrderStatus } from '../../domain/order.js';

interface ModelOrder {
  readonly key: string;
  readonly price: Decimal;
  readonly lots: number;
  filled: number;
  open: boolean;
}

/** What a post may meet. `late`: nothing now, the request arrives some steps later. */
export type PostFate = 'answered' | 'answer-lost' | 'late' | 'never-arrives' | 'duplicate-answer' | 'refused';

/**
 * An exchange as the contract has it, small enough to be believed: one order a key whatever is sent under it, a
 * refused key is free again, answers may be lost, requests may arrive late.
 */
export class ModelExchange {
  readonly orders = new Map<string, ModelOrder>();
  readonly #late: { sentAtMs: number; place: () => void }[] = [];
  nowMs = 0;
  /** Found by nobody until the next `appear`. */
  hidden = false;

  constructor(readonly instrumentUid: string) {}

  /** @returns the snapshot of the order that has this key now. */
  #place(order: { key: string; lots: number; price: Decimal; killUnfilled: boolean }): ModelOrder {
    const existing = this.orders.get(order.key);
    if (existing) return existing;
    const placed: ModelOrder = { ...order, filled: 0, open: !order.killUnfilled };
    this.orders.set(order.key, placed);
    return placed;
  }

  post(
    order: { key: string; lots: number; price: Decimal; killUnfilled: boolean },
    fate: PostFate,
  ): OrderSnapshot | 'unknown' | 'duplicate' | 'refused' {
    switch (fate) {
      case 'refused':
        // A key that was placed is a duplicate before it is anything else.
        return this.orders.has(order.key) ? 'duplicate' : 'refused';
      case 'never-arrives':
        return 'unknown';
      case 'late':
        this.#late.push({ sentAtMs: this.nowMs, place: () => this.#place(order) });
        return 'unknown';
      case 'answer-lost':
        this.#place(order);
        return 'unknown';
      case 'duplicate-answer': {
        const existed = this.orders.has(order.key);
        const placed = this.#place(order);
        return existed ? 'duplicate' : this.snapshot(placed);
      }
      case 'answered':
        return this.snapshot(this.#place(order));
    }
  }

  /** A request that was on its way for long arrives, or was given up by the network. */
  arrive(): void {
    const late = this.#late.shift();
    if (late && this.nowMs - late.sentAtMs < REQUEST_LIFE_MS) late.place();
  }

  fill(lots: number): void {
    for (const order of this.orders.values()) {
      const filled = order.open ? Math.min(lots, order.lots - order.filled) : 0;
      order.filled += filled;
      if (order.filled === order.lots) order.open = false;
    }
  }

  /** @returns false when there is nothing to cancel. */
  cancel(key: string): boolean {
    const order = this.orders.get(key);
    if (!order?.open) return false;
    order.open = false;
    return true;
  }

  find(key: string): OrderSnapshot | undefined {
    const order = this.orders.get(key);
    return order && !this.hidden ? this.snapshot(order) : undefined;
  }

  get filledLots(): number {
    return [...this.orders.values()].reduce((lots, order) => lots + order.filled, 0);
  }

  get workingLots(): number {
    return [...this.orders.values()].reduce(
      (lots, order) => lots + (order.open ? order.lots - order.filled : 0),
      0,
    );
  }

  snapshot(order: ModelOrder): OrderSnapshot {
    const status = order.open
      ? order.filled > 0
        ? OrderStatus.partiallyFilled
        : OrderStatus.new
      : order.filled === order.lots
        ? OrderStatus.filled
        : OrderStatus.cancelled;
    return {
      brokerOrderId: `exchange-${order.key}`,
      clientOrderId: order.key,
      instrumentUid: this.instrumentUid,
      direction: 'buy',
      status,
      lotsRequested: order.lots,
      lotsExecuted: order.filled,
      price: order.price,
      averagePrice: order.price,
      executedValue: order.price.mul(order.filled * 10),
      commission: new Decimal(0),
    };
  }
}
