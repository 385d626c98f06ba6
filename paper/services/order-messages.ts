/** Our orders in the words of the contract. Which message calls what "executed order price" differs: see each. */
import type { MoneyValue, ResponseMetadata } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderDirection,
  OrderExecutionReportStatus,
  type OrderState,
  type OrderStateStreamResponse_OrderState,
  OrderStateStreamResponse_StatusCauseInfo,
  type OrderTrade,
  OrderType,
  type PostOrderResponse,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { isFuture, lotsValue, type PaperInstrument, priceOf, roublesOf } from '../instruments/instrument.js';
import { divideRounded, toMoney, toQuotation } from '../money.js';
import type { OrderKind, TimeInForce } from '../state/events.js';
import {
  commissionOf,
  isWorking,
  type PaperOrder,
  type PaperTrade,
  remaining,
  tradesOf,
} from '../state/order.js';

export const ORDER_TYPES: Readonly<Record<OrderKind, OrderType>> = {
  limit: OrderType.ORDER_TYPE_LIMIT,
  market: OrderType.ORDER_TYPE_MARKET,
  'best-price': OrderType.ORDER_TYPE_BESTPRICE,
};

export const TIMES_IN_FORCE: Readonly<Record<TimeInForce, TimeInForceType>> = {
  day: TimeInForceType.TIME_IN_FORCE_DAY,
  'fill-and-kill': TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL,
  'fill-or-kill': TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL,
};

type Unit = 'points' | 'roubles';

/** Prices are in roubles unless points were asked for; the broker then calls the currency `pt.`. */
const toPrice = (instrument: PaperInstrument, ticks: number, unit: Unit): MoneyValue =>
  unit === 'roubles' ? toMoney(roublesOf(instrument, ticks)) : toMoney(priceOf(instrument, ticks), 'pt.');

export const toDirection = (order: PaperOrder): OrderDirection =>
  order.direction === 'buy' ? OrderDirection.ORDER_DIRECTION_BUY : OrderDirection.ORDER_DIRECTION_SELL;

export function toStatus(order: PaperOrder): OrderExecutionReportStatus {
  if (isWorking(order)) {
    return order.executed > 0
      ? OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_PARTIALLYFILL
      : OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW;
  }
  return order.cancelled > 0
    ? OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_CANCELLED
    : OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_FILL;
}

const pointsOf = ({ stepNano, tickValueNano }: PaperInstrument, roublesNano: bigint): bigint =>
  divideRounded(roublesNano * stepNano, tickValueNano);

interface Sums {
  readonly initial: bigint;
  readonly executed: bigint;
  /** Of one security. */
  readonly average: bigint;
  readonly initialCommission: bigint;
  readonly executedCommission: bigint;
}

function sumsOf(order: PaperOrder): Sums {
  const initial = lotsValue(order.instrument, order.lots, order.initialTicks);
  const securities = BigInt(order.executed * order.instrument.lot);
  return {
    initial,
    executed: order.value,
    average: securities === 0n ? 0n : divideRounded(order.value, securities),
    initialCommission: commissionOf(initial),
    executedCommission: commissionOf(order.value),
  };
}

const NOTHING: MoneyValue = toMoney(0n);

/** `executedOrderPrice` is the average of one security. */
export function toPostResponse(order: PaperOrder, responseMetadata: ResponseMetadata): PostOrderResponse {
  const { instrument } = order;
  const sums = sumsOf(order);
  return {
    orderId: order.orderId,
    executionReportStatus: toStatus(order),
    lotsRequested: order.lots,
    lotsExecuted: order.executed,
    initialOrderPrice: toMoney(sums.initial),
    executedOrderPrice: toMoney(sums.average),
    totalOrderAmount: toMoney(sums.executed === 0n ? 0n : sums.executed + order.interest),
    initialCommission: toMoney(sums.initialCommission),
    // As recorded: it is told by the state, later.
    executedCommission: NOTHING,
    aciValue: toMoney(
      order.executed > 0 ? order.interest : order.accruedNano * BigInt(order.lots * instrument.lot),
    ),
    figi: instrument.figi,
    direction: toDirection(order),
    initialSecurityPrice: toPrice(instrument, order.initialTicks, 'roubles'),
    orderType: ORDER_TYPES[order.kind],
    message: '',
    initialOrderPricePt: isFuture(instrument)
      ? toQuotation(priceOf(instrument, order.initialTicks) * BigInt(order.lots))
      : undefined,
    instrumentUid: instrument.uid,
    orderRequestId: order.shownRequestId,
    responseMetadata,
  };
}

/** `executedOrderPrice` is the value of what is executed; `averagePositionPrice` is the average of one security. */
export function toOrderState(order: PaperOrder, unit: Unit = 'roubles'): OrderState {
  const { instrument } = order;
  const sums = sumsOf(order);
  return {
    orderId: order.orderId,
    executionReportStatus: toStatus(order),
    lotsRequested: order.lots,
    lotsExecuted: order.executed,
    initialOrderPrice: toMoney(sums.initial),
    executedOrderPrice: toMoney(sums.executed),
    totalOrderAmount: toMoney(sums.executed === 0n ? sums.initial : sums.executed + order.interest),
    averagePositionPrice:
      unit === 'roubles' ? toMoney(sums.average) : toMoney(pointsOf(instrument, sums.average), 'pt.'),
    initialCommission: toMoney(sums.initialCommission),
    executedCommission: toMoney(sums.executedCommission),
    figi: instrument.figi,
    direction: toDirection(order),
    initialSecurityPrice: toPrice(instrument, order.initialTicks, unit),
    stages: tradesOf(order).map(({ tradeId, ticks, lots, atMs }) => ({
      price: toPrice(instrument, ticks, unit),
      quantity: lots,
      tradeId,
      executionTime: new Date(atMs),
    })),
    serviceCommission: NOTHING,
    currency: 'RUB',
    orderType: ORDER_TYPES[order.kind],
    orderDate: new Date(order.createdAtMs),
    instrumentUid: instrument.uid,
    orderRequestId: order.shownRequestId,
  };
}

/** Securities, not lots. */
export const toOrderTrade = (
  { instrument }: PaperOrder,
  { tradeId, ticks, lots, atMs }: PaperTrade,
): OrderTrade => ({
  dateTime: new Date(atMs),
  price: toQuotation(priceOf(instrument, ticks)),
  quantity: lots * instrument.lot,
  tradeId,
});

/** `executedOrderPrice` is the average of one security. `shownOrderId` is what the broker calls the order so far. */
export function toStreamState(order: PaperOrder, shownOrderId: string): OrderStateStreamResponse_OrderState {
  const { instrument } = order;
  const sums = sumsOf(order);
  const causes = OrderStateStreamResponse_StatusCauseInfo;
  return {
    orderId: shownOrderId,
    orderRequestId: order.shownRequestId,
    clientCode: order.accountId,
    createdAt: new Date(order.createdAtMs),
    executionReportStatus: toStatus(order),
    statusInfo:
      order.cause === undefined
        ? causes.CAUSE_UNSPECIFIED
        : order.cause === 'client'
          ? causes.CAUSE_CANCELLED_BY_CLIENT
          : causes.CAUSE_CANCELLED_BY_EXCHANGE,
    ticker: instrument.ticker,
    classCode: instrument.classCode,
    lotSize: instrument.lot,
    direction: toDirection(order),
    timeInForce: TIMES_IN_FORCE[order.timeInForce],
    orderType: ORDER_TYPES[order.kind],
    accountId: order.accountId,
    initialOrderPrice: toMoney(sums.initial),
    orderPrice: toPrice(instrument, order.limitTicks ?? order.initialTicks, 'roubles'),
    amount: toMoney(sums.initial),
    executedOrderPrice: toMoney(sums.average),
    currency: 'rub',
    lotsRequested: order.lots,
    lotsExecuted: order.executed,
    lotsLeft: remaining(order),
    lotsCancelled: order.cancelled,
    marker: undefined,
    trades: tradesOf(order).map((trade) => toOrderTrade(order, trade)),
    completionTime: order.closedAtMs === undefined ? undefined : new Date(order.closedAtMs),
    exchange: 'MOEX',
    instrumentUid: instrument.uid,
  };
}
