import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type MarketDataRequest,
  type MarketDataResponse,
  OrderBookType,
  SubscriptionAction,
  SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OrderExecutionReportStatus as Status } from 'tinkoff-invest-api/dist/generated/orders.js';
import { validate as isUuid, v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';
import { type Collected, collect } from './stream-reader.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
const open: { end(): void }[] = [];

beforeAll(async () => {
  exchange = await start(dataDir, { internalIdMs: 30 });
  client = connect(exchange);
  sber = await client.uid('SBER');
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});
beforeEach(async () => {
  const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
  for (const { orderId } of orders) await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  await client.control('PUT', '/status/SBER', { status: 'NORMAL_TRADING' });
  await client.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.end();
});

function market(...requests: Partial<MarketDataRequest>[]): Collected<MarketDataResponse> {
  const stream = collect<MarketDataResponse>((signal) =>
    client.marketDataStream.marketDataStream(forever(requests as MarketDataRequest[], signal), { signal }),
  );
  open.push(stream);
  return stream;
}

async function* forever<T>(messages: readonly T[], signal: AbortSignal): AsyncGenerator<T> {
  yield* messages;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

const subscribe = SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE;
const books = (depth: number, instrumentId = sber) => ({
  subscribeOrderBookRequest: {
    subscriptionAction: subscribe,
    instruments: [{ figi: '', instrumentId, depth, orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE }],
  },
});

describe('the order-state stream', () => {
  test('answers the subscription, names an order by an internal id first and tells every fill', async () => {
    const stream = collect((signal) =>
      client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
    );
    open.push(stream);
    await stream.until((messages) =>
      messages.some(({ subscription }) => subscription?.accounts[0] === ACCOUNT),
    );
    const key = uuidv4();
    const placed = await client.orders.postOrder(limitOrder(sber, { lots: 3, price: '300.1', key }));
    const ofOrder = () =>
      stream.messages.flatMap(({ orderState }) => (orderState?.orderRequestId === key ? [orderState] : []));
    await stream.until(() => ofOrder().length === 2);
    const [first, second] = ofOrder();
    expect(first?.executionReportStatus).toBe(Status.EXECUTION_REPORT_STATUS_NEW);
    expect(isUuid(first?.orderId)).toBe(true);
    expect(second?.orderId).toBe(placed.orderId);
    await client.control('POST', '/trade/SBER', { side: 'sell', lots: 1, price: '300.1' });
    await client.control('POST', '/trade/SBER', { side: 'sell', lots: 2, price: '300.1' });
    await stream.until(() => ofOrder().length === 4);
    expect(ofOrder().slice(2)).toMatchObject([
      { executionReportStatus: Status.EXECUTION_REPORT_STATUS_PARTIALLYFILL, lotsExecuted: 1, lotsLeft: 2 },
      { executionReportStatus: Status.EXECUTION_REPORT_STATUS_FILL, lotsExecuted: 3, lotsLeft: 0 },
    ]);
    expect(nano(ofOrder()[3]?.executedOrderPrice)).toBe(300_100_000_000n);
  });

  test('invents a request id for a key that is no UUID', async () => {
    const stream = collect((signal) => client.ordersStream.orderStateStream({ accounts: [] }, { signal }));
    open.push(stream);
    await stream.until((messages) => messages.length > 0);
    const placed = await client.orders.postOrder(
      limitOrder(sber, { lots: 1, price: '299', key: `plain ${uuidv4().slice(0, 8)}` }),
    );
    await stream.until((messages) =>
      messages.some(({ orderState }) => orderState?.orderId === placed.orderId),
    );
    expect(isUuid(placed.orderRequestId)).toBe(true);
  });

  test('pings when it is idle, as often as was asked for', async () => {
    const stream = collect((signal) =>
      client.ordersStream.orderStateStream({ accounts: [ACCOUNT], pingDelayMs: 1_000 }, { signal }),
    );
    open.push(stream);
    await stream.until((messages) => messages.some(({ ping }) => ping !== undefined));
  });
});

describe('the market-data stream', () => {
  test('sends the book at once, then every change, with our lots in it', async () => {
    const stream = market(books(10));
    const lastBook = () => stream.messages.flatMap(({ orderbook }) => (orderbook ? [orderbook] : [])).at(-1);
    await stream.until(() => lastBook() !== undefined);
    expect(stream.messages[0]?.subscribeOrderBookResponse?.orderBookSubscriptions).toMatchObject([
      { subscriptionStatus: SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS, instrumentUid: sber, depth: 10 },
    ]);
    expect(lastBook()).toMatchObject({
      isConsistent: true,
      orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
    });
    await client.orders.postOrder(limitOrder(sber, { lots: 4, price: '300' }));
    await stream.until(() => lastBook()?.bids[0]?.quantity === 104);
  });

  test('gathers what changes faster than ten times a second, and ends with the newest book', async () => {
    const stream = market(books(1));
    const all = () => stream.messages.flatMap(({ orderbook }) => (orderbook ? [orderbook] : []));
    await stream.until(() => all().length > 0);
    for (let lots = 1; lots <= 20; lots += 1) {
      await client.control('PUT', '/book/SBER', { bids: [['300', 1_000 + lots]], asks: [] });
    }
    await stream.until(() => all().at(-1)?.bids[0]?.quantity === 1_020);
    expect(all().length).toBeLessThan(15);
  });

  test('tells statuses, last prices and trades', async () => {
    const named = { subscriptionAction: subscribe, instruments: [{ figi: '', instrumentId: sber }] };
    const stream = market(
      { subscribeInfoRequest: named },
      { subscribeLastPriceRequest: named },
      { subscribeTradesRequest: { ...named, tradeSource: 0 } },
    );
    await stream.until((messages) =>
      messages.some(({ subscribeTradesResponse }) => subscribeTradesResponse !== undefined),
    );
    await client.control('POST', '/trade/SBER', { side: 'buy', lots: 2, price: '300.5' });
    await client.control('PUT', '/status/SBER', { status: 'BREAK_IN_TRADING' });
    await stream.until((messages) =>
      messages.some(({ tradingStatus }) => tradingStatus?.limitOrderAvailableFlag === false),
    );
    expect(stream.messages.find(({ trade }) => trade)?.trade).toMatchObject({
      quantity: 2,
      instrumentUid: sber,
    });
    expect(stream.messages.filter(({ lastPrice }) => lastPrice).at(-1)?.lastPrice?.price).toEqual({
      units: 300,
      nano: 500_000_000,
    });
  });

  test('refuses an unknown instrument and a depth that does not exist', async () => {
    const stream = market(books(10, 'nothing'), books(7));
    const statuses = () =>
      stream.messages.flatMap(
        ({ subscribeOrderBookResponse }) =>
          subscribeOrderBookResponse?.orderBookSubscriptions.map(
            ({ subscriptionStatus }) => subscriptionStatus,
          ) ?? [],
      );
    await stream.until(() => statuses().length === 2);
    expect(statuses()).toEqual([
      SubscriptionStatus.SUBSCRIPTION_STATUS_INSTRUMENT_NOT_FOUND,
      SubscriptionStatus.SUBSCRIPTION_STATUS_DEPTH_IS_INVALID,
    ]);
  });

  test('is refused when sixteen are open', async () => {
    const sixteen = Array.from({ length: 16 }, () => market(books(10)));
    for (const stream of sixteen) await stream.until((messages) => messages.length > 0);
    const one = market(books(10));
    await one.until(() => one.error !== undefined);
    expect(String(one.error)).toContain('80001');
  });
});
