import { randomUUID } from 'node:crypto';
import {
  OrderExecutionReportStatus,
  type PostOrderAsyncResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { validate as isUuid } from 'uuid';
import type { Clock } from '../clock.js';
import { ContractError } from '../errors.js';
import type { OrderRequest } from '../exchange/checks.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall } from '../grpc/call.js';
import { termsOf } from '../grpc/notes.js';
import type { PaperOrder } from '../state/order.js';
import type { RefusedOrder } from '../streams/own-orders.js';
import type { Topic } from '../streams/topic.js';
import { accountOf } from './lookups.js';
import type { OrderKeys } from './order-keys.js';
import { toStatus } from './order-messages.js';
import { checkKey, type PostRequest, parsePost } from './order-requests.js';

/** Orders that are placed at once, and orders that are placed after their answer. */
export class OrderPosting {
  readonly #exchange: Exchange;
  readonly #keys: OrderKeys;
  readonly #refusals: Topic<RefusedOrder>;
  readonly #delayMs: number;
  readonly #clock: Clock;

  constructor({
    exchange,
    keys,
    refusals,
    delayMs,
    clock,
  }: {
    exchange: Exchange;
    keys: OrderKeys;
    refusals: Topic<RefusedOrder>;
    /** From the answer to an asynchronous post to the order. */
    delayMs: number;
    clock: Clock;
  }) {
    this.#exchange = exchange;
    this.#keys = keys;
    this.#refusals = refusals;
    this.#delayMs = delayMs;
    this.#clock = clock;
  }

  post(request: PostRequest, { hideMs }: Pick<PaperCall, 'hideMs'>): PaperOrder {
    const exchange = this.#exchange;
    const account = accountOf(exchange, request.accountId);
    checkKey(request.orderId);
    return (
      this.#keys.first(account, request.orderId, termsOf(exchange, request)) ??
      exchange.place(parsePost(exchange, request), { hideMs })
    );
  }

  /** Success says that the request was understood: whether it becomes an order, the stream tells. */
  postLater(request: PostRequest, call: Pick<PaperCall, 'method' | 'hideMs'>): PostOrderAsyncResponse {
    const account = accountOf(this.#exchange, request.accountId);
    const { orderId: key } = request;
    checkKey(key);
    const status = OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW;
    const answer = { orderRequestId: key, executionReportStatus: status };
    const promised = this.#keys.promiseOf(account, key);
    if (promised !== undefined) return { ...answer, tradeIntentId: promised };
    const tradeIntentId = randomUUID();
    const first = this.#keys.first(account, key, termsOf(this.#exchange, request));
    if (first) {
      return {
        orderRequestId: first.shownRequestId,
        executionReportStatus: toStatus(first),
        tradeIntentId,
      };
    }
    const parsed = parsePost(this.#exchange, request);
    const release = this.#keys.hold(account, key, tradeIntentId);
    this.#clock.at(this.#clock.now() + this.#delayMs, () => {
      release();
      this.#place(parsed, request, call);
    });
    return { ...answer, tradeIntentId };
  }

  #place(
    parsed: OrderRequest,
    request: PostRequest,
    { method, hideMs }: Pick<PaperCall, 'method' | 'hideMs'>,
  ): void {
    const exchange = this.#exchange;
    try {
      exchange.place(parsed, { hideMs });
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      exchange.note({ kind: 'rejected', method, code: error.code, ...termsOf(exchange, request) });
      exchange.commit();
      const shownRequestId = isUuid(request.orderId) ? request.orderId : randomUUID();
      this.#refusals.publish({ request: parsed, code: error.code, shownRequestId, atMs: Date.now() });
    }
  }
}
