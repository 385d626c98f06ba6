/** What the client class of `tinkoff-invest-api` does beyond trading: charts, its list of subscriptions, the sandbox. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CandlesLoader, Helpers, RealAccount, SandboxAccount, TinkoffInvestApi } from 'tinkoff-invest-api';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type Candle,
  CandleInterval,
  type HistoricCandle,
  SubscriptionInterval,
  TradeSourceType,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OperationState, OperationType } from 'tinkoff-invest-api/dist/generated/operations.js';
import {
  OrderDirection,
  OrderType,
  OrderExecutionReportStatus as Status,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { newDataDir, start } from '../paper-client.js';

const SBER = 'BBG004730N88';
const share = { figi: SBER, instrumentId: SBER };

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let control: PaperControl;
let api: TinkoffInvestApi;
let real: RealAccount;

beforeAll(async () => {
  exchange = await start(dataDir);
  control = paperControl(exchange.controlPort);
  api = new TinkoffInvestApi({ token: 't.somebody-elses', endpoint: `localhost:${exchange.port}` });
  real = new RealAccount(api, (await api.users.getAccounts({})).accounts[0]?.id ?? '');
  await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 100]] });
});
afterAll(async () => {
  await api.stream.market.cancel();
  await exchange.close();
  remove();
});

const order = (quantity: number, price: number) => ({
  ...share,
  quantity,
  price: Helpers.toQuotation(price),
  direction: OrderDirection.ORDER_DIRECTION_BUY,
  orderType: OrderType.ORDER_TYPE_LIMIT,
  orderId: uuidv4(),
  timeInForce: TimeInForceType.TIME_IN_FORCE_UNSPECIFIED,
  priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
});

const isCandle = ({ open, high, low, close }: HistoricCandle): boolean => {
  const [o, h, l, c] = [open, high, low, close].map((each) => Helpers.toNumber(each) ?? Number.NaN);
  return [o, h, l, c].every((each) => each !== undefined && each > 0 && each <= (h ?? 0) && each >= (l ?? 0));
};

describe('charts', () => {
  test('a week of hours, as its helper names the time', async () => {
    const { candles } = await api.marketdata.getCandles({
      ...share,
      interval: CandleInterval.CANDLE_INTERVAL_HOUR,
      ...Helpers.fromTo('-7d'),
    });
    expect(candles.length).toBeGreaterThan(10);
    expect(candles.every(isCandle)).toBe(true);
    const times = candles.map(({ time }) => time?.getTime() ?? 0);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  // It asks for whole days, the one that is not over included, until it has as many candles as it wants.
  test('its loader fills its cache day by day and has the same candles the second time', async () => {
    const cacheDir = join(dataDir, 'cache');
    const loader = new CandlesLoader(api, { cacheDir });
    const wanted = {
      ...share,
      interval: CandleInterval.CANDLE_INTERVAL_15_MIN,
      minCount: 100,
      to: new Date(),
    };
    const { candles } = await loader.getCandles(wanted);
    expect(candles.length).toBeGreaterThanOrEqual(100);
    expect(existsSync(join(cacheDir, 'candles', SBER, '15_min'))).toBe(true);
    const again = await loader.getCandles(wanted);
    const closed = (all: HistoricCandle[]) =>
      all.filter(({ isComplete }) => isComplete).map(({ time, close }) => [time?.getTime(), close]);
    expect(closed(again.candles).slice(-50)).toEqual(closed(candles).slice(-50));
  });

  test('a candle on its stream follows the trades', async () => {
    const candles: Candle[] = [];
    const interval = SubscriptionInterval.SUBSCRIPTION_INTERVAL_ONE_MINUTE;
    const end = await api.stream.market.candles(
      { instruments: [{ ...share, interval }], waitingClose: false },
      (candle) => candles.push(candle),
    );
    await control.trade('SBER', { side: 'buy', lots: 3, price: '300.5' });
    await eventually(() => candles.some(({ close }) => Helpers.toNumber(close) === 300.5), {
      what: 'the candle of the trade',
    });
    expect(candles.at(-1)?.volume).toBeGreaterThanOrEqual(3);
    await end();
  });

  test('the last trades of anybody', async () => {
    await control.trade('SBER', { side: 'sell', lots: 7, price: '300' });
    const { trades } = await api.marketdata.getLastTrades({
      ...share,
      ...Helpers.fromTo('-10m', new Date(Date.now() + 1_000)),
      tradeSource: TradeSourceType.TRADE_SOURCE_UNSPECIFIED,
    });
    expect(trades.some(({ quantity, price }) => quantity === 7 && Helpers.toNumber(price) === 300)).toBe(
      true,
    );
  });
});

test('its list of subscriptions is what it subscribed to', async () => {
  const end = await api.stream.market.info({ instruments: [share] }, () => undefined);
  const answer = await api.stream.market.getMySubscriptions();
  const subscriptions = [
    ...(answer.subscribeInfoResponse?.infoSubscriptions ?? []),
    ...(answer.subscribeLastPriceResponse?.lastPriceSubscriptions ?? []),
    ...(answer.subscribeOrderBookResponse?.orderBookSubscriptions ?? []),
    ...(answer.subscribeTradesResponse?.tradeSubscriptions ?? []),
    ...(answer.subscribeCandlesResponse?.candlesSubscriptions ?? []),
  ];
  expect(subscriptions.length === 0 || subscriptions.every(({ figi }) => figi === SBER)).toBe(true);
  await end();
});

test('what it bought is among its operations', async () => {
  await real.postOrder(order(2, 300.5));
  const { operations } = await eventually(
    async () => {
      const answer = await real.getOperations({
        ...Helpers.fromTo('-1h', new Date(Date.now() + 60_000)),
        state: OperationState.OPERATION_STATE_EXECUTED,
        figi: SBER,
      });
      return answer.operations.length > 0 ? answer : undefined;
    },
    { what: 'the operation', everyMs: 200 },
  );
  const bought = operations.find(({ operationType }) => operationType === OperationType.OPERATION_TYPE_BUY);
  expect([bought?.quantity, Helpers.toNumber(bought?.payment), Helpers.toNumber(bought?.price)]).toEqual([
    20, -6010, 300.5,
  ]);
});

describe('the sandbox, through the account class that is the same for both', () => {
  test('opened, paid in, traded and closed', async () => {
    const account = new SandboxAccount(api, '');
    await account.open();
    expect(account.accountId).not.toBe('');
    expect(account.accountId).not.toBe(real.accountId);
    const { balance } = await account.payIn(Helpers.toMoneyValue(100_000, 'rub'));
    expect(Helpers.toNumber(balance)).toBeGreaterThanOrEqual(100_000);
    expect(await account.getInfo()).toMatchObject({ id: account.accountId });

    const posted = await account.postOrder(order(1, 290));
    expect(posted.executionReportStatus).toBe(Status.EXECUTION_REPORT_STATUS_NEW);
    expect((await account.getOrders()).orders.map(({ orderId }) => orderId)).toEqual([posted.orderId]);
    expect((await real.getOrders()).orders).toEqual([]);
    await account.cancelOrder(posted.orderId);

    await account.postOrder(order(1, 300.5));
    const { positions } = await account.getPortfolio();
    expect(Helpers.toNumber(positions.find(({ figi }) => figi === SBER)?.quantity)).toBe(10);
    await account.close();
    expect(await account.getInfo()).toBeUndefined();
  });
});
