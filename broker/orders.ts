import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderExecutionReportStatus,
  OrderIdType,
  OrderType,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import type { OrderDesk, OrderReference } from './broker.js';
import { freshOnce } from './fresh-once.js';
import type { GrpcClients } from './grpc/client.js';
import { NewerOrdersService } from './grpc/newer-fields.js';
import { fromOrderState, fromPostOrderResponse, toOrderDirection } from './order-conversions.js';
import { toQuotation } from './quotation.js';

export interface OrderDeskDependencies {
  readonly clients: GrpcClients;
  readonly accountId: string;
  readonly lotOf: (instrumentUid: string) => number | undefined;
}

const EVERY_STATUS = [
  OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_FILL,
  OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_REJECTED,
  OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_CANCELLED,
  OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW,
  OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_PARTIALLYFILL,
];

const idOf = (order: OrderReference) =>
  'brokerOrderId' in order
    ? { orderId: order.brokerOrderId, orderIdType: OrderIdType.ORDER_ID_TYPE_EXCHANGE }
    : { orderId: order.clientOrderId, orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST };

/** Orders as the contract has them; nothing here is ever repeated by itself. */
export function createOrderDesk({ clients, accountId, lotOf }: OrderDeskDependencies): OrderDesk {
  const writes = clients.of(NewerOrdersService, 'write');
  const reads = clients.of(NewerOrdersService, 'read');

  return {
    async post({ clientOrderId, instrument, direction, lots, price, timeInForce }) {
      const answer = await writes.postOrder({
        accountId,
        instrumentId: instrument.uid,
        orderId: clientOrderId,
        orderType: OrderType.ORDER_TYPE_LIMIT,
        direction: toOrderDirection(direction),
        quantity: lots,
        price: toQuotation(price),
        priceType: PriceType.PRICE_TYPE_CURRENCY,
        timeInForce:
          timeInForce === 'day'
            ? TimeInForceType.TIME_IN_FORCE_DAY
            : TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL,
      });
      return fromPostOrderResponse(answer);
    },
    async cancel(order) {
      await writes.cancelOrder({ accountId, ...idOf(order) });
    },
    async state(order) {
      const state = await reads.getOrderState({
        accountId,
        priceType: PriceType.PRICE_TYPE_CURRENCY,
        ...idOf(order),
      });
      return fromOrderState(state, lotOf(state.instrumentUid));
    },
    today: freshOnce(async () => {
      const now = new Date();
      const from = new Date(now);
      from.setUTCHours(0, 0, 0, 0);
      const advancedFilters = { from, to: now, statuses: EVERY_STATUS };
      const { orders } = await reads.getOrders({ accountId, advancedFilters });
      return orders.map((order) => fromOrderState(order, lotOf(order.instrumentUid)));
    }),
  };
}
