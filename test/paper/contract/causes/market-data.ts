import {
  CandleInterval,
  type GetCandlesRequest,
  GetCandlesRequest_CandleSource,
  LastPriceType,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  AFTER_ALL_TIMES,
  BEFORE_ALL_TIMES,
  type Cause,
  type Causes,
  daysFromNow,
  HOUR_MS,
  UNKNOWN,
} from './cause.js';

const book =
  (depth: number, instrumentId?: string): Cause =>
  ({ client, uid }) =>
    client.marketData.getOrderBook({ depth, instrumentId: instrumentId ?? uid('SBER') });

/** Of the last hour, by the minute, until other fields say otherwise. */
const candles =
  (fields: Partial<GetCandlesRequest>): Cause =>
  ({ client, uid }) =>
    client.marketData.getCandles({
      instrumentId: uid('SBER'),
      interval: CandleInterval.CANDLE_INTERVAL_1_MIN,
      from: new Date(Date.now() - HOUR_MS),
      to: new Date(),
      ...fields,
    });

const EXCHANGE = GetCandlesRequest_CandleSource.CANDLE_SOURCE_EXCHANGE;

export const MARKET_DATA_CAUSES: Causes = {
  '30011': candles({ interval: CandleInterval.CANDLE_INTERVAL_UNSPECIFIED }),
  '30012': candles({ from: daysFromNow(0), to: daysFromNow(-1) }),
  '30014': candles({ from: daysFromNow(-30) }),
  '30061': candles({ from: BEFORE_ALL_TIMES }),
  '30062': candles({ to: AFTER_ALL_TIMES }),
  '30219': candles({ candleSourceType: UNKNOWN as GetCandlesRequest_CandleSource }),
  '30220': candles({ candleSourceType: EXCHANGE, limit: 10 }),
  '30228': candles({ from: undefined }),
  '30242': candles({ limit: 2_401 }),

  '30084': ({ client, uid }) =>
    client.marketData.getLastTrades({
      instrumentId: uid('SBER'),
      from: new Date(Date.now() - HOUR_MS - 1),
      to: new Date(),
      tradeSource: 0,
    }),

  '30031': book(0),
  '30032': book(51),
  '30093': ({ client }) => client.marketData.getOrderBook({ depth: 1 }),
  '30091': ({ client, uid }) =>
    client.marketData.getTradingStatuses({ instrumentId: Array(101).fill(uid('SBER')) }),
  '30218': ({ client, uid }) =>
    client.marketData.getLastPrices({
      figi: [],
      instrumentId: Array(3_001).fill(uid('SBER')),
      lastPriceType: LastPriceType.LAST_PRICE_UNSPECIFIED,
    }),

  // Nobody subscribes to anything.
  '80004': async ({ client }) => {
    for await (const _ of client.marketDataStream.marketDataServerSideStream({}));
  },
};
