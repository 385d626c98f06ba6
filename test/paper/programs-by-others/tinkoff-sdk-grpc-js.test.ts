/**
 * The npm package `tinkoff-sdk-grpc-js` (by pskucherov), generated from a newer contract than ours. The broker's address
 * and its TLS are written in it, so its environment alone leads it to the exchange: nothing of the program is changed.
 */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { judgeLeg } from '../../support/ledger-judge.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { newDataDir, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { connectSdk, type Sdk, type SdkAtExchange } from './sdk.js';

const SBER = 'BBG004730N88';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let control: PaperControl;
let program: SdkAtExchange;
let sdk: Sdk;
let accountId: string;

beforeAll(async () => {
  exchange = await start(dataDir);
  control = paperControl(exchange.controlPort);
  program = await connectSdk(exchange.port);
  ({ sdk, accountId } = program);
  await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
});
afterAll(async () => {
  await program.close();
  await exchange.close();
  remove();
});

const number = (value: { units: number; nano: number } | undefined) =>
  value && value.units + value.nano / 1e9;

/** With the fields that its examples give, and no more. */
const order = (quantity: number, units: number, nano = 0) => ({
  accountId,
  figi: SBER,
  quantity,
  price: { units, nano },
  direction: sdk.OrderDirection.ORDER_DIRECTION_BUY,
  orderType: sdk.OrderType.ORDER_TYPE_LIMIT,
  orderId: uuidv4(),
});
const Status = () => sdk.structures.orders.OrderExecutionReportStatus;

async function refusalOf(call: Promise<unknown>) {
  const before = program.refusals.length;
  await expect(call).rejects.toThrow();
  return program.refusals.slice(before);
}

describe('it looks around', () => {
  test('it asked for the broker by name and for nobody else', () => {
    expect(new Set(program.broker.asked)).toEqual(new Set(['invest-public-api.tinkoff.ru:443']));
  });

  test('its user: account, information, tariff', async () => {
    const { accounts } = await sdk.users.getAccounts({});
    expect(accounts).toMatchObject([
      {
        status: sdk.AccountStatus.ACCOUNT_STATUS_OPEN,
        accessLevel: sdk.AccessLevel.ACCOUNT_ACCESS_LEVEL_FULL_ACCESS,
      },
    ]);
    expect((await sdk.users.getInfo({})).tariff).toBe('trader');
    const { unaryLimits, streamLimits } = await sdk.users.getUserTariff({});
    expect(unaryLimits.every(({ limitPerMinute, methods }) => limitPerMinute > 0 && methods.length > 0)).toBe(
      true,
    );
    expect(streamLimits.length).toBeGreaterThan(0);
  });

  test('instruments of every kind, without a field of the request', async () => {
    for (const list of ['shares', 'bonds', 'etfs', 'currencies', 'futures'] as const) {
      const { instruments } = await sdk.instruments[list]({
        instrumentStatus: sdk.InstrumentStatus.INSTRUMENT_STATUS_BASE,
      });
      expect([list, instruments.length > 0, new Set(instruments.map(({ uid }) => uid)).size]).toEqual([
        list,
        true,
        instruments.length,
      ]);
    }
    const { instrument } = await sdk.instruments.shareBy({
      idType: sdk.InstrumentIdType.INSTRUMENT_ID_TYPE_FIGI,
      id: SBER,
    });
    expect(instrument).toMatchObject({ ticker: 'SBER', classCode: 'TQBR', lot: 10, currency: 'rub' });
  });

  test('book, last price and status by FIGI alone', async () => {
    const book = await sdk.marketData.getOrderBook({ figi: SBER, depth: 5 });
    expect([number(book.bids[0]?.price), number(book.asks[0]?.price)]).toEqual([300, 300.5]);
    const { lastPrices } = await sdk.marketData.getLastPrices({ figi: [SBER] });
    expect(lastPrices.map(({ price }) => number(price))).toEqual([number(book.lastPrice)]);
    const status = await sdk.marketData.getTradingStatus({ figi: SBER });
    expect(status.limitOrderAvailableFlag && status.apiTradeAvailableFlag).toBe(true);
  });
});

describe('its streams', () => {
  test('a market-data stream that its own generator feeds', async () => {
    let goOn = true;
    const { SubscriptionAction, MarketDataRequest } = sdk;
    const subscriptionAction = SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE;
    const instruments = [{ figi: SBER }];
    async function* requests() {
      yield MarketDataRequest.fromPartial({ subscribeLastPriceRequest: { subscriptionAction, instruments } });
      yield MarketDataRequest.fromPartial({
        subscribeOrderBookRequest: { subscriptionAction, instruments: [{ figi: SBER, depth: 10 }] },
      });
      yield MarketDataRequest.fromPartial({ subscribeTradesRequest: { subscriptionAction, instruments } });
      await eventually(() => !goOn, { what: 'the end of the test' });
    }
    const stream = collect(() => sdk.marketDataStream.marketDataStream(requests()));
    await stream.until((messages) => messages.some(({ orderbook }) => orderbook));
    await control.trade('SBER', { side: 'sell', lots: 4, price: '300' });
    await stream.until((messages) => messages.some(({ trade }) => trade));
    goOn = false;
    await eventually(() => stream.ended, { what: 'the stream ended by its program' });
    expect(stream.error).toBeUndefined();
    const [trade] = stream.messages.flatMap((message) => message.trade ?? []);
    expect([trade?.figi, trade?.quantity, number(trade?.price)]).toEqual([SBER, 4, 300]);
    const statuses = stream.messages
      .flatMap((message) => [
        ...(message.subscribeLastPriceResponse?.lastPriceSubscriptions ?? []),
        ...(message.subscribeOrderBookResponse?.orderBookSubscriptions ?? []),
        ...(message.subscribeTradesResponse?.tradeSubscriptions ?? []),
      ])
      .map(({ subscriptionStatus }) => subscriptionStatus);
    expect(statuses).toEqual(
      Array(3).fill(sdk.structures.marketData.SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS),
    );
  });

  test('its orders are told by the stream of their states, with pings as the newer contract asks for them', async () => {
    const stream = collect((signal) =>
      sdk.ordersStream.orderStateStream({ accounts: [accountId], pingDelayMillis: 1_000 }, { signal }),
    );
    await stream.until((messages) => messages.some(({ subscription }) => subscription));
    const wish = order(1, 285);
    const posted = await sdk.orders.postOrder(wish);
    await sdk.orders.cancelOrder({ accountId, orderId: posted.orderId });
    const states = () => stream.messages.flatMap(({ orderState }) => orderState ?? []);
    const { EXECUTION_REPORT_STATUS_CANCELLED } = Status();
    await stream.until(() =>
      states().some((state) => state.executionReportStatus === EXECUTION_REPORT_STATUS_CANCELLED),
    );
    expect(new Set(states().map(({ orderRequestId }) => orderRequestId))).toEqual(new Set([wish.orderId]));
    expect(states().at(-1)).toMatchObject({ ticker: 'SBER', lotsCancelled: 1, lotsLeft: 0, accountId });
    await stream.until((messages) => messages.some(({ ping }) => ping));
    stream.end();
  });
});

describe('it trades', () => {
  test('an order is posted, found by either id and cancelled', async () => {
    const wish = order(2, 290);
    const posted = await sdk.orders.postOrder(wish);
    expect(posted).toMatchObject({ figi: SBER, orderRequestId: wish.orderId, lotsRequested: 2 });
    const { orders } = await sdk.orders.getOrders({ accountId });
    expect(orders.map(({ orderId }) => orderId)).toEqual([posted.orderId]);
    const byRequest = await sdk.orders.getOrderState({
      accountId,
      orderId: wish.orderId,
      orderIdType: sdk.structures.orders.OrderIdType.ORDER_ID_TYPE_REQUEST,
    });
    expect([byRequest.orderId, number(byRequest.initialSecurityPrice)]).toEqual([posted.orderId, 290]);
    await sdk.orders.cancelOrder({ accountId, orderId: posted.orderId });
    expect((await sdk.orders.getOrders({ accountId })).orders).toEqual([]);
  });

  test('a fill is among the executed orders of the day, in its portfolio and in the ledger', async () => {
    const wish = order(3, 300, 500_000_000);
    const { orderId } = await sdk.orders.postOrder(wish);
    const { EXECUTION_REPORT_STATUS_FILL } = Status();
    const { orders } = await sdk.orders.getOrders({
      accountId,
      advancedFilters: { executionStatus: [EXECUTION_REPORT_STATUS_FILL] },
    });
    expect(orders.find((each) => each.orderId === orderId)).toMatchObject({ lotsExecuted: 3 });
    const { securities } = await sdk.operations.getPositions({ accountId });
    expect(securities.find(({ figi }) => figi === SBER)?.balance).toBe(30);
    const { positions } = await sdk.operations.getPortfolio({ accountId });
    expect(number(positions.find(({ figi }) => figi === SBER)?.averagePositionPrice)).toBe(300.5);
    expect(judgeLeg(await control.ledger(), new Set([wish.orderId]))).toMatchObject({
      filled: 3,
      working: 0,
    });
  });

  test('a short needs the consent that only the newer contract can give', async () => {
    const sell = { ...order(10, 301), direction: sdk.OrderDirection.ORDER_DIRECTION_SELL };
    const [refusal] = await refusalOf(sdk.orders.postOrder(sell));
    expect(refusal?.message).toBe('Confirmation required for specified instrument');
    const posted = await sdk.orders.postOrder({ ...sell, confirmMarginTrade: true });
    expect(posted.executionReportStatus).toBe(Status().EXECUTION_REPORT_STATUS_NEW);
    await sdk.orders.cancelOrder({ accountId, orderId: posted.orderId });
  });

  test('it knows what refused it, from its own table of errors', async () => {
    const calls = [
      () => sdk.orders.postOrder(order(1, 290, 3_000_000)),
      () => sdk.orders.postOrder(order(0, 290)),
      () => sdk.orders.getOrderState({ accountId, orderId: 'nobody-posted-it' }),
      () => sdk.operations.getPortfolio({ accountId: '1234567890' }),
    ];
    const texts: (string | undefined)[] = [];
    for (const call of calls) {
      const [refusal] = await refusalOf(call());
      expect(refusal).toMatchObject({
        trackId: expect.stringMatching(/^[0-9a-f]{32}$/),
        description: expect.stringMatching(/[а-я]/),
      });
      texts.push(refusal?.message);
    }
    expect(texts).toEqual([
      'Incorrect minimum price increment',
      'Parameter `quantity` is missing or equal to 0',
      'Order not found',
      'Account not found',
    ]);
  });

  test('every error of the exchange is in its table with the same status and text', () => {
    const here = createRequire(import.meta.url);
    const table = here('tinkoff-sdk-grpc-js/dist/errors/api_errors.json') as Record<
      string,
      { type: string; message: string }
    >;
    const known = here('../../../paper/data/errors.json') as Record<string, [type: string, text: string]>;
    for (const [code, [type, message]] of Object.entries(known)) {
      expect([code, table[code]]).toMatchObject([code, { type, message }]);
    }
  });
});
