/** Reads requests for orders; each fault is refused with the contract's code. */
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderDirection,
  OrderType,
  type PostOrderRequest,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { ContractError, Refusal } from '../errors.js';
import type { OrderRequest } from '../exchange/checks.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { fromQuotation } from '../money.js';
import type { OrderKind, TimeInForce } from '../state/events.js';
import { accountOf, instrumentOf } from './lookups.js';

const LONGEST_KEY = 36;
/** More lots than this are a mistake: their value could not be counted exactly. */
const MOST_LOTS = 1_000_000_000;

/** What the three kinds of posts have in common; the asynchronous one may leave fields out. */
export type PostRequest = Omit<PostOrderRequest, 'timeInForce' | 'priceType'> & {
  readonly timeInForce?: TimeInForceType | undefined;
  readonly priceType?: PriceType | undefined;
  readonly confirmMarginTrade?: boolean | undefined;
};

export function checkKey(key: string): void {
  if (key === '') throw new ContractError(Refusal.missingOrderId);
  if (key.length > LONGEST_KEY) throw new ContractError(Refusal.keyTooLong);
}

/** That of a replacement has a field, and codes, of its own. */
export function checkNewKey(key: string): void {
  if (key === '') throw new ContractError(Refusal.missingNewKey);
  if (key.length > LONGEST_KEY) throw new ContractError(Refusal.newKeyTooLong);
}

export function parsePost(exchange: Exchange, request: PostRequest): OrderRequest {
  const instrument = instrumentOf(exchange, request);
  const kind = kindOf(request.orderType);
  const timeInForce = timeInForceOf(request.timeInForce);
  return {
    requestId: request.orderId,
    account: accountOf(exchange, request.accountId),
    instrument,
    direction: directionOf(request.direction),
    kind,
    // The contract applies it to limit orders alone.
    timeInForce: kind === 'limit' ? timeInForce : 'day',
    lots: lotsOf(request.quantity),
    priceNano: priceOfRequest(request.price),
    priceUnit: priceUnitOf(instrument, request.priceType),
    margin: request.confirmMarginTrade ?? false,
  };
}

export function lotsOf(quantity: number): number {
  if (quantity === 0) throw new ContractError(Refusal.missingQuantity);
  if (quantity < 0) throw new ContractError(Refusal.quantityNotPositive);
  if (quantity > MOST_LOTS) throw new ContractError(Refusal.wrongQuantity);
  return quantity;
}

/** Units and nano must have one sign, and nano must be less than a whole. */
export function priceOfRequest(price: { units: number; nano: number } | undefined): bigint | undefined {
  if (!price) return undefined;
  const { units, nano } = price;
  if (Math.abs(nano) >= 1e9 || units * nano < 0) throw new ContractError(Refusal.wrongPrice);
  return fromQuotation(price);
}

/** Left out, a price is in the units of market data. */
export function priceUnitOf(
  { details: { kind } }: PaperInstrument,
  type: PriceType | undefined = PriceType.PRICE_TYPE_UNSPECIFIED,
): 'points' | 'roubles' {
  if (type === PriceType.PRICE_TYPE_UNSPECIFIED) return 'points';
  if (type === PriceType.PRICE_TYPE_CURRENCY) return 'roubles';
  if (type !== PriceType.PRICE_TYPE_POINT) throw new ContractError(Refusal.wrongPriceType);
  if (kind !== 'bond' && kind !== 'future') throw new ContractError(Refusal.pointsOnlyForFuturesAndBonds);
  return 'points';
}

export function directionOf(direction: OrderDirection): 'buy' | 'sell' {
  if (direction === OrderDirection.ORDER_DIRECTION_BUY) return 'buy';
  if (direction === OrderDirection.ORDER_DIRECTION_SELL) return 'sell';
  const given = direction !== OrderDirection.ORDER_DIRECTION_UNSPECIFIED;
  throw new ContractError(given ? Refusal.wrongDirection : Refusal.missingDirection);
}

function kindOf(type: OrderType): OrderKind {
  if (type === OrderType.ORDER_TYPE_LIMIT) return 'limit';
  if (type === OrderType.ORDER_TYPE_MARKET) return 'market';
  if (type === OrderType.ORDER_TYPE_BESTPRICE) return 'best-price';
  const given = type !== OrderType.ORDER_TYPE_UNSPECIFIED;
  throw new ContractError(given ? Refusal.wrongOrderType : Refusal.missingOrderType);
}

function timeInForceOf(type: TimeInForceType | undefined): TimeInForce {
  if (!type || type === TimeInForceType.TIME_IN_FORCE_DAY) return 'day';
  if (type === TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL) return 'fill-and-kill';
  if (type === TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL) return 'fill-or-kill';
  throw new ContractError(Refusal.wrongTimeInForce);
}
