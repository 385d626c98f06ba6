import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { LastPriceType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OrderStateStreamResponse_StatusCauseInfo as Cause,
  OrderDirection,
  OrderIdType,
  type OrderStateStreamResponse,
  OrderType,
  type PostOrderRequest,
  OrderExecutionReportStatus as Status,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';
import { type Collected, collect } from './stream-reader.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
/** The exchange's own prices. */
const LAST = { figi: [], lastPriceType: LastPriceType.LAST_PRICE_EXCHANGE };
const open: { end(): void }[] = [];

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 50, internalIdMs: 0 });
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
  await client.control('PUT', '/account', { money: '10000000', positions: [] });
  await client.control('PUT', '/status/SBER', { status: 'NORMAL_TRADING' });
  await client.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.end();
});

async function ownOrders(): Promise<Collected<OrderStateStreamResponse>> {
  const stream = collect<OrderStateStreamResponse>((signal) =>
    client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
  );
  open.push(stream);
  await stream.until((messages) => messages.some(({ subscription }) => subscription));
  return stream;
}
const statesOf = ({ messages }: Collected<OrderStateStreamResponse>, key: string) =>
  messages.flatMap(({ orderState }) => (orderState?.orderRequestId === key ? [orderState] : []));

const asyncOrder = (order: Parameters<typeof limitOrder>[1]) => {
  const { figi: _, ...request } = limitOrder(sber, order);
  return request;
};
const ledgerOf = async (key: string) =>
  (await client.ledger()).filter(({ requestId }) => requestId === key).map(({ kind }) => kind);

describe('an asynchronous order', () => {
  test('is answered as new, and becomes an order', async () => {
    const key = uuidv4();
    const stream = await ownOrders();
    const answer = await client.orders.postOrderAsync(asyncOrder({ lots: 2, price: '299', key }));
    expect(answer).toMatchObject({
      orderRequestId: key,
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_NEW,
    });
    expect(answer.tradeIntentId).toBeTruthy();
    const request = { accountId: ACCOUNT, orderId: key, orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST };
    await stream.until(() => statesOf(stream, key).length > 0);
    const state = await client.orders.getOrderState({ ...request, priceType: 0 });
    expect(state).toMatchObject({ lotsRequested: 2, orderRequestId: key });
    expect(await ledgerOf(key)).toEqual(['received', 'accepted']);
  });

  test('that the exchange does not take is told by the stream, and its key is free again', async () => {
    const key = uuidv4();
    const stream = await ownOrders();
    const uncovered = asyncOrder({ sell: true, lots: 3, price: '301', key });
    expect((await client.orders.postOrderAsync(uncovered)).executionReportStatus).toBe(
      Status.EXECUTION_REPORT_STATUS_NEW,
    );
    await stream.until(() => statesOf(stream, key).length > 0);
    expect(statesOf(stream, key)).toMatchObject([
      {
        executionReportStatus: Status.EXECUTION_REPORT_STATUS_REJECTED,
        statusInfo: Cause.CAUSE_CANCELLED_NOT_ENOUGH_POSITION,
        lotsRequested: 3,
        lotsExecuted: 0,
      },
    ]);
    expect((await client.orders.getOrders({ accountId: ACCOUNT })).orders).toEqual([]);
    const placed = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '299', key }));
    expect(placed.lotsRequested).toBe(1);
    expect(await ledgerOf(key)).toEqual(['received', 'rejected', 'received', 'accepted']);
  });

  test('that cannot be understood is refused at once', async () => {
    await expect(client.orders.postOrderAsync(asyncOrder({ lots: 0, price: '299' }))).rejects.toThrow(
      '30015',
    );
  });
});

describe('a replaced order', () => {
  const replace = (orderId: string, lots: number, price: string, key = uuidv4()) => {
    const { price: quotation } = limitOrder(sber, { lots, price });
    return client.orders.replaceOrder({
      accountId: ACCOUNT,
      orderId,
      idempotencyKey: key,
      quantity: lots,
      price: quotation,
    });
  };

  test('is cancelled, and another comes in its place', async () => {
    const key = uuidv4();
    const old = await client.orders.postOrder(limitOrder(sber, { lots: 5, price: '299' }));
    const moved = await replace(old.orderId, 4, '299.5', key);
    expect(moved).toMatchObject({ lotsRequested: 4, orderRequestId: key });
    expect(moved.orderId).not.toBe(old.orderId);
    const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
    expect(orders.map(({ orderId }) => orderId)).toEqual([moved.orderId]);
    expect((await replace(old.orderId, 4, '299.5', key)).orderId).toBe(moved.orderId);
    expect(await ledgerOf(key)).toEqual(['accepted', 'replaced', 'duplicate']);
  });

  test('is gone when its second half is refused', async () => {
    await client.control('PUT', '/account', { money: '20000' });
    const key = uuidv4();
    const old = await client.orders.postOrder(limitOrder(sber, { lots: 5, price: '299' }));
    await expect(replace(old.orderId, 50, '299', key)).rejects.toThrow('30042');
    expect((await client.orders.getOrders({ accountId: ACCOUNT })).orders).toEqual([]);
    expect(await ledgerOf(key)).toEqual(['rejected']);
  });

  test('must work, and needs a key of its own', async () => {
    const old = await client.orders.postOrder(limitOrder(sber, { lots: 5, price: '299' }));
    await expect(replace(old.orderId, 5, '299', '')).rejects.toThrow('30029');
    await client.orders.cancelOrder({ accountId: ACCOUNT, orderId: old.orderId });
    await expect(replace(old.orderId, 5, '299')).rejects.toThrow('30059');
    await expect(replace('1', 5, '299')).rejects.toThrow('50005');
  });
});

describe('what an order may be', () => {
  const post = (instrumentId: string, order: Parameters<typeof limitOrder>[1]) =>
    client.orders.postOrder(limitOrder(instrumentId, order));
  const market = { orderType: OrderType.ORDER_TYPE_MARKET, price: '1', lots: 1 };
  const best = { orderType: OrderType.ORDER_TYPE_BESTPRICE, price: '1', lots: 1 };

  test('an auction takes limit orders only, a break none', async () => {
    await client.control('PUT', '/status/SBER', { status: 'CLOSING_AUCTION' });
    await expect(post(sber, market)).rejects.toThrow('30068');
    await expect(post(sber, best)).rejects.toThrow('30068');
    expect((await post(sber, { lots: 1, price: '299' })).lotsExecuted).toBe(0);
    await client.control('PUT', '/status/SBER', { status: 'BREAK_IN_TRADING' });
    await expect(post(sber, market)).rejects.toThrow('30079');
  });

  test('the time in force is of limit orders alone', async () => {
    const all = { timeInForce: TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL };
    expect((await post(sber, { ...market, ...all, lots: 20 })).lotsExecuted).toBe(10);
  });

  test('all or nothing is not for derivatives', async () => {
    const { instruments } = await client.instruments.futures({ instrumentStatus: 1 });
    const future = instruments.find(({ ticker }) => ticker.startsWith('RI'))?.uid ?? '';
    const { lastPrices } = await client.marketData.getLastPrices({ ...LAST, instrumentId: [future] });
    const price = lastPrices[0]?.price;
    const order = limitOrder(future, { lots: 1, price: '1' });
    const all = { ...order, price, timeInForce: TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL };
    await expect(client.orders.postOrder(all)).rejects.toThrow('30254');
    const kill = { ...all, timeInForce: TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL, orderId: uuidv4() };
    expect((await client.orders.postOrder(kill)).lotsRequested).toBe(1);
  });

  const wrong: [what: string, change: Partial<PostOrderRequest>, code: string][] = [
    ['a direction that does not exist', { direction: 9 as OrderDirection }, '30020'],
    ['no direction', { direction: OrderDirection.ORDER_DIRECTION_UNSPECIFIED }, '30019'],
    ['a type that does not exist', { orderType: 9 as OrderType }, '30026'],
    ['no type', { orderType: OrderType.ORDER_TYPE_UNSPECIFIED }, '30025'],
    ['a time in force that does not exist', { timeInForce: 9 as TimeInForceType }, '30254'],
    ['a price type that does not exist', { priceType: 9 as PriceType }, '30104'],
    ['points for a share', { priceType: 1 }, '30085'],
    ['a price of two signs', { price: { units: 299, nano: -1 } }, '30018'],
    ['no price', { price: undefined }, '30017'],
    ['more lots than can be counted', { quantity: 2_000_000_000 }, '30016'],
    ['no instrument', { instrumentId: '' }, '30093'],
    ['no account', { accountId: '' }, '30021'],
  ];
  test.each(wrong)('%s is refused', async (_, change, code) => {
    const order = { ...limitOrder(sber, { lots: 1, price: '299' }), ...change };
    await expect(client.orders.postOrder(order)).rejects.toThrow(code);
  });
});

describe('estimates', () => {
  test('what an order costs, by kind', async () => {
    const request = { accountId: ACCOUNT, direction: OrderDirection.ORDER_DIRECTION_BUY, quantity: 2 };
    const share = await client.orders.getOrderPrice({
      ...request,
      instrumentId: sber,
      price: { units: 300, nano: 0 },
    });
    expect([share.initialOrderAmount, share.executedCommission, share.totalOrderAmount].map(nano)).toEqual([
      6_000_000_000_000n,
      3_000_000_000n,
      6_003_000_000_000n,
    ]);
    const { instruments } = await client.instruments.futures({ instrumentStatus: 1 });
    const future = instruments.find(({ ticker }) => ticker.startsWith('RI'));
    const price = await client.orders.getOrderPrice({ ...request, instrumentId: future?.uid ?? '' });
    expect(nano(price.extraFuture?.initialMargin)).toBe(2n * nano(future?.initialMarginOnBuy));
    expect(price.extraBond).toBeUndefined();
    await expect(
      client.orders.getOrderPrice({ ...request, instrumentId: sber, price: { units: 300, nano: 1 } }),
    ).rejects.toThrow('30078');
  });

  test('the most lots are exactly what can be placed', async () => {
    await client.control('PUT', '/account', { money: '100000', positions: { SBER: 70 } });
    const limits = await client.orders.getMaxLots({
      accountId: ACCOUNT,
      instrumentId: sber,
      price: { units: 300, nano: 0 },
    });
    expect(limits.sellLimits?.sellMaxLots).toBe(7);
    expect(limits.buyLimits?.buyMaxLots).toBe(33);
    expect(limits.buyLimits?.buyMaxMarketLots).toBe(10);
    const withMargin = limits.buyMarginLimits?.buyMaxLots ?? 0;
    expect(withMargin).toBeGreaterThan(33);
    expect(limits.sellMarginLimits?.sellMaxLots).toBeGreaterThan(7);
    const buy = (lots: number) => client.orders.postOrder(limitOrder(sber, { lots, price: '300' }));
    await expect(buy(withMargin + 1)).rejects.toThrow('30042');
    await expect(buy(withMargin)).rejects.toThrow('30240');
    await expect(buy(34)).rejects.toThrow('30240');
    expect((await buy(33)).lotsRequested).toBe(33);
  });

  test('a purchase needs money for its commission too', async () => {
    await client.control('PUT', '/account', { money: '6002.99', positions: [] });
    const buy = () => client.orders.postOrder(limitOrder(sber, { lots: 2, price: '300' }));
    await expect(buy()).rejects.toThrow('30240');
    await client.control('PUT', '/account', { money: '6003' });
    expect((await buy()).lotsRequested).toBe(2);
  });

  test('what a short sale brought in is no money of one’s own', async () => {
    await client.control('PUT', '/account', {
      money: '200000',
      positions: [{ ticker: 'SBER', amount: -300, averagePrice: '300' }],
    });
    const gazp = await client.uid('GAZP');
    const { buyLimits } = await client.orders.getMaxLots({ accountId: ACCOUNT, instrumentId: gazp });
    const { lastPrices } = await client.marketData.getLastPrices({ ...LAST, instrumentId: [sber] });
    const owed = 300n * nano(lastPrices[0]?.price);
    expect(nano(buyLimits?.buyMoneyAmount)).toBe(200_000_000_000_000n - owed);
  });
});
