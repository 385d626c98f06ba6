/** Which answers name instruments, and by which fields: the numbers are those of the newer contract. */
import {
  Candle,
  CandleSubscription,
  GetClosePricesResponse,
  GetLastPricesResponse,
  GetLastTradesResponse,
  GetOrderBookResponse,
  GetTradingStatusesResponse,
  GetTradingStatusResponse,
  InfoSubscription,
  InstrumentClosePriceResponse,
  LastPrice,
  LastPriceSubscription,
  MarketDataResponse,
  OrderBook,
  OrderBookSubscription,
  SubscribeCandlesResponse,
  SubscribeInfoResponse,
  SubscribeLastPriceResponse,
  SubscribeOrderBookResponse,
  SubscribeTradesResponse,
  Trade,
  TradeSubscription,
  TradingStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  GetOperationsByCursorResponse,
  OperationItem,
  PortfolioPosition,
  PortfolioResponse,
  PortfolioStreamResponse,
  PositionData,
  PositionsFutures,
  PositionsResponse,
  PositionsSecurities,
  PositionsStreamResponse,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import {
  GetOrdersResponse,
  OrderState,
  PostOrderResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { GetStopOrdersResponse, StopOrder } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import type { Shape } from './names.js';

const named = (codec: Shape['codec'], ticker: number): Shape => ({ codec, names: [ticker, ticker + 1] });
const holding = (codec: Shape['codec'], holds: Shape['holds'] & object): Shape => ({ codec, holds });

const orderState = named(OrderState, 21);
const status = named(GetTradingStatusResponse, 10);
const lastPrice = named(LastPrice, 9);
const trade = named(Trade, 8);
const securities = named(PositionsSecurities, 6);
const futures = named(PositionsFutures, 6);
const positions = holding(PositionsResponse, { securities: [3, securities], futures: [5, futures] });
const portfolio = holding(PortfolioResponse, { positions: [7, named(PortfolioPosition, 32)] });
const subscribed = (codec: Shape['codec'], key: string, subscription: Shape): Shape =>
  holding(codec, { [key]: [2, subscription] });

export const NAMED_ANSWERS: readonly Shape[] = [
  named(PostOrderResponse, 18),
  orderState,
  holding(GetOrdersResponse, { orders: [1, orderState] }),
  holding(GetStopOrdersResponse, { stopOrders: [1, named(StopOrder, 18)] }),

  named(GetOrderBookResponse, 10),
  status,
  holding(GetTradingStatusesResponse, { tradingStatuses: [1, status] }),
  holding(GetLastPricesResponse, { lastPrices: [1, lastPrice] }),
  holding(GetClosePricesResponse, { closePrices: [1, named(InstrumentClosePriceResponse, 3)] }),
  holding(GetLastTradesResponse, { trades: [1, trade] }),
  holding(MarketDataResponse, {
    subscribeCandlesResponse: [
      1,
      subscribed(SubscribeCandlesResponse, 'candlesSubscriptions', named(CandleSubscription, 10)),
    ],
    subscribeOrderBookResponse: [
      2,
      subscribed(SubscribeOrderBookResponse, 'orderBookSubscriptions', named(OrderBookSubscription, 9)),
    ],
    subscribeTradesResponse: [
      3,
      subscribed(SubscribeTradesResponse, 'tradeSubscriptions', named(TradeSubscription, 8)),
    ],
    subscribeInfoResponse: [
      4,
      subscribed(SubscribeInfoResponse, 'infoSubscriptions', named(InfoSubscription, 7)),
    ],
    candle: [5, named(Candle, 11)],
    trade: [6, trade],
    orderbook: [7, named(OrderBook, 11)],
    tradingStatus: [8, named(TradingStatus, 7)],
    subscribeLastPriceResponse: [
      10,
      subscribed(SubscribeLastPriceResponse, 'lastPriceSubscriptions', named(LastPriceSubscription, 7)),
    ],
    lastPrice: [11, lastPrice],
  }),

  positions,
  portfolio,
  holding(GetOperationsByCursorResponse, { items: [6, named(OperationItem, 36)] }),
  holding(PositionsStreamResponse, {
    position: [2, holding(PositionData, { securities: [3, securities], futures: [4, futures] })],
    initialPositions: [5, positions],
  }),
  holding(PortfolioStreamResponse, { portfolio: [2, portfolio] }),
];
