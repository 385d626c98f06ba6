import { v5 as uuidv5 } from 'uuid';
import type { OrderRequest } from '../exchange/checks.js';
import type { Exchange } from '../exchange/exchange.js';
import { isWorking, type PaperOrder } from '../state/order.js';
import { Topic } from './topic.js';

const INTERNAL_ID_NAMESPACE = '3a1f6c84-2a55-4a8e-bd53-2a0a4f1f7f0d';

/** An order that was asked for asynchronously and not accepted. */
export interface RefusedOrder {
  readonly request: OrderRequest;
  readonly code: string;
  readonly shownRequestId: string;
  readonly atMs: number;
}

export interface OwnOrderEvent {
  readonly order: PaperOrder;
  /** What the broker calls the order in this event: at first by an id of its own. */
  readonly shownOrderId: string;
}

/**
 * Changes of our orders as the broker tells them: the first event of an order carries an internal id, and the
 * exchange's id follows a little later, or with the first fill.
 */
export class OwnOrders {
  readonly events = new Topic<OwnOrderEvent>();
  readonly refusals = new Topic<RefusedOrder>();
  readonly #exchange: Exchange;
  readonly #internalIdMs: number;
  readonly #unnamed = new Map<string, NodeJS.Timeout>();

  constructor({ exchange, internalIdMs }: { exchange: Exchange; internalIdMs: number }) {
    this.#exchange = exchange;
    this.#internalIdMs = internalIdMs;
    exchange.orders.subscribe((order) => this.#tell(order));
  }

  close(): void {
    for (const timer of this.#unnamed.values()) clearTimeout(timer);
  }

  #tell(order: PaperOrder): void {
    const { orderId } = order;
    const fresh = isWorking(order) && order.executed === 0;
    if (fresh && this.#internalIdMs > 0 && !this.#unnamed.has(orderId)) {
      const timer = setTimeout(() => {
        const current = this.#exchange.state.orders.get(orderId);
        if (this.#unnamed.delete(orderId) && current) this.#name({ ...current });
      }, this.#internalIdMs);
      this.#unnamed.set(orderId, timer);
      this.events.publish({ order, shownOrderId: uuidv5(orderId, INTERNAL_ID_NAMESPACE) });
      return;
    }
    clearTimeout(this.#unnamed.get(orderId));
    this.#unnamed.delete(orderId);
    this.#name(order);
  }

  #name(order: PaperOrder): void {
    this.events.publish({ order, shownOrderId: order.orderId });
  }
}
