import type { MoneyValue, Quotation } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderDirection,
  OrderExecutionReportStatus,
  type OrderStage,
  type OrderState,
  type PostOrderResponse,
  type OrderStateStreamResponse_OrderState as StreamedOrderState,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { Decimal } from '../domain/decimal.js';
import { Direction, type OrderSnapshot, OrderStatus } from '../domain/order.js';
import { fromQuotation, optionalDecimal } from './quotation.js';

const STATUSES: Readonly<Record<number, OrderStatus>> = {
  [OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW]: OrderStatus.new,
  [OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_PARTIALLYFILL]: OrderStatus.partiallyFilled,
  [OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_FILL]: OrderStatus.filled,
  [OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_CANCELLED]: OrderStatus.cancelled,
  [OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_REJECTED]: OrderStatus.rejected,
};

const statusOf = (status: OrderExecutionReportStatus): OrderStatus =>
  STATUSES[status] ?? OrderStatus.unspecified;

export const directionOf = (direction: OrderDirection): Direction =>
  direction === OrderDirection.ORDER_DIRECTION_SELL ? Direction.sell : Direction.buy;

export const toOrderDirection = (direction: Direction): OrderDirection =>
  direction === Direction.sell ? OrderDirection.ORDER_DIRECTION_SELL : OrderDirection.ORDER_DIRECTION_BUY;

/** A price of zero means «none» in the contract's answers. */
const price = (value: MoneyValue | Quotation | undefined): Decimal | undefined => {
  const decimal = optionalDecimal(value);
  return decimal?.isZero() ? undefined : decimal;
};

const defined = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;

/** In this message `executedOrderPrice` is the average price of one security. */
export const fromPostOrderResponse = (answer: PostOrderResponse): OrderSnapshot => ({
  brokerOrderId: answer.orderId,
  instrumentUid: answer.instrumentUid,
  direction: directionOf(answer.direction),
  status: statusOf(answer.executionReportStatus),
  lotsRequested: answer.lotsRequested,
  lotsExecuted: answer.lotsExecuted,
  ...defined({
    clientOrderId: answer.orderRequestId || undefined,
    price: price(answer.initialSecurityPrice),
    averagePrice: price(answer.executedOrderPrice),
    commission: optionalDecimal(answer.executedCommission),
  }),
});

/** In this message `executedOrderPrice` is price × lots; the average is `averagePositionPrice`. */
export const fromOrderState = (state: OrderState, lot: number | undefined): OrderSnapshot => ({
  brokerOrderId: state.orderId,
  instrumentUid: state.instrumentUid,
  direction: directionOf(state.direction),
  status: statusOf(state.executionReportStatus),
  lotsRequested: state.lotsRequested,
  lotsExecuted: state.lotsExecuted,
  ...defined({
    clientOrderId: state.orderRequestId || undefined,
    price: price(state.initialSecurityPrice),
    averagePrice: price(state.averagePositionPrice),
    executedValue:
      lot === undefined ? undefined : valueOfStages(state.stages, { lots: state.lotsExecuted, lot }),
    commission: optionalDecimal(state.executedCommission),
    placedAt: state.orderDate,
  }),
});

/** The broker joins its events to our key only when that is a UUID; prices here are per one security. */
export const fromStreamedOrderState = (state: StreamedOrderState): OrderSnapshot => ({
  brokerOrderId: state.orderId,
  instrumentUid: state.instrumentUid,
  accountId: state.accountId,
  direction: directionOf(state.direction),
  status: statusOf(state.executionReportStatus),
  lotsRequested: state.lotsRequested,
  lotsExecuted: state.lotsExecuted,
  ...defined({
    clientOrderId: state.orderRequestId || undefined,
    price: price(state.orderPrice),
    averagePrice: price(state.executedOrderPrice),
    placedAt: state.createdAt,
  }),
});

/** The exact sum over all fills, if every executed lot is among them. */
function valueOfStages(
  stages: readonly OrderStage[],
  { lots, lot }: { lots: number; lot: number },
): Decimal | undefined {
  const told = stages.reduce((sum, stage) => sum + stage.quantity, 0);
  if (lots === 0 || told !== lots) return undefined;
  return stages.reduce(
    (sum, stage) => (stage.price ? sum.add(fromQuotation(stage.price).mul(stage.quantity * lot)) : sum),
    new Decimal(0),
  );
}
