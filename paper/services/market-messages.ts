/** Books, prices, trades and statuses in the words of the contract. Quantities are in lots. */
import {
  type GetOrderBookResponse,
  type GetTradingStatusResponse,
  type LastPrice,
  LastPriceType,
  type Order,
  type OrderBook,
  type OrderBookType,
  type Trade,
  TradeDirection,
  TradeSourceType,
  type TradingStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { matches, takesOrders, toContractStatus } from '../exchange/conditions.js';
import type { Exchange } from '../exchange/exchange.js';
import type { MarketTrade } from '../exchange/floor.js';
import { type Listing, limitDown, limitUp } from '../exchange/listing.js';
import { type PaperInstrument, priceOf } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { toQuotation } from '../money.js';

const quote = (instrument: PaperInstrument, ticks: number) => toQuotation(priceOf(instrument, ticks));

const levels = ({ instrument, book }: Listing, side: Side, depth: number): Order[] =>
  book.levels(side, depth).map(({ ticks, lots }) => ({ price: quote(instrument, ticks), quantity: lots }));

const limits = (listing: Listing) => ({
  limitUp: quote(listing.instrument, limitUp(listing)),
  limitDown: quote(listing.instrument, limitDown(listing)),
});

export const toStreamBook = (
  listing: Listing,
  { depth, type }: { depth: number; type: OrderBookType },
): OrderBook => ({
  figi: listing.instrument.figi,
  depth,
  isConsistent: true,
  bids: levels(listing, 'buy', depth),
  asks: levels(listing, 'sell', depth),
  time: new Date(listing.bookAtMs),
  ...limits(listing),
  instrumentUid: listing.instrument.uid,
  orderBookType: type,
});

export const toBookResponse = (listing: Listing, depth: number): GetOrderBookResponse => ({
  figi: listing.instrument.figi,
  depth,
  bids: levels(listing, 'buy', depth),
  asks: levels(listing, 'sell', depth),
  lastPrice: quote(listing.instrument, listing.lastTicks),
  closePrice: quote(listing.instrument, listing.closeTicks),
  ...limits(listing),
  lastPriceTs: new Date(listing.lastAtMs),
  closePriceTs: undefined,
  orderbookTs: new Date(listing.bookAtMs),
  instrumentUid: listing.instrument.uid,
});

export const toLastPrice = ({ instrument, lastTicks, lastAtMs }: Listing): LastPrice => ({
  figi: instrument.figi,
  price: quote(instrument, lastTicks),
  time: new Date(lastAtMs),
  instrumentUid: instrument.uid,
  lastPriceType: LastPriceType.LAST_PRICE_EXCHANGE,
});

export const toTrade = ({ instrument, side, ticks, lots, atMs }: MarketTrade): Trade => ({
  figi: instrument.figi,
  direction: side === 'buy' ? TradeDirection.TRADE_DIRECTION_BUY : TradeDirection.TRADE_DIRECTION_SELL,
  price: quote(instrument, ticks),
  quantity: lots,
  time: new Date(atMs),
  instrumentUid: instrument.uid,
  tradeSource: TradeSourceType.TRADE_SOURCE_EXCHANGE,
});

export function toStreamStatus({ state }: Exchange, instrument: PaperInstrument): TradingStatus {
  const condition = state.condition(instrument);
  return {
    figi: instrument.figi,
    tradingStatus: toContractStatus(condition.status),
    time: new Date(),
    limitOrderAvailableFlag: takesOrders(condition),
    marketOrderAvailableFlag: matches(condition),
    instrumentUid: instrument.uid,
  };
}

export function toStatusResponse({ state }: Exchange, instrument: PaperInstrument): GetTradingStatusResponse {
  const condition = state.condition(instrument);
  return {
    figi: instrument.figi,
    tradingStatus: toContractStatus(condition.status),
    limitOrderAvailableFlag: takesOrders(condition),
    marketOrderAvailableFlag: matches(condition),
    apiTradeAvailableFlag: condition.apiTradeAvailable,
    instrumentUid: instrument.uid,
    bestpriceOrderAvailableFlag: matches(condition),
    onlyBestPrice: false,
  };
}
