import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderExecutionReportStatus,
  type OrdersServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall, PaperContext } from '../grpc/call.js';
import type {
  NewerGetOrdersRequest,
  NewerPostOrderAsyncRequest,
  NewerPostOrderRequest,
  NewerReplaceOrderRequest,
} from '../grpc/newer-fields.js';
import { isWorking, type PaperOrder } from '../state/order.js';
import { accountOf, orderOf } from './lookups.js';
import { maxLots, orderPrice } from './order-estimates.js';
import { toOrderState, toPostResponse, toStatus } from './order-messages.js';
import { priceUnitOf } from './order-requests.js';
import type { OrderWays } from './order-ways.js';

const MOSCOW_OFFSET_MS = 3 * 3_600_000;
const DAY_MS = 86_400_000;

export const createOrdersService = ({ exchange, ways }: { exchange: Exchange; ways: OrderWays }) =>
  ({
    async postOrder(request: NewerPostOrderRequest, { paper }) {
      mayTrade(paper);
      return toPostResponse(ways.posting.post(request, paper), metadataOf(paper));
    },

    async postOrderAsync(request: NewerPostOrderAsyncRequest, { paper }) {
      mayTrade(paper);
      return ways.posting.postLater(request, paper);
    },

    async replaceOrder(request: NewerReplaceOrderRequest, { paper }) {
      mayTrade(paper);
      return toPostResponse(await ways.replacing.replace(request, paper), metadataOf(paper));
    },

    async cancelOrder(request, { paper }) {
      mayTrade(paper);
      exchange.cancel(orderOf(exchange, request));
      return { time: new Date(), responseMetadata: metadataOf(paper) };
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

    getOrderPrice: async (request) => orderPrice(exchange, request),

    getMaxLots: async (request) => maxLots(exchange, request),
  }) satisfies Partial<OrdersServiceImplementation<PaperContext>>;

export function mayTrade({ readOnly }: PaperCall): void {
  if (readOnly) throw new ContractError(Refusal.readOnlyToken);
}

const metadataOf = ({ trackingId }: PaperCall) => ({ trackingId, serverTime: new Date() });

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
