/**
 * A stop order as the broker tells of it: prices in roubles, whatever they were sent in, and no word of the expiration
 * type, the price type, the margin flag and the idempotency key.
 */
import {
  ExchangeOrderType,
  type StopOrder,
  StopOrderDirection,
  StopOrderStatusOption,
  StopOrderType,
  TakeProfitType,
  type StopOrder_TrailingData as TrailingData,
  TrailingStopStatus,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { type PaperInstrument, roublesOf } from '../instruments/instrument.js';
import { toMoney, toQuotation } from '../money.js';
import type { PaperStop, StopStatus } from '../stops/stop.js';
import type { StopKind } from '../stops/stop-events.js';
import type { Distance } from '../stops/triggers.js';

const KINDS: Readonly<Record<StopKind, StopOrderType>> = {
  'take-profit': StopOrderType.STOP_ORDER_TYPE_TAKE_PROFIT,
  'stop-loss': StopOrderType.STOP_ORDER_TYPE_STOP_LOSS,
  'stop-limit': StopOrderType.STOP_ORDER_TYPE_STOP_LIMIT,
};

export const STATUSES: Readonly<Record<StopStatus, StopOrderStatusOption>> = {
  active: StopOrderStatusOption.STOP_ORDER_STATUS_ACTIVE,
  executed: StopOrderStatusOption.STOP_ORDER_STATUS_EXECUTED,
  cancelled: StopOrderStatusOption.STOP_ORDER_STATUS_CANCELED,
  expired: StopOrderStatusOption.STOP_ORDER_STATUS_EXPIRED,
};

export function toStopOrder(stop: PaperStop): StopOrder {
  const { instrument, placed } = stop;
  const takesProfit = placed.stopType === 'take-profit';
  const limitTicks = stop.limitTicks ?? stop.childTicks;
  return {
    stopOrderId: stop.stopOrderId,
    lotsRequested: placed.lots,
    figi: instrument.figi,
    direction:
      placed.direction === 'buy'
        ? StopOrderDirection.STOP_ORDER_DIRECTION_BUY
        : StopOrderDirection.STOP_ORDER_DIRECTION_SELL,
    currency: 'rub',
    orderType: KINDS[placed.stopType],
    createDate: new Date(stop.createdAtMs),
    activationDateTime: stop.triggeredAtMs === undefined ? undefined : new Date(stop.triggeredAtMs),
    expirationTime: placed.expiresAt === undefined ? undefined : new Date(placed.expiresAt),
    // 0 where the child is a market order, or not known yet.
    price: toMoney(limitTicks === undefined ? 0n : roublesOf(instrument, limitTicks)),
    stopPrice: toMoney(roublesOf(instrument, stop.stopTicks)),
    instrumentUid: instrument.uid,
    takeProfitType: takesProfit ? takeProfitType(stop) : TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED,
    trailingData: trailingData(stop),
    status: STATUSES[stop.status],
    exchangeOrderType: takesProfit ? childType(stop) : ExchangeOrderType.EXCHANGE_ORDER_TYPE_UNSPECIFIED,
    exchangeOrderId: stop.orderId,
  };
}

const takeProfitType = ({ trailing }: PaperStop): TakeProfitType =>
  trailing ? TakeProfitType.TAKE_PROFIT_TYPE_TRAILING : TakeProfitType.TAKE_PROFIT_TYPE_REGULAR;

const childType = ({ placed }: PaperStop): ExchangeOrderType =>
  placed.child === 'market'
    ? ExchangeOrderType.EXCHANGE_ORDER_TYPE_MARKET
    : ExchangeOrderType.EXCHANGE_ORDER_TYPE_LIMIT;

function trailingData({ instrument, trailing, extremum, childTicks }: PaperStop): TrailingData | undefined {
  if (!trailing) return undefined;
  const quotation = (ticks: number | undefined) =>
    ticks === undefined ? undefined : toQuotation(roublesOf(instrument, ticks));
  const indent = toValue(instrument, trailing.indent);
  const spread = toValue(instrument, trailing.spread);
  return {
    indent: indent.value,
    indentType: indent.type,
    spread: spread.value,
    spreadType: spread.type,
    status:
      extremum === undefined
        ? TrailingStopStatus.TRAILING_STOP_ACTIVE
        : TrailingStopStatus.TRAILING_STOP_ACTIVATED,
    price: quotation(childTicks),
    extr: quotation(extremum),
  };
}

const toValue = (instrument: PaperInstrument, distance: Distance) =>
  distance.type === 'absolute'
    ? {
        type: TrailingValueType.TRAILING_VALUE_ABSOLUTE,
        value: toQuotation(roublesOf(instrument, distance.ticks)),
      }
    : { type: TrailingValueType.TRAILING_VALUE_RELATIVE, value: toQuotation(BigInt(distance.percentNano)) };
