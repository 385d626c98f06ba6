import { OrderDirection, type PostOrderRequest } from 'tinkoff-invest-api/dist/generated/orders.js';
import type { PostStopOrderRequest } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import { formatNano, fromQuotation } from '../money.js';

/** The calls that are noted with their terms. */
const POSTS: readonly string[] = ['PostOrder', 'PostOrderAsync', 'PostSandboxOrder', 'PostStopOrder'];

type Posted =
  | Pick<
      PostOrderRequest,
      'figi' | 'instrumentId' | 'orderId' | 'accountId' | 'direction' | 'quantity' | 'price'
    >
  | PostStopOrderRequest;

/** Notes a call the moment it arrives: a post as `received` with its terms, every other one as `call`. */
export function noteArrival(exchange: Exchange, method: string, request: unknown): void {
  if (POSTS.includes(method)) {
    exchange.note({ kind: 'received', method, ...termsOf(exchange, request as Posted) });
    return;
  }
  const { orderId, stopOrderId } = request as { orderId?: string; stopOrderId?: string };
  exchange.note({
    kind: 'call',
    method,
    ...(orderId ? { orderId } : {}),
    ...(stopOrderId ? { stopOrderId } : {}),
  });
}

export function noteRefusal(
  exchange: Exchange,
  { method, request, error }: { method: string; request: unknown; error: unknown },
): void {
  // A duplicate whose report is hidden was noted as what it is.
  if (
    !POSTS.includes(method) ||
    !(error instanceof ContractError) ||
    error.code === Refusal.duplicateWithoutReport
  )
    return;
  exchange.note({ kind: 'rejected', method, code: error.code, ...termsOf(exchange, request as Posted) });
}

/** The instrument that a request names, if it names a single one. */
export const tickerOf = (
  { catalogue }: Pick<Exchange, 'catalogue'>,
  request: unknown,
): string | undefined => {
  const { instrumentId, figi } = (request ?? {}) as { instrumentId?: string; figi?: string };
  return instrumentId || figi ? catalogue.find(instrumentId || figi || '')?.ticker : undefined;
};

/** What was asked for, as it was sent; the two directions have the same numbers in both messages. */
export function termsOf({ catalogue }: Pick<Exchange, 'catalogue'>, request: Posted) {
  const instrument = catalogue.find(request.instrumentId || request.figi || '');
  const stopPrice = 'stopPrice' in request ? request.stopPrice : undefined;
  return {
    requestId: request.orderId,
    accountId: request.accountId,
    ticker: instrument?.ticker ?? request.instrumentId,
    direction:
      Number(request.direction) === OrderDirection.ORDER_DIRECTION_SELL
        ? ('sell' as const)
        : ('buy' as const),
    lots: request.quantity,
    ...(request.price ? { price: formatNano(fromQuotation(request.price)) } : {}),
    ...(stopPrice ? { stopPrice: formatNano(fromQuotation(stopPrice)) } : {}),
    ...((request as { confirmMarginTrade?: boolean }).confirmMarginTrade === true ? { margin: true } : {}),
  };
}
