import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  ExchangeOrderType,
  type StopOrder,
  StopOrderDirection,
  StopOrderStatusOption,
  StopOrderType,
  TakeProfitType,
  type StopOrder_TrailingData as ToldTrailing,
  TrailingStopStatus,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { Direction } from '../domain/order.js';
import { type Distance, StopKind, type StopSnapshot, StopStatus } from '../domain/stop-order.js';
import { fromPoints, isMarkedAsPoints, ontoGrid, type PriceScale, scaleOf } from './price-scale.js';
import { fromQuotation, optionalDecimal } from './quotation.js';

export const STOP_KINDS: Readonly<Record<StopKind, StopOrderType>> = {
  'take-profit': StopOrderType.STOP_ORDER_TYPE_TAKE_PROFIT,
  'stop-loss': StopOrderType.STOP_ORDER_TYPE_STOP_LOSS,
  'stop-limit': StopOrderType.STOP_ORDER_TYPE_STOP_LIMIT,
};

export const STOP_STATUSES: Readonly<Record<Exclude<StopStatus, 'unspecified'>, StopOrderStatusOption>> = {
  active: StopOrderStatusOption.STOP_ORDER_STATUS_ACTIVE,
  executed: StopOrderStatusOption.STOP_ORDER_STATUS_EXECUTED,
  cancelled: StopOrderStatusOption.STOP_ORDER_STATUS_CANCELED,
  expired: StopOrderStatusOption.STOP_ORDER_STATUS_EXPIRED,
};

export const toStopDirection = (direction: Direction): StopOrderDirection =>
  direction === Direction.sell
    ? StopOrderDirection.STOP_ORDER_DIRECTION_SELL
    : StopOrderDirection.STOP_ORDER_DIRECTION_BUY;

export const toValueType = (type: Distance['type']): TrailingValueType =>
  type === 'absolute' ? TrailingValueType.TRAILING_VALUE_ABSOLUTE : TrailingValueType.TRAILING_VALUE_RELATIVE;

/** Prices are told in the currency, whatever they were sent in; put back onto the exchange's grid where that is known. */
export function fromStopOrder(stop: StopOrder, instrument: Instrument | undefined): StopSnapshot {
  const scale = instrument && scaleOf(instrument);
  const price = priceOf(stop.price, scale);
  const trails = stop.takeProfitType === TakeProfitType.TAKE_PROFIT_TYPE_TRAILING;
  return {
    stopOrderId: stop.stopOrderId,
    instrumentUid: stop.instrumentUid,
    direction:
      stop.direction === StopOrderDirection.STOP_ORDER_DIRECTION_SELL ? Direction.sell : Direction.buy,
    lots: stop.lotsRequested,
    kind: isKnown(stop) ? kindOf(stop) : undefined,
    status: statusOf(stop),
    stopPrice: priceOf(stop.stopPrice, scale) ?? new Decimal(0),
    ...(scale && { priceStep: scale.priceStep }),
    ...(!instrument && { isOffGrid: true }),
    price,
    childType: childTypeOf(stop),
    ...(trails && stop.trailingData && { trailing: trailingOf(stop.trailingData, scale) }),
    createdAt: dateOf(stop.createDate),
    expiresAt: dateOf(stop.expirationTime),
    triggeredAt: dateOf(stop.activationDateTime),
    childOrderId: stop.exchangeOrderId || undefined,
  };
}

const kindOf = ({ orderType }: StopOrder): StopKind | undefined =>
  Object.values(StopKind).find((kind) => STOP_KINDS[kind] === orderType);

/** What is newer than our contract must not be taken for what it resembles: it would be placed again as that. */
function isKnown({ direction, takeProfitType, trailingData }: StopOrder): boolean {
  const { STOP_ORDER_DIRECTION_BUY, STOP_ORDER_DIRECTION_SELL } = StopOrderDirection;
  if (direction !== STOP_ORDER_DIRECTION_BUY && direction !== STOP_ORDER_DIRECTION_SELL) return false;
  if (takeProfitType !== TakeProfitType.TAKE_PROFIT_TYPE_TRAILING)
    return [TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED, TakeProfitType.TAKE_PROFIT_TYPE_REGULAR].includes(
      takeProfitType,
    );
  const { TRAILING_VALUE_ABSOLUTE, TRAILING_VALUE_RELATIVE } = TrailingValueType;
  return [trailingData?.indentType, trailingData?.spreadType].every(
    (type) => type === TRAILING_VALUE_ABSOLUTE || type === TRAILING_VALUE_RELATIVE,
  );
}

/** Zero means none in the contract's answers; so does the beginning of time. */
function priceOf(told: MoneyValue | undefined, scale: PriceScale): Decimal | undefined {
  const price = optionalDecimal(told);
  if (!told || !price || price.isZero()) return undefined;
  return isMarkedAsPoints(told) ? fromPoints(price, scale) : ontoGrid(price, scale);
}

const dateOf = (told: Date | undefined): Date | undefined => (told?.getTime() ? told : undefined);

const statusOf = ({ status }: StopOrder): StopStatus => {
  const known = Object.entries(STOP_STATUSES).find(([, each]) => each === status);
  return known ? (known[0] as StopStatus) : StopStatus.unspecified;
};

function childTypeOf({ exchangeOrderType, orderType }: StopOrder): StopSnapshot['childType'] {
  if (exchangeOrderType === ExchangeOrderType.EXCHANGE_ORDER_TYPE_MARKET) return 'market';
  if (exchangeOrderType === ExchangeOrderType.EXCHANGE_ORDER_TYPE_LIMIT) return 'limit';
  if (orderType === StopOrderType.STOP_ORDER_TYPE_STOP_LOSS) return 'market';
  if (orderType === StopOrderType.STOP_ORDER_TYPE_STOP_LIMIT) return 'limit';
  return undefined;
}

function trailingOf(told: ToldTrailing, scale: PriceScale): NonNullable<StopSnapshot['trailing']> {
  const distance = (value: ToldTrailing['indent'], type: TrailingValueType): Distance => {
    const decimal = value ? fromQuotation(value) : new Decimal(0);
    return type === TrailingValueType.TRAILING_VALUE_RELATIVE
      ? { type: 'relative', value: decimal.toFixed() }
      : { type: 'absolute', value: ontoGrid(decimal, scale).toFixed() };
  };
  const extremum = optionalDecimal(told.extr);
  return {
    indent: distance(told.indent, told.indentType),
    spread: distance(told.spread, told.spreadType),
    isActivated: told.status === TrailingStopStatus.TRAILING_STOP_ACTIVATED,
    ...(extremum && !extremum.isZero() && { extremum: ontoGrid(extremum, scale) }),
  };
}
