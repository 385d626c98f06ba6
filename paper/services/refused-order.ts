import { randomUUID } from 'node:crypto';
import {
  OrderDirection,
  OrderExecutionReportStatus,
  type OrderStateStreamResponse_OrderState,
  OrderStateStreamResponse_StatusCauseInfo,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { Refusal } from '../errors.js';
import { toMoney } from '../money.js';
import type { RefusedOrder } from '../streams/own-orders.js';
import { ORDER_TYPES, TIMES_IN_FORCE } from './order-messages.js';

const Cause = OrderStateStreamResponse_StatusCauseInfo;
const NOTHING = toMoney(0n);

const NO_COVER: readonly string[] = [Refusal.noMoney, Refusal.notEnoughBalance, Refusal.marginNotConfirmed];
const BY_EXCHANGE: readonly string[] = [
  Refusal.notTrading,
  Refusal.closedOnWeekends,
  Refusal.betweenSessions,
  Refusal.closedNow,
  Refusal.noCounterparty,
  Refusal.outsideLimits,
  Refusal.wrongStep,
  Refusal.onlyLimit,
];

const causeOf = (code: string): OrderStateStreamResponse_StatusCauseInfo => {
  if (NO_COVER.includes(code)) return Cause.CAUSE_CANCELLED_NOT_ENOUGH_POSITION;
  return BY_EXCHANGE.includes(code) ? Cause.CAUSE_REJECTED_BY_EXCHANGE : Cause.CAUSE_REJECTED_BY_BROKER;
};

/** An asynchronous order that was not accepted, as the stream tells it: it never got an id of the exchange. */
export function toRefusedState({
  request,
  code,
  shownRequestId,
  atMs,
}: RefusedOrder): OrderStateStreamResponse_OrderState {
  const { account, instrument, direction, kind, timeInForce, lots } = request;
  return {
    orderId: randomUUID(),
    orderRequestId: shownRequestId,
    clientCode: account.id,
    createdAt: new Date(atMs),
    executionReportStatus: OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_REJECTED,
    statusInfo: causeOf(code),
    ticker: instrument.ticker,
    classCode: instrument.classCode,
    lotSize: instrument.lot,
    direction: direction === 'buy' ? OrderDirection.ORDER_DIRECTION_BUY : OrderDirection.ORDER_DIRECTION_SELL,
    timeInForce: TIMES_IN_FORCE[timeInForce],
    orderType: ORDER_TYPES[kind],
    accountId: account.id,
    initialOrderPrice: NOTHING,
    orderPrice: toMoney(
      request.priceNano ?? 0n,
      request.priceUnit === 'points' && instrument.stepNano !== instrument.tickValueNano ? 'pt.' : 'rub',
    ),
    amount: NOTHING,
    executedOrderPrice: NOTHING,
    currency: 'rub',
    lotsRequested: lots,
    lotsExecuted: 0,
    lotsLeft: 0,
    lotsCancelled: 0,
    marker: undefined,
    trades: [],
    completionTime: new Date(atMs),
    exchange: 'MOEX',
    instrumentUid: instrument.uid,
  };
}
