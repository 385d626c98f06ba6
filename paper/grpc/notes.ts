import { OrderDirection, type PostOrderRequest } from 'tinkoff-invest-api/dist/generated/orders.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import { formatNano, fromQuotation } from '../money.js';

const POSTS: readonly string[] = ['PostOrder', 'PostOrderAsync', 'PostSandboxOrder'];

/** Notes a call the moment it arrives: a post as `received` with its terms, every other one as `call`. */
export function noteArrival(exchange: Exchange, method: string, request: unknown): void {
  if (POSTS.includes(method)) {
    exchange.note({ kind: 'received', method, ...termsOf(exchange, request as PostedTerms) });
    return;
  }
  const { orderId } = request as { orderId?: string };
  exchange.note({ kind: 'call', method, ...(orderId ? { orderId } : {}) });
}

export function noteRefusal(
  exchange: Exchange,
  { method, request, error }: { method: string; request: unknown; error: unknown },
): void {
  // A duplicate whose report is hidden was noted as what it is.
  if (!POSTS.includes(method) || !(error instanceof ContractError)) return;
  if (error.code === Refusal.duplicateWithoutReport) return;
  exchange.note({
    kind: 'rejected',
    method,
    code: error.code,
    ...termsOf(exchange, request as PostedTerms),
  });
}

type PostedTerms = Pick<
  PostOrderRequest,
  'figi' | 'instrumentId' | 'orderId' | 'accountId' | 'direction' | 'quantity' | 'price'
>;

export function termsOf({ catalogue }: Pick<Exchange, 'catalogue'>, request: PostedTerms) {
  const instrument = catalogue.find(request.instrumentId || request.figi || '');
  return {
    requestId: request.orderId,
    accountId: request.accountId,
    ticker: instrument?.ticker ?? request.instrumentId,
    direction:
      request.direction === OrderDirection.ORDER_DIRECTION_SELL ? ('sell' as const) : ('buy' as const),
    lots: request.quantity,
    ...(request.price ? { price: formatNano(fromQuotation(request.price)) } : {}),
  };
}
