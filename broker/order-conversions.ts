import {
  OrderDirection,
  OrderExecutionReportStatus,
  type OrderState,
  type PostOrderResponse,
  type OrderStateStreamResponse_OrderState as StreamedOrderState,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { Direction, type OrderSnapshot, OrderStatus } from '../domain/order.js';
import { pricesOfOrder } from './order-prices.js';
import { optionalDecimal } from './quotation.js';

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

const defined = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;

/** Hears that a step of the instrument is worth something else than we think, by instrument uid. */
export type DoubtStep = (instrumentUid: string) => void;

/** In this message `executedOrderPrice` is the average price of one security; its commission is 0 whatever is paid. */
export const fromPostOrderResponse = (
  answer: PostOrderResponse,
  instrument: Instrument | undefined,
  doubtStep?: DoubtStep,
): OrderSnapshot => {
  const { initialSecurityPrice, initialOrderPrice, executedOrderPrice, lotsRequested } = answer;
  const prices = pricesOfOrder({
    instrument,
    price: initialSecurityPrice,
    whole: initialOrderPrice,
    lots: lotsRequested,
  });
  if (prices.isOffGrid && instrument) doubtStep?.(instrument.uid);
  return {
    brokerOrderId: answer.orderId,
    instrumentUid: answer.instrumentUid,
    direction: directionOf(answer.direction),
    status: statusOf(answer.executionReportStatus),
    lotsRequested,
    lotsExecuted: answer.lotsExecuted,
    ...defined({
      clientOrderId: answer.orderRequestId || undefined,
      price: prices.limit,
      averagePrice: prices.average(executedOrderPrice),
    }),
  };
};

/** In this message `executedOrderPrice` is price × lots; the average is `averagePositionPrice`. */
export const fromOrderState = (
  state: OrderState,
  instrument: Instrument | undefined,
  doubtStep?: DoubtStep,
): OrderSnapshot => {
  const { initialSecurityPrice, initialOrderPrice, averagePositionPrice, lotsRequested, stages } = state;
  const prices = pricesOfOrder({
    instrument,
    price: initialSecurityPrice,
    whole: initialOrderPrice,
    lots: lotsRequested,
  });
  if (prices.isOffGrid && instrument) doubtStep?.(instrument.uid);
  const filled = stages.map(({ price, quantity }) => ({ price: prices.fill(price), lots: quantity }));
  return {
    brokerOrderId: state.orderId,
    instrumentUid: state.instrumentUid,
    direction: directionOf(state.direction),
    status: statusOf(state.executionReportStatus),
    lotsRequested,
    lotsExecuted: state.lotsExecuted,
    ...defined({
      clientOrderId: state.orderRequestId || undefined,
      price: prices.limit,
      averagePrice: prices.average(averagePositionPrice),
      executedValue: instrument && valueOfFills(filled, { lots: state.lotsExecuted, lot: instrument.lot }),
      commission: optionalDecimal(state.executedCommission),
      placedAt: state.orderDate,
    }),
  };
};

/** The broker joins its events to our key only when that is a UUID; prices here are per one security. */
export const fromStreamedOrderState = (
  state: StreamedOrderState,
  instrument: Instrument | undefined,
  doubtStep?: DoubtStep,
): OrderSnapshot => {
  const { orderPrice, amount, executedOrderPrice, lotsRequested } = state;
  const prices = pricesOfOrder({ instrument, price: orderPrice, whole: amount, lots: lotsRequested });
  if (prices.isOffGrid && instrument) doubtStep?.(instrument.uid);
  return {
    brokerOrderId: state.orderId,
    instrumentUid: state.instrumentUid,
    accountId: state.accountId,
    direction: directionOf(state.direction),
    status: statusOf(state.executionReportStatus),
    lotsRequested,
    lotsExecuted: state.lotsExecuted,
    ...defined({
      clientOrderId: state.orderRequestId || undefined,
      price: prices.limit,
      averagePrice: prices.average(executedOrderPrice),
      placedAt: state.createdAt,
    }),
  };
};

interface Filled {
  readonly price: Decimal | undefined;
  readonly lots: number;
}

/** The exact sum over all fills, if every executed lot is among them with its price. */
function valueOfFills(
  fills: readonly Filled[],
  { lots, lot }: { lots: number; lot: number },
): Decimal | undefined {
  const told = fills.reduce((sum, fill) => sum + fill.lots, 0);
  if (lots === 0 || told !== lots) return undefined;
  return fills.reduce(
    (sum, fill) => (fill.price ? sum.add(fill.price.mul(fill.lots * lot)) : sum),
    new Decimal(0),
  );
}
