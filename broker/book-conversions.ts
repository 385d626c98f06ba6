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
import { fromQuotation } from './quotation.js';

type RawLevel = { readonly price?: Quotation | undefined; readonly quantity: number };

const levels = (raw: readonly RawLevel[]): Level[] =>
  raw.flatMap(({ price, quantity }) => (price ? [{ price: fromQuotation(price), lots: quantity }] : []));

/** Zero or absent means that the broker tells no limit. */
const limit = (value: Quotation | undefined) =>
  value && (value.units !== 0 || value.nano !== 0) ? fromQuotation(value) : undefined;

const bookOf = (
  raw: Pick<OrderBook, 'instrumentUid' | 'bids' | 'asks' | 'limitUp' | 'limitDown'>,
  at: Date | undefined,
): Book => {
  const [limitUp, limitDown] = [limit(raw.limitUp), limit(raw.limitDown)];
  return {
    instrumentUid: raw.instrumentUid,
    bids: levels(raw.bids),
    asks: levels(raw.asks),
    ...(at && { at }),
    ...(limitUp && { limitUp }),
    ...(limitDown && { limitDown }),
  };
};

export const fromOrderBookAnswer = (answer: GetOrderBookResponse): Book => bookOf(answer, answer.orderbookTs);
export const fromStreamedBook = (book: OrderBook): Book => bookOf(book, book.time);

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
