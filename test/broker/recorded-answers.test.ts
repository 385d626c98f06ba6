/** Answers of the real broker, recorded in 2022: what the code reads, it must read from these. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SecurityTradingStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  BondsResponse,
  CurrenciesResponse,
  InstrumentResponse,
  SharesResponse,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import {
  GetCandlesResponse,
  GetLastPricesResponse,
  GetLastTradesResponse,
  GetOrderBookResponse,
  MarketDataResponse,
  SubscriptionStatus,
  TradeDirection,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OperationState,
  OperationsResponse,
  PortfolioResponse,
  PositionsResponse,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import {
  GetOrdersResponse,
  OrderState,
  PostOrderResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { fromOrderBookAnswer } from '../../broker/book-conversions.js';
import { fromOrderState, fromPostOrderResponse } from '../../broker/order-conversions.js';
import { portfolioFrom } from '../../broker/portfolio.js';
import { fromQuotation, optionalDecimal, toQuotation } from '../../broker/quotation.js';
import { share } from '../support/instruments.js';

const recorded = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/broker/${file}.json`, import.meta.url), 'utf8'));

interface Codec<Message> {
  fromJSON(object: unknown): Message;
  encode(message: Message): { finish(): Uint8Array };
  decode(input: Uint8Array): Message;
}

const under = (field: string, file: string) => ({ [field]: recorded(file) });
const plain = (message: unknown): unknown => JSON.parse(JSON.stringify(message));

/** What the message reads from the record, and what is left of that after a trip over the wire. */
const read = <Message>(codec: Codec<Message>, record: unknown) => {
  const message = codec.fromJSON(record);
  return {
    record,
    message: plain(message),
    afterTheWire: plain(codec.decode(codec.encode(message).finish())),
  };
};

test.each([
  ['shares', () => read(SharesResponse, under('instruments', 'shares'))],
  ['bonds', () => read(BondsResponse, under('instruments', 'bonds'))],
  ['currencies', () => read(CurrenciesResponse, under('instruments', 'currencies'))],
  ['instrument', () => read(InstrumentResponse, under('instrument', 'instrument'))],
  ['candles', () => read(GetCandlesResponse, under('candles', 'candles'))],
  ['last-prices', () => read(GetLastPricesResponse, recorded('last-prices'))],
  ['last-trades', () => read(GetLastTradesResponse, recorded('last-trades'))],
  ['order-book', () => read(GetOrderBookResponse, recorded('order-book'))],
  ['stream-candle', () => read(MarketDataResponse, recorded('stream-candle'))],
  ['stream-subscribe-response', () => read(MarketDataResponse, recorded('stream-subscribe-response'))],
  ['operations-cancelled', () => read(OperationsResponse, under('operations', 'operations-cancelled'))],
  ['operations-executed', () => read(OperationsResponse, under('operations', 'operations-executed'))],
  ['portfolio', () => read(PortfolioResponse, recorded('portfolio'))],
  ['positions-with-blocked-money', () => read(PositionsResponse, recorded('positions-with-blocked-money'))],
  ['orders', () => read(GetOrdersResponse, under('orders', 'orders'))],
  ['order-state-new', () => read(OrderState, recorded('order-state-new'))],
  ['order-state-executed-market-buy', () => read(OrderState, recorded('order-state-executed-market-buy'))],
  ['order-state-executed-market-sell', () => read(OrderState, recorded('order-state-executed-market-sell'))],
  ['order-limit-buy-response', () => read(PostOrderResponse, recorded('order-limit-buy-response'))],
  ['order-market-buy-response', () => read(PostOrderResponse, recorded('order-market-buy-response'))],
  ['order-market-sell-response', () => read(PostOrderResponse, recorded('order-market-sell-response'))],
] as const)('%s holds every recorded field, and is the same after a trip over the wire', (_file, readIt) => {
  const { record, message, afterTheWire } = readIt();
  expect(message).toMatchObject(record as object);
  expect(afterTheWire).toEqual(message);
});

test('every amount of the recorded catalogue survives Decimal and back', () => {
  const amounts = quotationsIn([recorded('shares'), recorded('bonds'), recorded('portfolio')]);
  expect(amounts.length).toBeGreaterThan(5_000);
  for (const amount of amounts) expect(toQuotation(fromQuotation(amount))).toEqual(amount);
});

test('the catalogue says what an instrument is', () => {
  const { instruments: shares } = SharesResponse.fromJSON(under('instruments', 'shares'));
  const { instruments: bonds } = BondsResponse.fromJSON(under('instruments', 'bonds'));
  const { instruments: currencies } = CurrenciesResponse.fromJSON(under('instruments', 'currencies'));
  expect([shares.length, bonds.length, currencies.length]).toEqual([1_855, 646, 12]);
  const sber = shares.find(({ ticker }) => ticker === 'SBER');
  expect(sber).toMatchObject({ classCode: 'TQBR', lot: 10, currency: 'rub', apiTradeAvailableFlag: true });
  expect(sber?.tradingStatus).toBe(SecurityTradingStatus.SECURITY_TRADING_STATUS_BREAK_IN_TRADING);
  expect(optionalDecimal(sber?.minPriceIncrement)?.toFixed()).toBe('0.01');
  const bond = bonds.find(({ ticker }) => ticker === 'SU29013RMFS8');
  expect(optionalDecimal(bond?.nominal)?.toFixed()).toBe('1000');
  expect(optionalDecimal(bond?.aciValue)?.toFixed()).toBe('20.19');
  expect(bond?.maturityDate).toEqual(new Date('2030-09-18T00:00:00.000Z'));
  const lira = currencies.find(({ ticker }) => ticker === 'TRYRUB_TOM');
  expect([lira?.lot, optionalDecimal(lira?.minPriceIncrement)?.toFixed()]).toEqual([1_000, '0.0001']);
  const { instrument } = InstrumentResponse.fromJSON(under('instrument', 'instrument'));
  expect([instrument?.ticker, optionalDecimal(instrument?.dshort)?.toFixed()]).toEqual(['SBER', '0.3168']);
});

test('candles and trades are what the market did', () => {
  const { candles } = GetCandlesResponse.fromJSON(under('candles', 'candles'));
  expect(candles).toHaveLength(525);
  expect(optionalDecimal(candles[0]?.open)?.toFixed()).toBe('124.74');
  expect(candles[0]).toMatchObject({ volume: 47_409, time: new Date('2022-05-06T07:00:00.000Z') });
  const { trades } = GetLastTradesResponse.fromJSON(recorded('last-trades'));
  expect(optionalDecimal(trades[0]?.price)?.toFixed()).toBe('120.34');
  expect(trades[1]).toMatchObject({ direction: TradeDirection.TRADE_DIRECTION_SELL, quantity: 3 });
  const { subscribeCandlesResponse } = MarketDataResponse.fromJSON(recorded('stream-subscribe-response'));
  expect(subscribeCandlesResponse?.candlesSubscriptions).toMatchObject([
    { figi: 'BBG004730N88', subscriptionStatus: SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS },
  ]);
  const [cancelled] = OperationsResponse.fromJSON(under('operations', 'operations-cancelled')).operations;
  expect(cancelled).toMatchObject({
    state: OperationState.OPERATION_STATE_CANCELED,
    quantity: 10,
    quantityRest: 10,
  });
});

test('amounts of the other answers are what the broker showed', () => {
  const { money, blocked, securities } = PositionsResponse.fromJSON(recorded('positions-with-blocked-money'));
  expect(money.map((each) => [each.currency, fromQuotation(each).toFixed()])).toEqual([
    ['rub', '2006.23'],
    ['usd', '0.57'],
  ]);
  expect(blocked.map((each) => fromQuotation(each).toFixed())).toEqual(['1003']);
  expect(securities.map(({ balance }) => balance)).toEqual([4, 10]);
  const portfolio = PortfolioResponse.fromJSON(recorded('portfolio'));
  expect(optionalDecimal(portfolio.totalAmountShares)?.toFixed()).toBe('14076.47');
  expect(optionalDecimal(portfolio.expectedYield)?.toFixed()).toBe('-15.67');
  const { lastPrices } = GetLastPricesResponse.fromJSON(recorded('last-prices'));
  expect(lastPrices.map(({ price }) => optionalDecimal(price)?.toFixed())).toEqual(['120.3']);
  const { candle } = MarketDataResponse.fromJSON(recorded('stream-candle'));
  expect([candle?.low, candle?.high].map((each) => optionalDecimal(each)?.toFixed())).toEqual([
    '120.16',
    '120.25',
  ]);
  const [fee] = OperationsResponse.fromJSON(under('operations', 'operations-executed')).operations;
  expect(optionalDecimal(fee?.payment)?.toFixed()).toBe('-3.62');
});

describe('orders', () => {
  const SBER = share({ lot: 10 });

  test('an executed purchase: the price in the answer to the post is of one share', () => {
    const answer = fromPostOrderResponse(
      PostOrderResponse.fromJSON(recorded('order-market-buy-response')),
      SBER,
    );
    expect(plain(answer)).toEqual({
      brokerOrderId: '31296501240',
      instrumentUid: '',
      direction: 'buy',
      status: 'filled',
      lotsRequested: 1,
      lotsExecuted: 1,
      price: '120.67',
      averagePrice: '120.3',
    });
  });

  test('the same order read later: executedOrderPrice is the whole, averagePositionPrice of one share', () => {
    const state = fromOrderState(OrderState.fromJSON(recorded('order-state-executed-market-buy')), SBER);
    expect(plain(state)).toEqual({
      brokerOrderId: '31296501240',
      instrumentUid: '',
      direction: 'buy',
      status: 'filled',
      lotsRequested: 1,
      lotsExecuted: 1,
      price: '120.67',
      averagePrice: '120.3',
      executedValue: '1203',
      commission: '3.61',
      placedAt: '2022-05-13T16:52:12.723Z',
    });
  });

  test('an executed sale', () => {
    const state = fromOrderState(OrderState.fromJSON(recorded('order-state-executed-market-sell')), SBER);
    expect(plain(state)).toMatchObject({
      direction: 'sell',
      status: 'filled',
      averagePrice: '120.55',
      executedValue: '1205.5',
      commission: '3.62',
    });
  });

  test('a new order has neither an average nor a sum', () => {
    const state = fromOrderState(OrderState.fromJSON(recorded('order-state-new')), SBER);
    expect(plain(state)).toEqual({
      brokerOrderId: '31295729277',
      instrumentUid: '',
      direction: 'buy',
      status: 'new',
      lotsRequested: 1,
      lotsExecuted: 0,
      price: '100',
      commission: '0',
      placedAt: '2022-05-13T15:58:55.511Z',
    });
  });

  test('fills that were not all listed give no exact sum', () => {
    const state = OrderState.fromJSON(recorded('order-state-executed-market-buy'));
    expect(fromOrderState({ ...state, lotsExecuted: 2 }, SBER).executedValue).toBeUndefined();
    expect(fromOrderState(state, undefined).executedValue).toBeUndefined();
  });
});

test('a book: prices of one share, lots, and the limits of the day', () => {
  const book = fromOrderBookAnswer(GetOrderBookResponse.fromJSON(recorded('order-book')), undefined);
  expect(plain(book)).toEqual({
    instrumentUid: '',
    bids: [
      { price: '120.17', lots: 67 },
      { price: '120.16', lots: 80 },
    ],
    asks: [
      { price: '120.19', lots: 92 },
      { price: '120.2', lots: 2241 },
    ],
    limitUp: '143.19',
    limitDown: '94.99',
  });
});

function quotationsIn(value: unknown): { units: number; nano: number }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('units' in value && 'nano' in value) {
    const { units, nano } = value as { units: number; nano: number };
    return [{ units, nano }];
  }
  return Object.values(value).flatMap(quotationsIn);
}

test('the portfolio says what each position cost and what it is worth, currencies by their codes', () => {
  const { instruments: currencies } = CurrenciesResponse.fromJSON(under('instruments', 'currencies'));
  const isoCodes = new Map(
    currencies.map(({ figi, isoCurrencyName }) => [figi, isoCurrencyName.toLowerCase()]),
  );
  const { worth, positions } = portfolioFrom(PortfolioResponse.fromJSON(recorded('portfolio')), {
    instruments: new Map(),
    lastPrices: new Map(),
    currencies: isoCodes,
  });
  expect(worth).toBeUndefined();
  expect(
    positions.map(({ instrumentUid, kind, amount, currency, isoCurrency, averagePrice, lastPrice }) => [
      ...[instrumentUid, kind, amount.toFixed(), currency, isoCurrency],
      ...[averagePrice?.toFixed(), lastPrice?.toFixed()],
    ]),
  ).toEqual([
    ['BBG000BR2B91', 'share', '4', 'USD', undefined, '54.26', '50.13'],
    ['BBG004730N88', 'share', '10', 'RUB', undefined, expect.any(String), expect.any(String)],
    ['BBG0013HGFT4', 'currency', '0.57', 'RUB', 'usd', '73.91', '64.155'],
  ]);
});
