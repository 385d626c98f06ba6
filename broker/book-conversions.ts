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

/** A book that was made before, with the same value of the price step. */
export interface MadeBook {
  readonly raw: Pick<OrderBook, 'bids' | 'asks'>;
  readonly book: Book;
}

/** A price of market data as the program has it: in points for what is quoted in them. */
export const fromMarketPrice = (price: Quotation, scale: PriceScale) =>
  fromPoints(fromQuotation(price), scale);

type MadeLevels = { readonly raw: readonly RawLevel[]; readonly levels: readonly Level[] };

/** Most prices of a book are those of the book before, a place up or down at most: making a Decimal is the costly part. */
const levels = (raw: readonly RawLevel[], scale: PriceScale, made?: MadeLevels): Level[] =>
  raw.flatMap(({ price, quantity }, place) =>
    price
      ? [{ price: (made && madePrice(price, place, made)) ?? fromMarketPrice(price, scale), lots: quantity }]
      : [],
  );

function madePrice(price: Quotation, place: number, { raw, levels: made }: MadeLevels) {
  // One without a price has no level, so that places do not agree.
  if (raw.length !== made.length) return undefined;
  for (const near of [place, place - 1, place + 1]) {
    const known = raw[near]?.price;
    if (known && known.units === price.units && known.nano === price.nano) return made[near]?.price;
  }
  return undefined;
}

/** Zero or absent means that the broker tells no limit. */
const limit = (value: Quotation | undefined, scale: PriceScale) =>
  value && (value.units !== 0 || value.nano !== 0) ? fromMarketPrice(value, scale) : undefined;

const bookOf = (
  raw: Pick<OrderBook, 'instrumentUid' | 'bids' | 'asks' | 'limitUp' | 'limitDown'>,
  at: Date | undefined,
  scale: PriceScale,
  made?: MadeBook,
): Book => {
  const [limitUp, limitDown] = [limit(raw.limitUp, scale), limit(raw.limitDown, scale)];
  return {
    instrumentUid: raw.instrumentUid,
    bids: levels(raw.bids, scale, made && { raw: made.raw.bids, levels: made.book.bids }),
    asks: levels(raw.asks, scale, made && { raw: made.raw.asks, levels: made.book.asks }),
    ...(at && { at }),
    ...(limitUp && { limitUp }),
    ...(limitDown && { limitDown }),
  };
};

export const fromOrderBookAnswer = (answer: GetOrderBookResponse, scale: PriceScale): Book =>
  bookOf(answer, answer.orderbookTs, scale);
export const fromStreamedBook = (book: OrderBook, scale: PriceScale, made?: MadeBook): Book =>
  bookOf(book, book.time, scale, made);

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
