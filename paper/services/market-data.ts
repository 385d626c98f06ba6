import {
  LastPriceType,
  type MarketDataServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { priceOf } from '../instruments/instrument.js';
import { toQuotation } from '../money.js';
import { instrumentOf } from './lookups.js';
import { toBookResponse, toLastPrice, toStatusResponse } from './market-messages.js';

const DEEPEST_BOOK = 50;
const MOST_PRICES = 3_000;
const MOST_STATUSES = 100;

export const createMarketDataService = ({
  exchange,
  watch,
}: {
  exchange: Exchange;
  /** Somebody looks at an instrument. */
  watch: (instrument: ReturnType<typeof instrumentOf>) => void;
}): Partial<MarketDataServiceImplementation<PaperContext>> => ({
  async getOrderBook(request) {
    const instrument = instrumentOf(exchange, request);
    if (request.depth === 0) throw new ContractError(Refusal.missingDepth);
    if (request.depth < 1 || request.depth > DEEPEST_BOOK) throw new ContractError(Refusal.wrongDepth);
    watch(instrument);
    return toBookResponse(exchange.listing(instrument), request.depth);
  },

  async getLastPrices({ instrumentId, figi, lastPriceType }) {
    // There is no dealer here.
    if (lastPriceType === LastPriceType.LAST_PRICE_DEALER) throw new ContractError(Refusal.unimplemented);
    const ids = [...instrumentId, ...figi];
    if (ids.length > MOST_PRICES) throw new ContractError(Refusal.tooManyPrices);
    const wanted =
      ids.length === 0
        ? exchange.catalogue.all
        : ids.map((id) => instrumentOf(exchange, { instrumentId: id }));
    return { lastPrices: wanted.map((instrument) => toLastPrice(exchange.listing(instrument))) };
  },

  async getTradingStatus(request) {
    return toStatusResponse(exchange, instrumentOf(exchange, request));
  },

  async getTradingStatuses({ instrumentId }) {
    if (instrumentId.length > MOST_STATUSES) throw new ContractError(Refusal.tooManyStatuses);
    const instruments = instrumentId.map((id) => instrumentOf(exchange, { instrumentId: id }));
    return { tradingStatuses: instruments.map((instrument) => toStatusResponse(exchange, instrument)) };
  },

  async getClosePrices({ instruments }) {
    return {
      closePrices: instruments.map((wanted) => {
        const instrument = instrumentOf(exchange, wanted);
        const price = toQuotation(priceOf(instrument, exchange.listing(instrument).closeTicks));
        return {
          figi: instrument.figi,
          instrumentUid: instrument.uid,
          price,
          eveningSessionPrice: price,
          time: undefined,
        };
      }),
    };
  },
});
