/** A PostStopOrder in the exchange's own words. Each thing that is wrong with it has a code of its own. */
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  ExchangeOrderType,
  StopOrderDirection,
  StopOrderExpirationType,
  StopOrderType,
  TakeProfitType,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { DistanceRequest, StopRequest } from '../exchange/stop-checks.js';
import type { NewerPostStopOrderRequest } from '../grpc/newer-fields.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { fromQuotation } from '../money.js';
import type { ChildKind, StopKind } from '../stops/stop-events.js';
import { accountOf, instrumentOf } from './lookups.js';
import { lotsOf, priceOfRequest, priceUnitOf } from './order-requests.js';
import { LAST_MS } from './periods.js';

/** @throws ContractError */
export function parseStop(exchange: Exchange, request: NewerPostStopOrderRequest): StopRequest {
  const account = accountOf(exchange, request.accountId);
  const instrument = instrumentOf(exchange, request);
  const lots = lotsOf(request.quantity);
  const direction = directionOf(request.direction);
  const kind = kindOf(request.stopOrderType);
  const trailing = trailingOf(request, kind);
  const child = childOf(request, kind);
  const stopPriceNano = priceOfRequest(request.stopPrice);
  if (stopPriceNano === undefined) throw new ContractError(Refusal.missingStopPrice);
  const limited = child === 'limit' && !trailing;
  const priceNano = limited ? priceOfRequest(request.price) : undefined;
  if (limited && priceNano === undefined) throw new ContractError(Refusal.missingPrice);
  return {
    requestId: request.orderId,
    account,
    instrument,
    direction,
    lots,
    kind,
    child,
    stopPriceNano,
    // A market order has no price, and that of a trailing stop's child is not known yet: what was sent is left out.
    priceNano,
    priceUnit: unitOf(instrument, request.priceType),
    trailing,
    expiresAtMs: expiryOf(request, exchange.stops.nowMs),
    margin: request.confirmMarginTrade ?? false,
  };
}

function directionOf(direction: StopOrderDirection): 'buy' | 'sell' {
  if (direction === StopOrderDirection.STOP_ORDER_DIRECTION_BUY) return 'buy';
  if (direction === StopOrderDirection.STOP_ORDER_DIRECTION_SELL) return 'sell';
  const missing = direction === StopOrderDirection.STOP_ORDER_DIRECTION_UNSPECIFIED;
  throw new ContractError(missing ? Refusal.missingDirection : Refusal.wrongDirection);
}

function kindOf(type: StopOrderType): StopKind {
  if (type === StopOrderType.STOP_ORDER_TYPE_TAKE_PROFIT) return 'take-profit';
  if (type === StopOrderType.STOP_ORDER_TYPE_STOP_LOSS) return 'stop-loss';
  if (type === StopOrderType.STOP_ORDER_TYPE_STOP_LIMIT) return 'stop-limit';
  const missing = type === StopOrderType.STOP_ORDER_TYPE_UNSPECIFIED;
  throw new ContractError(missing ? Refusal.missingStopType : Refusal.wrongStopType);
}

/**
 * The child's type is asked for by a take-profit; left out, it is a limit order where a price is given. A stop-loss
 * ends at the market and a stop-limit at its limit: a request that says otherwise is not understood silently.
 */
function childOf(request: NewerPostStopOrderRequest, kind: StopKind): ChildKind {
  const asked = askedChild(request.exchangeOrderType);
  if (kind === 'take-profit') {
    const priced = request.takeProfitType === TakeProfitType.TAKE_PROFIT_TYPE_TRAILING || request.price;
    return asked ?? (priced ? 'limit' : 'market');
  }
  const fixed = kind === 'stop-loss' ? 'market' : 'limit';
  if (asked !== undefined && asked !== fixed) throw new ContractError(Refusal.wrongChildType);
  return fixed;
}

function askedChild(type: ExchangeOrderType): ChildKind | undefined {
  if (type === ExchangeOrderType.EXCHANGE_ORDER_TYPE_UNSPECIFIED) return undefined;
  if (type === ExchangeOrderType.EXCHANGE_ORDER_TYPE_MARKET) return 'market';
  if (type === ExchangeOrderType.EXCHANGE_ORDER_TYPE_LIMIT) return 'limit';
  throw new ContractError(Refusal.wrongChildType);
}

function trailingOf(
  { takeProfitType, trailingData }: NewerPostStopOrderRequest,
  kind: StopKind,
): StopRequest['trailing'] {
  const trailing = takeProfitType === TakeProfitType.TAKE_PROFIT_TYPE_TRAILING;
  const known = takeProfitType >= TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED && takeProfitType <= 2;
  if (!known || (trailing && kind !== 'take-profit')) {
    throw new ContractError(Refusal.trailingOnlyForTakeProfit);
  }
  if (!trailing) {
    if (trailingData) throw new ContractError(Refusal.wrongTrailingData);
    return undefined;
  }
  if (!trailingData?.indent || !trailingData.spread) throw new ContractError(Refusal.trailingDataMissing);
  const { indent, indentType, spread, spreadType } = trailingData;
  return {
    indent: { type: distanceType(indentType, Refusal.missingIndentType), nano: fromQuotation(indent) },
    spread: { type: distanceType(spreadType, Refusal.missingSpreadType), nano: fromQuotation(spread) },
  };
}

function distanceType(type: TrailingValueType, missing: string): DistanceRequest['type'] {
  if (type === TrailingValueType.TRAILING_VALUE_ABSOLUTE) return 'absolute';
  if (type === TrailingValueType.TRAILING_VALUE_RELATIVE) return 'relative';
  const left = type === TrailingValueType.TRAILING_VALUE_UNSPECIFIED;
  throw new ContractError(left ? missing : Refusal.wrongTrailingData);
}

/** Left out, a price is in roubles, other than with orders. */
function unitOf(instrument: PaperInstrument, type: PriceType): 'points' | 'roubles' {
  if (type === PriceType.PRICE_TYPE_POINT) return priceUnitOf(instrument, type);
  if (type === PriceType.PRICE_TYPE_UNSPECIFIED || type === PriceType.PRICE_TYPE_CURRENCY) return 'roubles';
  throw new ContractError(Refusal.wrongPriceType);
}

function expiryOf(
  { expirationType, expireDate }: NewerPostStopOrderRequest,
  nowMs: number,
): number | undefined {
  const types = StopOrderExpirationType;
  if (expirationType === types.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_CANCEL) return undefined;
  if (expirationType !== types.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_DATE) {
    const missing = expirationType === types.STOP_ORDER_EXPIRATION_TYPE_UNSPECIFIED;
    throw new ContractError(missing ? Refusal.missingExpirationType : Refusal.wrongExpirationType);
  }
  if (!expireDate) throw new ContractError(Refusal.missingExpireDate);
  const expiresAtMs = expireDate.getTime();
  if (!(expiresAtMs > nowMs && expiresAtMs <= LAST_MS)) {
    throw new ContractError(Refusal.expireDateOutOfRange);
  }
  return expiresAtMs;
}
