import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  OrderExecutionReportStatus,
  type PostOrderAsyncResponse,
  type ReplaceOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { validate as isUuid } from 'uuid';
import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { OrderRequest } from '../exchange/checks.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall } from '../grpc/call.js';
import { termsOf } from '../grpc/notes.js';
import { formatNano } from '../money.js';
import { isWorking, type PaperOrder, remaining } from '../state/order.js';
import type { RefusedOrder } from '../streams/own-orders.js';
import type { Topic } from '../streams/topic.js';
import { accountOf, orderOf } from './lookups.js';
import { toStatus } from './order-messages.js';
import {
  checkKey,
  lotsOf,
  type PostRequest,
  parsePost,
  priceOfRequest,
  priceUnitOf,
} from './order-requests.js';

export interface Pace {
  /** From the answer to an asynchronous post to the order. */
  readonly asyncMs: number;
  /** Before each of the two halves of a replacement. */
  readonly replaceStepMs: number;
}

/** The ways for an order to come: at once, after its answer, in place of another. */
export class OrderPosting {
  readonly #exchange: Exchange;
  readonly #refusals: Topic<RefusedOrder>;
  readonly #pace: Pace;
  /** Keys of orders that are on their way: asked for, and not yet at the exchange. */
  readonly #onTheWay = new Map<string, string>();

  constructor({
    exchange,
    refusals,
    pace,
  }: {
    exchange: Exchange;
    /** Asynchronous orders that were not accepted. */
    refusals: Topic<RefusedOrder>;
    pace: Pace;
  }) {
    this.#exchange = exchange;
    this.#refusals = refusals;
    this.#pace = pace;
  }

  /** A repeat of an order that was placed is answered with that order, whatever else the repeat says. */
  post(request: PostRequest, { hideMs }: Pick<PaperCall, 'hideMs'>): PaperOrder {
    const account = accountOf(this.#exchange, request.accountId);
    checkKey(request.orderId);
    return (
      this.#first(account, request.orderId, request) ??
      this.#exchange.place(parsePost(this.#exchange, request), { hideMs })
    );
  }

  /** Success says that the request was understood: whether it becomes an order, the stream tells. */
  postLater(request: PostRequest, call: Pick<PaperCall, 'method' | 'hideMs'>): PostOrderAsyncResponse {
    const account = accountOf(this.#exchange, request.accountId);
    checkKey(request.orderId);
    const way = wayOf(account, request.orderId);
    const waiting = this.#onTheWay.get(way);
    const first = waiting === undefined ? this.#first(account, request.orderId, request) : undefined;
    const tradeIntentId = waiting ?? randomUUID();
    if (waiting === undefined && first === undefined) {
      const parsed = parsePost(this.#exchange, request);
      this.#onTheWay.set(way, tradeIntentId);
      setTimeout(() => {
        this.#onTheWay.delete(way);
        this.#place(parsed, request, call);
      }, this.#pace.asyncMs).unref();
    }
    return {
      orderRequestId: first?.shownRequestId ?? request.orderId,
      executionReportStatus: first ? toStatus(first) : OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW,
      tradeIntentId,
    };
  }

  #place(
    parsed: OrderRequest,
    request: PostRequest,
    { method, hideMs }: Pick<PaperCall, 'method' | 'hideMs'>,
  ) {
    try {
      this.#exchange.place(parsed, { hideMs });
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      this.#exchange.note({
        kind: 'rejected',
        method,
        code: error.code,
        ...termsOf(this.#exchange, request),
      });
      const shownRequestId = isUuid(request.orderId) ? request.orderId : randomUUID();
      this.#refusals.publish({ request: parsed, code: error.code, shownRequestId, atMs: Date.now() });
    } finally {
      this.#exchange.commit();
    }
  }

  /**
   * A cancel and a post, each by itself, as the broker does it: what is filled between the caller's last look and the
   * cancel is not taken off what is posted, and when the post is refused the old order is gone all the same. The
   * sandbox posts what the old order had left, whatever quantity is asked for.
   */
  async replace(
    request: ReplaceOrderRequest & { readonly confirmMarginTrade?: boolean | undefined },
    { hideMs }: Pick<PaperCall, 'hideMs'>,
  ): Promise<PaperOrder> {
    const exchange = this.#exchange;
    const account = accountOf(exchange, request.accountId);
    checkKey(request.idempotencyKey, Refusal.missingNewKey);
    const old = orderOf(exchange, request);
    const { instrument, direction, kind, timeInForce } = old;
    const parsed = {
      requestId: request.idempotencyKey,
      account,
      instrument,
      direction,
      kind,
      timeInForce,
      lots: account.sandbox ? remaining(old) : lotsOf(request.quantity),
      priceNano: priceOfRequest(request.price),
      priceUnit: priceUnitOf(instrument, request.priceType),
      margin: request.confirmMarginTrade ?? false,
    };
    const terms = {
      requestId: parsed.requestId,
      accountId: account.id,
      ticker: instrument.ticker,
      direction,
      lots: parsed.lots,
      ...(parsed.priceNano === undefined ? {} : { price: formatNano(parsed.priceNano) }),
    };
    const first = this.#first(account, parsed.requestId, terms);
    if (first) return first;
    if (!isWorking(old)) throw new ContractError(Refusal.cancelFailed, 'the order does not work any more');
    const way = wayOf(account, parsed.requestId);
    this.#onTheWay.set(way, '');
    try {
      await sleep(this.#pace.replaceStepMs);
      if (isWorking(old)) exchange.cancel(old);
      await sleep(this.#pace.replaceStepMs);
      const placed = this.#placeNew(parsed, { hideMs, terms });
      exchange.note({ kind: 'replaced', orderId: old.orderId, newOrderId: placed.orderId, ...terms });
      return placed;
    } finally {
      this.#onTheWay.delete(way);
    }
  }

  #placeNew(parsed: OrderRequest, { hideMs, terms }: { hideMs: number; terms: ReplaceTerms }): PaperOrder {
    try {
      return this.#exchange.place(parsed, { hideMs });
    } catch (error) {
      if (error instanceof ContractError) {
        this.#exchange.note({ kind: 'rejected', method: 'ReplaceOrder', code: error.code, ...terms });
      }
      throw error;
    }
  }

  /** The order that was placed under a key, if any. @throws ContractError while nobody may know of it. */
  #first(
    account: PaperAccount,
    key: string,
    request: Parameters<typeof termsOf>[1] | ReplaceTerms,
  ): PaperOrder | undefined {
    const onTheWay = this.#onTheWay.has(wayOf(account, key));
    const firstId = this.#exchange.state.orderIdByKey(account.id, key);
    if (firstId === undefined && !onTheWay) return undefined;
    const terms = 'ticker' in request ? request : termsOf(this.#exchange, request);
    this.#exchange.note({
      kind: 'duplicate',
      ...(firstId === undefined ? {} : { orderId: firstId }),
      ...terms,
    });
    const first = firstId === undefined ? undefined : this.#exchange.state.orders.get(firstId);
    if (!first || this.#exchange.isHidden(first)) throw new ContractError(Refusal.duplicateWithoutReport);
    return first;
  }
}

type ReplaceTerms = ReturnType<typeof termsOf>;

const wayOf = ({ id }: PaperAccount, key: string): string => `${id} ${key.toLowerCase()}`;
