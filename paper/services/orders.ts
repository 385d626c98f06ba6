import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderDirection,
  OrderExecutionReportStatus,
  type OrdersServiceImplementation,
  OrderType,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { ContractError, Refusal } from '../errors.js';
import type { OrderRequest } from '../exchange/checks.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall, PaperContext } from '../grpc/call.js';
import type { NewerGetOrdersRequest, NewerPostOrderRequest } from '../grpc/newer-fields.js';
import { termsOf } from '../grpc/notes.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { fromQuotation } from '../money.js';
import type { OrderKind, TimeInForce } from '../state/events.js';
import { isWorking, type PaperOrder } from '../state/order.js';
import { accountOf, instrumentOf, orderOf } from './lookups.js';
import { toOrderState, toPostResponse, toStatus } from './order-messages.js';

export const LONGEST_KEY = 36;
const MOSCOW_OFFSET_MS = 3 * 3_600_000;
const DAY_MS = 86_400_000;

export const createOrdersService = (
  exchange: Exchange,
): Partial<OrdersServiceImplementation<PaperContext>> => ({
  async postOrder(request: NewerPostOrderRequest, { paper }) {
    mayTrade(paper);
    const order = post(exchange, request, paper);
    return toPostResponse(order, { trackingId: paper.trackingId, serverTime: new Date() });
  },

  async cancelOrder(request, { paper }) {
    mayTrade(paper);
    exchange.cancel(orderOf(exchange, request));
    const time = new Date();
    return { time, responseMetadata: { trackingId: paper.trackingId, serverTime: time } };
  },

  async getOrderState(request) {
    const order = orderOf(exchange, request);
    return toOrderState(
      order,
      priceUnitOf(order.instrument, request.priceType || PriceType.PRICE_TYPE_CURRENCY),
    );
  },

  async getOrders(request: NewerGetOrdersRequest) {
    const account = accountOf(exchange, request.accountId);
    const orders = request.advancedFilters
      ? filtered(exchange, request.advancedFilters)
      : [...exchange.state.working.values()];
    return {
      orders: orders
        .filter((order) => order.accountId === account.id && !exchange.isHidden(order))
        .map((order) => toOrderState(order)),
    };
  },
});

export function mayTrade({ readOnly }: PaperCall): void {
  if (readOnly) throw new ContractError(Refusal.readOnlyToken);
}

/** A repeat of an order that was placed is answered with that order, whatever else the repeat says. */
function post(exchange: Exchange, request: NewerPostOrderRequest, { hideMs }: PaperCall): PaperOrder {
  const account = accountOf(exchange, request.accountId);
  const { orderId: requestId } = request;
  if (requestId === '') throw new ContractError(Refusal.missingOrderId);
  if (requestId.length > LONGEST_KEY) throw new ContractError(Refusal.keyTooLong);
  const firstId = exchange.state.orderIdByKey(account.id, requestId);
  if (firstId !== undefined) {
    exchange.note({ kind: 'duplicate', orderId: firstId, ...termsOf(exchange, request) });
    const first = exchange.state.orders.get(firstId);
    if (!first || exchange.isHidden(first)) throw new ContractError(Refusal.duplicateWithoutReport);
    return first;
  }
  return exchange.place(parse(exchange, request), { hideMs });
}

function parse(exchange: Exchange, request: NewerPostOrderRequest): OrderRequest {
  const instrument = instrumentOf(exchange, request);
  if (request.quantity === 0) throw new ContractError(Refusal.missingQuantity);
  if (request.quantity < 0) throw new ContractError(Refusal.quantityNotPositive);
  return {
    requestId: request.orderId,
    account: accountOf(exchange, request.accountId),
    instrument,
    direction: directionOf(request.direction),
    kind: kindOf(request.orderType),
    timeInForce: timeInForceOf(request.timeInForce),
    lots: request.quantity,
    priceNano: request.price && fromQuotation(request.price),
    priceUnit: priceUnitOf(instrument, request.priceType),
    margin: request.confirmMarginTrade ?? false,
  };
}

/** Left out, a price is in the units of market data. */
export function priceUnitOf(
  { details: { kind } }: PaperInstrument,
  type: PriceType | undefined,
): 'points' | 'roubles' {
  if (type === PriceType.PRICE_TYPE_CURRENCY) return 'roubles';
  if (type === PriceType.PRICE_TYPE_POINT && kind !== 'bond' && kind !== 'future') {
    throw new ContractError(Refusal.pointsOnlyForFuturesAndBonds);
  }
  return 'points';
}

function directionOf(direction: OrderDirection): 'buy' | 'sell' {
  if (direction === OrderDirection.ORDER_DIRECTION_BUY) return 'buy';
  if (direction === OrderDirection.ORDER_DIRECTION_SELL) return 'sell';
  throw new ContractError(Refusal.missingDirection);
}

function kindOf(type: OrderType): OrderKind {
  if (type === OrderType.ORDER_TYPE_LIMIT) return 'limit';
  if (type === OrderType.ORDER_TYPE_MARKET) return 'market';
  if (type === OrderType.ORDER_TYPE_BESTPRICE) return 'best-price';
  throw new ContractError(Refusal.missingOrderType);
}

function timeInForceOf(type: TimeInForceType): TimeInForce {
  if (type === TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL) return 'fill-and-kill';
  if (type === TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL) return 'fill-or-kill';
  return 'day';
}

/** Orders of today (in Moscow) in the wanted states; every state when none is named. */
function filtered(
  exchange: Exchange,
  filters: NonNullable<NewerGetOrdersRequest['advancedFilters']>,
): PaperOrder[] {
  const now = exchange.nowMs;
  const today = Math.floor((now + MOSCOW_OFFSET_MS) / DAY_MS) * DAY_MS - MOSCOW_OFFSET_MS;
  const from = Math.max(today, filters.from?.getTime() ?? today);
  const to = filters.to?.getTime() ?? Number.POSITIVE_INFINITY;
  if (filters.statuses.some((status) => OrderExecutionReportStatus[status] === undefined)) {
    throw new ContractError(Refusal.wrongExecutionStatus);
  }
  return [...exchange.state.orders.values()].filter(
    (order) =>
      (isWorking(order) || (order.createdAtMs >= from && order.createdAtMs <= to)) &&
      (filters.statuses.length === 0 || filters.statuses.includes(toStatus(order))),
  );
}
