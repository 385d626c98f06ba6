import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { termsOf } from '../grpc/notes.js';
import type { PaperOrder } from '../state/order.js';

/** What a post asks for, as the ledger notes it. */
export type NotedTerms = ReturnType<typeof termsOf>;

/** Idempotency keys: of orders that exist, and of those that were asked for and are not at the exchange yet. */
export class OrderKeys {
  readonly #exchange: Exchange;
  /** What was promised for each key whose order is on its way. */
  readonly #onTheWay = new Map<string, string>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** @returns what to call when the order has arrived, or has not. */
  hold(account: PaperAccount, key: string, promise: string): () => void {
    const way = wayOf(account, key);
    this.#onTheWay.set(way, promise);
    return () => this.#onTheWay.delete(way);
  }

  promiseOf(account: PaperAccount, key: string): string | undefined {
    return this.#onTheWay.get(wayOf(account, key));
  }

  /**
   * The order that was placed under a key, if any: a repeat is answered with it, whatever else the repeat says.
   * @throws ContractError while nobody may know of it.
   */
  first(account: PaperAccount, key: string, terms: NotedTerms): PaperOrder | undefined {
    const { state } = this.#exchange;
    const orderId = state.orderIdByKey(account.id, key);
    if (orderId === undefined && this.promiseOf(account, key) === undefined) return undefined;
    this.#exchange.note({ kind: 'duplicate', ...(orderId === undefined ? {} : { orderId }), ...terms });
    const first = orderId === undefined ? undefined : state.orders.get(orderId);
    if (!first || this.#exchange.isHidden(first)) throw new ContractError(Refusal.duplicateWithoutReport);
    return first;
  }
}

const wayOf = ({ id }: PaperAccount, key: string): string => `${id} ${key.toLowerCase()}`;
