import {
  type Quotation,
  SecurityTradingStatus,
  securityTradingStatusToJSON,
} from 'tinkoff-invest-api/dist/generated/common.js';
import type {
  GetOrderBookResponse,
  GetTradingStatusResponse,
  OrderBook,
  TradingStatus as StreamedTradingStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Book, Level } from '../domain/book.js';
import type { TradingStatus } from '../domain/instrument.js';
import { fromPoints, type PriceScale } from './price-scale.js';
import { fromQuotation } from './quotation.js';

type RawLevel = { readonly price?: Quotation | undefined; readonly quantity: number };

/** A price of market data as the program has it: in points for what is quoted in them. */
export const fromMarketPrice = (price: Quotation, scale: PriceScale) =>
  fromPoints(fromQuotation(price), scale);

const levels = (raw: readonly RawLevel[], scale: PriceScale): Level[] =>
  raw.flatMap(({ price, quantity }) =>
    price ? [{ price: fromMarketPrice(price, scale), lots: quantity }] : [],
  );

/** Zero or absent means that the broker tells no limit. */
const limit = (value: Quotation | undefined, scale: PriceScale) =>
  value && (value.units !== 0 || value.nano !== 0) ? fromMarketPrice(value, scale) : undefined;

const bookOf = (
  raw: Pick<OrderBook, 'instrumentUid' | 'bids' | 'asks' | 'limitUp' | 'limitDown'>,
  at: Date | undefined,
  scale: PriceScale,
): Book => {
  const [limitUp, limitDown] = [limit(raw.limitUp, scale), limit(raw.limitDown, scale)];
  return {
    instrumentUid: raw.instrumentUid,
    bids: levels(raw.bids, scale),
    asks: levels(raw.asks, scale),
    ...(at && { at }),
    ...(limitUp && { limitUp }),
    ...(limitDown && { limitDown }),
  };
};

export const fromOrderBookAnswer = (answer: GetOrderBookResponse, scale: PriceScale): Book =>
  bookOf(answer, answer.orderbookTs, scale);
export const fromStreamedBook = (book: OrderBook, scale: PriceScale): Book => bookOf(book, book.time, scale);

const TRADING = new Set([
  SecurityTradingStatus.SECURITY_TRADING_STATUS_NORMAL_TRADING,
  SecurityTradingStatus.SECURITY_TRADING_STATUS_SESSION_OPEN,
]);

const statusOf = (status: SecurityTradingStatus, allowed: boolean): TradingStatus => ({
  status: securityTradingStatusToJSON(status).replace(/^SECURITY_TRADING_STATUS_/, ''),
  tradable: TRADING.has(status) && allowed,
});

export const fromTradingStatusAnswer = (answer: GetTradingStatusResponse): TradingStatus =>
  statusOf(answer.tradingStatus, answer.apiTradeAvailableFlag && answer.limitOrderAvailableFlag);

/** The stream does not tell the API flag: whoever reads it joins it with the instrument's. */
export const fromStreamedStatus = (status: StreamedTradingStatus, apiTradable: boolean): TradingStatus =>
  statusOf(status.tradingStatus, apiTradable && status.limitOrderAvailableFlag);
