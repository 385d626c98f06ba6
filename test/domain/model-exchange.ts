import { Decimal } from '../../domain/decimal.js';
import { type Direction, type OrderSnapshot, OrderStatus } from '../../domain/order.js';

/** A request that did not arrive by then never will: every deadline on its way is long over. */
const REQUEST_LIFE_MS = 10_000;
/** What no call finds appears by then. */
const APPEARS_BY_MS = 160_000;

/** What is sent to the exchange. */
export interface ModelPost {
  readonly key: string;
  readonly lots: number;
  readonly price: Decimal;
  readonly killUnfilled: boolean;
}

interface ModelOrder extends ModelPost {
  readonly id: string;
  readonly placedAtMs: number;
  filled: number;
  open: boolean;
}

/** What a post may meet. `late`: nothing now, the request arrives some steps later. */
export type PostFate = 'answered' | 'answer-lost' | 'late' | 'never-arrives' | 'duplicate-answer' | 'refused';
export type PostAnswer = OrderSnapshot | 'unknown' | 'duplicate' | 'refused';

export interface ModelTerms {
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly lot: number;
  /** Called after every change, with the order as it is then: what a stream would tell. */
  readonly onChange?: (order: OrderSnapshot) => void;
  /** Called after an order was placed: the only moment at which filled + working lots can rise. */
  readonly onPlaced?: (order: ModelPost) => void;
  /** Lots that others offer to an order that must not rest; nothing unless said. */
  readonly offered?: (order: ModelPost) => number;
  /** A closed market takes no new order, no cancel, and trades nothing. */
  readonly isOpen?: () => boolean;
}

/** A request that never arrives, or that arrives later, meets no closed market yet. */
const whenClosed = (fate: PostFate): PostFate =>
  fate === 'answer-lost' ? 'never-arrives' : fate === 'late' || fate === 'never-arrives' ? fate : 'refused';

/**
 * An exchange as the contract has it, small enough to be believed: one order a key whatever is sent under it, a
 * refused key is free again, answers may be lost, requests may arrive late. An order that no call finds yet holds money all
 * the same, for want of which the same order is refused when it is sent again.
 */
export class ModelExchange {
  readonly orders = new Map<string, ModelOrder>();
  readonly #terms: ModelTerms;
  #late: { readonly sentAtMs: number; readonly post: ModelPost }[] = [];
  nowMs = 0;
  /** Fresh orders are found by no call meanwhile; a repeat of one is 30057. */
  hidden = false;

  constructor(terms: ModelTerms) {
    this.#terms = terms;
  }

  get isOpen(): boolean {
    return this.#terms.isOpen?.() ?? true;
  }

  /** @returns the order that has this key now. */
  #place(post: ModelPost): ModelOrder {
    const existing = this.orders.get(post.key);
    if (existing) return existing;
    const { key, lots, price, killUnfilled } = post;
    const id = `exchange-${this.orders.size + 1}`;
    const filled = killUnfilled ? Math.min(lots, this.#terms.offered?.(post) ?? 0) : 0;
    const rest = { id, placedAtMs: this.nowMs, filled, open: !killUnfilled };
    const placed: ModelOrder = { key, lots, price, killUnfilled, ...rest };
    this.orders.set(key, placed);
    this.#terms.onPlaced?.(post);
    this.#changed(placed);
    return placed;
  }

  post(post: ModelPost, fate: PostFate): PostAnswer {
    const existed = this.orders.has(post.key);
    switch (this.isOpen || existed ? fate : whenClosed(fate)) {
      case 'refused':
        // A key that was placed is a duplicate before it is anything else, unless nobody knows of it yet.
        return existed && !this.#isHidden(post.key) ? 'duplicate' : 'refused';
      case 'never-arrives':
        return 'unknown';
      case 'late':
        this.#late.push({ sentAtMs: this.nowMs, post });
        return 'unknown';
      case 'answer-lost':
        this.#place(post);
        return 'unknown';
      case 'duplicate-answer':
      case 'answered': {
        const order = this.#place(post);
        return existed && (this.#isHidden(post.key) || fate === 'duplicate-answer')
          ? 'duplicate'
          : this.snapshot(order);
      }
    }
  }

  /** What was sent and may still arrive. */
  get onTheWay(): readonly ModelPost[] {
    return this.#late.map(({ post }) => post);
  }

  /** A request that was on its way for long arrives, or was given up by the network. */
  arrive(nth = 0): void {
    const [late] = this.#late.splice(nth % Math.max(1, this.#late.length), 1);
    if (late && this.isOpen && this.nowMs - late.sentAtMs < REQUEST_LIFE_MS) this.#place(late.post);
  }

  arriveAll(): void {
    while (this.#late.length > 0) this.arrive();
  }

  fill(lots: number): void {
    if (!this.isOpen) return;
    for (const order of this.orders.values()) {
      const filled = order.open ? Math.min(lots, order.lots - order.filled) : 0;
      if (filled === 0) continue;
      order.filled += filled;
      if (order.filled === order.lots) order.open = false;
      this.#changed(order);
    }
  }

  /** @returns false when there is nothing to cancel. */
  cancel(key: string): boolean {
    const order = this.orders.get(key);
    if (!order?.open || !this.isOpen) return false;
    order.open = false;
    this.#changed(order);
    return true;
  }

  find(key: string): OrderSnapshot | undefined {
    const order = this.orders.get(key);
    return order && !this.#isHidden(key) ? this.snapshot(order) : undefined;
  }

  #isHidden(key: string): boolean {
    const { placedAtMs = this.nowMs } = this.orders.get(key) ?? {};
    return this.hidden && this.nowMs - placedAtMs < APPEARS_BY_MS;
  }

  keyOf(id: string): string | undefined {
    return [...this.orders.values()].find((order) => order.id === id)?.key;
  }

  /** Every order there is, for whoever may see it. */
  all(): OrderSnapshot[] {
    return [...this.orders.keys()].flatMap((key) => this.find(key) ?? []);
  }

  get filledLots(): number {
    return this.#sum(({ filled }) => filled);
  }

  get workingLots(): number {
    return this.#sum(({ open, lots, filled }) => (open ? lots - filled : 0));
  }

  #sum(of: (order: ModelOrder) => number): number {
    return [...this.orders.values()].reduce((lots, order) => lots + of(order), 0);
  }

  #changed(order: ModelOrder): void {
    this.#terms.onChange?.(this.snapshot(order));
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
      brokerOrderId: order.id,
      clientOrderId: order.key,
      instrumentUid: this.#terms.instrumentUid,
      direction: this.#terms.direction,
      status,
      lotsRequested: order.lots,
      lotsExecuted: order.filled,
      price: order.price,
      averagePrice: order.price,
      executedValue: order.price.mul(order.filled * this.#terms.lot),
      commission: new Decimal(0),
    };
  }
}
