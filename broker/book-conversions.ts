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
  readonly raw: Pick<OrderBook, 'bids' | 'asks' | 'limitUp' | 'limitDown'>;
  readonly book: Book;
}

/** A price of market data as the program has it: in points for what is quoted in them. */
export const fromMarketPrice = (price: Quotation, scale: PriceScale) =>
  fromPoints(fromQuotation(price), scale);

type MadeLevels = { readonly raw: readonly RawLevel[]; readonly levels: readonly Level[] };

/** Most prices of a book are those of the book before, a place up or down at most: making a Decimal is the costly part. */
function levels(raw: readonly RawLevel[], scale: PriceScale, made?: MadeLevels): Level[] {
  const all: Level[] = [];
  raw.forEach(({ price, quantity: lots }, place) => {
    if (!price) return;
    all.push({ price: (made && madePrice(price, place, made)) ?? fromMarketPrice(price, scale), lots });
  });
  return all;
}

function madePrice(price: Quotation, place: number, { raw, levels: made }: MadeLevels) {
  // One without a price has no level, so that places do not agree.
  if (raw.length !== made.length) return undefined;
  const isAt = (near: number) => isSame(raw[near]?.price, price);
  if (isAt(place)) return made[place]?.price;
  if (isAt(place - 1)) return made[place - 1]?.price;
  return isAt(place + 1) ? made[place + 1]?.price : undefined;
}

const isSame = (one: Quotation | undefined, other: Quotation): boolean =>
  one !== undefined && one.units === other.units && one.nano === other.nano;

/** Zero or absent means that the broker tells no limit. */
function limit(
  name: 'limitUp' | 'limitDown',
  value: Quotation | undefined,
  scale: PriceScale,
  made?: MadeBook,
) {
  if (!value || (value.units === 0 && value.nano === 0)) return undefined;
  const known = made && isSame(made.raw[name], value) ? made.book[name] : undefined;
  return known ?? fromMarketPrice(value, scale);
}

const bookOf = (
  raw: Pick<OrderBook, 'instrumentUid' | 'bids' | 'asks' | 'limitUp' | 'limitDown'>,
  at: Date | undefined,
  scale: PriceScale,
  made?: MadeBook,
): Book => {
  const limitUp = limit('limitUp', raw.limitUp, scale, made);
  const limitDown = limit('limitDown', raw.limitDown, scale, made);
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
