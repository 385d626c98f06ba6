/**
 * The client class of the npm package `tinkoff-invest-api` (by Vitaliy Potapov), as its own documentation uses it:
 * given a token and the endpoint, everything else is the package's.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Helpers, RealAccount, TinkoffApiError, TinkoffInvestApi } from 'tinkoff-invest-api';
import { InstrumentStatus, PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentIdType } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { LastPriceType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OrderDirection,
  OrderType,
  OrderExecutionReportStatus as Status,
  TimeInForceType,
  type TradesStreamResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { judgeLeg } from '../../support/ledger-judge.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { newDataDir, start } from '../paper-client.js';

const SBER = 'BBG004730N88';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let control: PaperControl;
let api: TinkoffInvestApi;
let account: RealAccount;

beforeAll(async () => {
  exchange = await start(dataDir);
  control = paperControl(exchange.controlPort);
  api = new TinkoffInvestApi({ token: 't.somebody-elses', endpoint: `localhost:${exchange.port}` });
  const { accounts } = await api.users.getAccounts({});
  account = new RealAccount(api, accounts[0]?.id ?? '');
  await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
});
afterAll(async () => {
  await exchange.close();
  remove();
});

/** Written as the package's documentation writes an order. */
const order = (quantity: number, price: number, direction = OrderDirection.ORDER_DIRECTION_BUY) => ({
  figi: SBER,
  instrumentId: SBER,
  quantity,
  price: Helpers.toQuotation(price),
  direction,
  orderType: OrderType.ORDER_TYPE_LIMIT,
  orderId: uuidv4(),
  timeInForce: TimeInForceType.TIME_IN_FORCE_UNSPECIFIED,
  priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
});
const stateOf = (orderId: string) =>
  account.getOrderState({ orderId, priceType: PriceType.PRICE_TYPE_UNSPECIFIED });

describe('it looks around', () => {
  test('its account is found and open', async () => {
    expect(account.isSandbox()).toBe(false);
    expect(await account.getInfo()).toMatchObject({ id: account.accountId, openedDate: expect.any(Date) });
  });

  test('instruments of every kind, their steps and values through its helpers', async () => {
    const every = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE };
    const [shares, bonds, etfs, futures] = await Promise.all([
      api.instruments.shares(every),
      api.instruments.bonds(every),
      api.instruments.etfs(every),
      api.instruments.futures(every),
    ]);
    for (const { instruments } of [shares, bonds, etfs, futures]) {
      expect(instruments.length).toBeGreaterThan(0);
      for (const { minPriceIncrement } of instruments) {
        expect(Helpers.toNumber(minPriceIncrement)).toBeGreaterThan(0);
      }
    }
    for (const bond of bonds.instruments) expect(Helpers.toNumber(bond.nominal)).toBeGreaterThan(0);
    for (const future of futures.instruments) {
      expect(Helpers.toNumber(future.minPriceIncrementAmount)).toBeGreaterThan(0);
      expect(future.expirationDate?.getTime()).toBeGreaterThan(Date.now());
    }
  });

  test('a share by its ticker is the one by its FIGI', async () => {
    const byTicker = await api.instruments.shareBy({
      idType: InstrumentIdType.INSTRUMENT_ID_TYPE_TICKER,
      classCode: 'TQBR',
      id: 'SBER',
    });
    const { instruments } = await api.instruments.findInstrument({ query: SBER });
    expect(byTicker.instrument).toMatchObject({ figi: SBER, uid: instruments[0]?.uid });
  });

  test('the book and the last price', async () => {
    const book = await api.marketdata.getOrderBook({ figi: SBER, instrumentId: SBER, depth: 5 });
    expect(book.bids.map(({ price, quantity }) => [Helpers.toNumber(price), quantity])).toEqual([[300, 100]]);
    expect(book.asks.map(({ price, quantity }) => [Helpers.toNumber(price), quantity])).toEqual([
      [300.5, 10],
    ]);
    const { lastPrices } = await api.marketdata.getLastPrices({
      figi: [],
      instrumentId: [SBER],
      lastPriceType: LastPriceType.LAST_PRICE_UNSPECIFIED,
    });
    expect(lastPrices).toHaveLength(1);
    expect(Helpers.toNumber(lastPrices[0]?.price)).toBe(Helpers.toNumber(book.lastPrice));
  });

  test('money and positions are in the portfolio', async () => {
    const portfolio = await account.getPortfolio();
    const { money } = await account.getPositions();
    expect(Helpers.toNumber(portfolio.totalAmountCurrencies)).toBe(Helpers.toNumber(money[0]));
    expect(Helpers.toMoneyString(money[0])).toMatch(/^\d+(\.\d+)? rub$/);
  });
});

describe('it trades', () => {
  test('an order is posted, read, listed and cancelled', async () => {
    const posted = await account.postOrder(order(2, 290));
    expect(posted).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_NEW,
      lotsRequested: 2,
    });
    expect(Helpers.toNumber(posted.initialSecurityPrice)).toBe(290);
    expect((await account.getOrders()).orders.map(({ orderId }) => orderId)).toEqual([posted.orderId]);
    const { money, blocked } = await account.getPositions();
    expect(Helpers.toNumber(blocked[0])).toBeGreaterThan(2 * 10 * 290);
    expect(Helpers.toNumber(money[0])).toBeLessThan(10_000_000);
    await expect(account.cancelOrder(posted.orderId)).resolves.toMatchObject({ time: expect.any(Date) });
    expect(await stateOf(posted.orderId)).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_CANCELLED,
    });
  });

  test('a fill is told by its trades stream and is in portfolio and ledger', async () => {
    const told: TradesStreamResponse[] = [];
    api.stream.trades.on('data', (data) => told.push(data));
    api.stream.trades.on('error', () => undefined);
    api.stream.trades.watch({ accounts: [account.accountId] });
    await eventually(() => told.some(({ subscription }) => subscription), { what: 'the subscription' });

    await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
    const wish = order(3, 300.5);
    const bought = await account.postOrder(wish);
    expect(bought).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_FILL,
      lotsExecuted: 3,
    });
    const [fill] = await eventually(() => told.flatMap(({ orderTrades }) => orderTrades?.trades ?? []), {
      what: 'the fill on the stream',
    });
    expect([fill?.quantity, Helpers.toNumber(fill?.price)]).toEqual([30, 300.5]);

    const { positions } = await account.getPortfolio();
    const held = positions.find(({ figi }) => figi === SBER);
    expect([Helpers.toNumber(held?.quantity), Helpers.toNumber(held?.averagePositionPrice)]).toEqual([
      30, 300.5,
    ]);
    const events = await control.ledger();
    expect(judgeLeg(events, new Set([wish.orderId]))).toMatchObject({ filled: 3, working: 0, most: 3 });
  });

  test('the same order sent twice is one order', async () => {
    const wish = order(1, 280);
    const first = await account.postOrder(wish);
    expect((await account.postOrder(wish)).orderId).toBe(first.orderId);
    await account.cancelOrder(first.orderId);
    const events = (await control.ledger()).filter(({ requestId }) => requestId === wish.orderId);
    expect(events.map(({ kind }) => kind)).toEqual([
      'received',
      'accepted',
      'received',
      'duplicate',
      'cancelled',
    ]);
  });

  test('a refusal becomes its error, with the text, the tracking id and what is left of the limit', async () => {
    const refusal = await account.postOrder(order(1, 290.003)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TinkoffApiError);
    expect(refusal).toMatchObject({
      message: expect.stringContaining('Incorrect minimum price increment'),
      trackingId: expect.stringMatching(/^[0-9a-f]{32}$/),
      ratelimit: '300, 300;w=60',
      ratelimitRemaining: expect.stringMatching(/^2\d\d$/),
    });
  });

  test('past the limit its error says how long to wait', async () => {
    const { unaryLimits } = await api.users.getUserTariff({});
    const limit = unaryLimits.find(({ methods }) => methods.some((each) => each.endsWith('/GetOrders')));
    const calls = Array.from({ length: 1 + (limit?.limitPerMinute ?? 0) }, () => account.getOrders());
    const refused = (await Promise.allSettled(calls)).flatMap((each) =>
      each.status === 'rejected' ? [each.reason] : [],
    );
    expect(refused.at(-1)).toBeInstanceOf(TinkoffApiError);
    expect(refused.at(-1)).toMatchObject({
      message: expect.stringContaining('Request limit exceeded'),
      ratelimit: '200, 200;w=60',
      ratelimitRemaining: '0',
      ratelimitReset: expect.stringMatching(/^([1-9]|[1-5]\d|60)$/),
    });
  });
});
