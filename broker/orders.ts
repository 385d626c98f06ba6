import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderExecutionReportStatus,
  OrderIdType,
  type OrderState,
  OrderType,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import type { Instrument } from '../domain/instrument.js';
import type { OrderSnapshot } from '../domain/order.js';
import type { OrderDesk, OrderReference } from './broker.js';
import { type BrokerErrorDetails, OutcomeUnknownError, UnavailableError } from './errors.js';
import { freshOnce } from './fresh-once.js';
import type { GrpcClients } from './grpc/client.js';
import { NewerOrdersService } from './grpc/newer-fields.js';
import type { RateBudget } from './limits/index.js';
import {
  type DoubtStep,
  fromOrderState,
  fromPostOrderResponse,
  toOrderDirection,
} from './order-conversions.js';
import { fromOrderPrice } from './order-cost.js';
import { scaleOf, toPoints } from './price-scale.js';
import { toQuotation } from './quotation.js';

export interface OrderDeskDependencies {
  readonly clients: GrpcClients;
  readonly accountId: string;
  /** From the catalogue; undefined for what it does not hold, or while it cannot be read. */
  readonly instrumentOf: (instrumentUid: string) => Promise<Instrument | undefined>;
  readonly doubtStep?: DoubtStep;
  readonly budget: Pick<RateBudget, 'perMinute'>;
}

const CANCEL = `${NewerOrdersService.fullName}/CancelOrder`;

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
export function createOrderDesk({
  clients,
  accountId,
  instrumentOf,
  doubtStep,
  budget,
}: OrderDeskDependencies): OrderDesk {
  const writes = clients.of(NewerOrdersService, 'write');
  const reads = clients.of(NewerOrdersService, 'read');

  /** The lot is needed for the exact sum of fills, the scale for every price. */
  const snapshotOf = async (state: OrderState): Promise<OrderSnapshot> =>
    fromOrderState(state, await instrumentOf(state.instrumentUid), doubtStep);

  return {
    async post({ clientOrderId, instrument, direction, lots, price, timeInForce, margin }, options) {
      const scale = scaleOf(instrument);
      const request = {
        accountId,
        instrumentId: instrument.uid,
        orderId: clientOrderId,
        orderType: OrderType.ORDER_TYPE_LIMIT,
        direction: toOrderDirection(direction),
        quantity: lots,
        // Points are exact where the exchange quotes in them: the roubles of an amortised bond have more decimals
        // than the contract carries, those of a future change their meaning with the value of its step.
        price: toQuotation(toPoints(price, scale)),
        priceType: scale ? PriceType.PRICE_TYPE_POINT : PriceType.PRICE_TYPE_CURRENCY,
        timeInForce:
          timeInForce === 'day'
            ? TimeInForceType.TIME_IN_FORCE_DAY
            : TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL,
        confirmMarginTrade: margin === true,
      };
      const answer = await writes.postOrder(request, options);
      if (isOfAnotherKey(answer, clientOrderId)) {
        const trackingId = answer.responseMetadata?.trackingId;
        throw new OutcomeUnknownError({
          ...otherKey('PostOrder', answer.orderRequestId),
          ...(trackingId && { trackingId }),
        });
      }
      const instrumentUid = answer.instrumentUid || (answer.figi === instrument.figi ? instrument.uid : '');
      // A price that its answer tells in other steps than ours is the one that was sent.
      return { price, ...fromPostOrderResponse(answer, instrument, doubtStep), clientOrderId, instrumentUid };
    },
    async cancel(order, options) {
      await writes.cancelOrder({ accountId, ...idOf(order) }, options);
    },
    cancelsPerMinute: () => budget.perMinute(CANCEL),
    async state(order) {
      const state = await reads.getOrderState({
        accountId,
        priceType: PriceType.PRICE_TYPE_CURRENCY,
        ...idOf(order),
      });
      if ('clientOrderId' in order && isOfAnotherKey(state, order.clientOrderId)) {
        throw new UnavailableError(otherKey('GetOrderState', state.orderRequestId));
      }
      return snapshotOf(state);
    },
    async cost(order) {
      const { instrument, direction, lots, price } = order;
      const answer = await reads.getOrderPrice({
        accountId,
        instrumentId: instrument.uid,
        price: toQuotation(toPoints(price, scaleOf(instrument))),
        direction: toOrderDirection(direction),
        quantity: lots,
      });
      return fromOrderPrice(answer, order);
    },
    today: freshOnce(async () => {
      const from = new Date();
      from.setUTCHours(0, 0, 0, 0);
      // No end: one by our clock, when that is behind, would leave out the newest orders.
      const advancedFilters = { from, statuses: EVERY_STATUS };
      const { orders } = await reads.getOrders({ accountId, advancedFilters });
      return Promise.all(orders.map(snapshotOf));
    }),
  };
}

/** An answer without a key says nothing of it; one with another key is about another order. */
const isOfAnotherKey = ({ orderRequestId }: { orderRequestId?: string | undefined }, key: string): boolean =>
  !!orderRequestId && orderRequestId.toLowerCase() !== key.toLowerCase();

const otherKey = (method: string, key: string | undefined): BrokerErrorDetails => ({
  method,
  brokerMessage: `the answer is about another order, ${key}`,
});
