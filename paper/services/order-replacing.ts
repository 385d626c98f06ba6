import { setTimeout as sleep } from 'node:timers/promises';
import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { OrderRequest } from '../exchange/checks.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall } from '../grpc/call.js';
import type { NewerReplaceOrderRequest } from '../grpc/newer-fields.js';
import { formatNano } from '../money.js';
import { isWorking, type PaperOrder, remaining } from '../state/order.js';
import { accountOf, orderOf } from './lookups.js';
import type { NotedTerms, OrderKeys } from './order-keys.js';
import { checkNewKey, lotsOf, priceOfRequest, priceUnitOf } from './order-requests.js';

/**
 * A cancel and a post, each by itself, as the broker does it: what is filled between the caller's last look and the
 * cancel is not taken off what is posted, and when the post is refused the old order is gone all the same. The sandbox
 * posts what the old order had left, whatever quantity is asked for.
 */
export class OrderReplacing {
  readonly #exchange: Exchange;
  readonly #keys: OrderKeys;
  readonly #stepMs: number;

  constructor({ exchange, keys, stepMs }: { exchange: Exchange; keys: OrderKeys; stepMs: number }) {
    this.#exchange = exchange;
    this.#keys = keys;
    this.#stepMs = stepMs;
  }

  async replace(
    request: NewerReplaceOrderRequest,
    { method, hideMs }: Pick<PaperCall, 'method' | 'hideMs'>,
  ): Promise<PaperOrder> {
    const exchange = this.#exchange;
    const account = accountOf(exchange, request.accountId);
    checkNewKey(request.idempotencyKey);
    const old = orderOf(exchange, request);
    const wanted = parse(account, old, request);
    const terms = termsOf(wanted);
    const first = this.#keys.first(account, wanted.requestId, terms);
    if (first) return first;
    if (!isWorking(old)) throw new ContractError(Refusal.cancelFailed, 'the order does not work any more');
    const release = this.#keys.hold(account, wanted.requestId, '');
    try {
      await sleep(this.#stepMs);
      if (isWorking(old)) exchange.cancel(old);
      await sleep(this.#stepMs);
      const placed = exchange.place(wanted, { hideMs });
      exchange.note({ kind: 'replaced', orderId: old.orderId, newOrderId: placed.orderId, ...terms });
      return placed;
    } catch (error) {
      if (error instanceof ContractError)
        exchange.note({ kind: 'rejected', method, code: error.code, ...terms });
      throw error;
    } finally {
      release();
    }
  }
}

function parse(account: PaperAccount, old: PaperOrder, request: NewerReplaceOrderRequest): OrderRequest {
  const { instrument, direction, timeInForce } = old;
  const priceNano = priceOfRequest(request.price);
  return {
    requestId: request.idempotencyKey,
    account,
    instrument,
    direction,
    // Whoever names a price wants a limit, whatever the old order was.
    kind: priceNano === undefined ? old.kind : 'limit',
    timeInForce,
    lots: account.sandbox ? remaining(old) : lotsOf(request.quantity),
    priceNano,
    priceUnit: priceUnitOf(instrument, request.priceType),
    margin: request.confirmMarginTrade ?? false,
  };
}

const termsOf = ({
  requestId,
  account,
  instrument,
  direction,
  lots,
  priceNano,
}: OrderRequest): NotedTerms => ({
  requestId,
  accountId: account.id,
  ticker: instrument.ticker,
  direction,
  lots,
  ...(priceNano === undefined ? {} : { price: formatNano(priceNano) }),
});
