import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Metadata } from 'nice-grpc';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderIdType,
  OrderType,
  OrderExecutionReportStatus as Status,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 50 });
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
  await client.control('PUT', '/book/SBER', {
    bids: [['300', 100]],
    asks: [
      ['300.5', 10],
      ['301', 50],
    ],
  });
});

const state = (orderId: string, orderIdType?: OrderIdType) =>
  client.orders.getOrderState({
    accountId: ACCOUNT,
    orderId,
    priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
    orderIdType,
  });

describe('an order', () => {
  test('is executed level by level and rests with what is left', async () => {
    const answer = await client.orders.postOrder(limitOrder(sber, { lots: 70, price: '301' }));
    expect(answer).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_PARTIALLYFILL,
      lotsRequested: 70,
      lotsExecuted: 60,
    });
    // The average of one security: (10 × 300.5 + 50 × 301) / 60.
    expect(nano(answer.executedOrderPrice)).toBe(300_916_666_667n);
    const read = await state(answer.orderId);
    // The whole value: lots × 10 securities × price.
    expect(nano(read.executedOrderPrice)).toBe(180_550_000_000_000n);
    expect(nano(read.averagePositionPrice)).toBe(300_916_666_667n);
    expect(nano(read.executedCommission)).toBe(90_280_000_000n);
    expect(read.stages.map(({ price, quantity }) => [nano(price), quantity])).toEqual([
      [300_500_000_000n, 10],
      [301_000_000_000n, 50],
    ]);
    const book = await client.marketData.getOrderBook({ instrumentId: sber, depth: 10 });
    expect(book.bids[0]).toMatchObject({ price: { units: 301, nano: 0 }, quantity: 10 });
    expect(book.asks).toEqual([]);
  });

  test('is filled at its own price when the book is set across it', async () => {
    const { orderId } = await client.orders.postOrder(limitOrder(sber, { lots: 5, price: '300.2' }));
    await client.control('PUT', '/book/SBER', { bids: [], asks: [['299.9', 8]] });
    const read = await state(orderId);
    expect(read.executionReportStatus).toBe(Status.EXECUTION_REPORT_STATUS_FILL);
    expect(nano(read.averagePositionPrice)).toBe(300_200_000_000n);
    const book = await client.marketData.getOrderBook({ instrumentId: sber, depth: 10 });
    expect(book.asks).toMatchObject([{ quantity: 3 }]);
  });

  test('waits behind those who came before it', async () => {
    const { orderId } = await client.orders.postOrder(limitOrder(sber, { lots: 5, price: '300' }));
    await client.control('POST', '/trade/SBER', { side: 'sell', lots: 100, price: '300' });
    expect((await state(orderId)).lotsExecuted).toBe(0);
    await client.control('POST', '/trade/SBER', { side: 'sell', lots: 3, price: '300' });
    expect((await state(orderId)).lotsExecuted).toBe(3);
  });

  test('fill-and-kill takes what is there; fill-or-kill all or nothing', async () => {
    const kill = { timeInForce: TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL };
    const taken = await client.orders.postOrder(limitOrder(sber, { lots: 30, price: '300.5', ...kill }));
    expect(taken).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_CANCELLED,
      lotsExecuted: 10,
    });
    const all = { timeInForce: TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL };
    const nothing = await client.orders.postOrder(limitOrder(sber, { lots: 51, price: '301', ...all }));
    expect(nothing).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_CANCELLED,
      lotsExecuted: 0,
    });
    const whole = await client.orders.postOrder(limitOrder(sber, { lots: 50, price: '301', ...all }));
    expect(whole.executionReportStatus).toBe(Status.EXECUTION_REPORT_STATUS_FILL);
  });

  test('without a limit takes any price; at the best price it takes that one and waits', async () => {
    const market = { orderType: OrderType.ORDER_TYPE_MARKET, price: '1' };
    const bought = await client.orders.postOrder(limitOrder(sber, { lots: 20, ...market }));
    expect(bought).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_FILL,
      lotsExecuted: 20,
    });
    expect(nano(bought.executedOrderPrice)).toBe(300_750_000_000n);
    await client.control('PUT', '/book/SBER', { bids: [], asks: [['300.5', 10]] });
    const best = { orderType: OrderType.ORDER_TYPE_BESTPRICE, price: '1' };
    const waiting = await client.orders.postOrder(limitOrder(sber, { lots: 15, ...best }));
    expect(waiting).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_PARTIALLYFILL,
      lotsExecuted: 10,
    });
    expect(nano(waiting.initialSecurityPrice)).toBe(300_500_000_000n);
    await client.control('PUT', '/book/SBER', { bids: [], asks: [] });
    await client.orders.cancelOrder({ accountId: ACCOUNT, orderId: waiting.orderId });
    await expect(client.orders.postOrder(limitOrder(sber, { lots: 1, ...market }))).rejects.toThrow('30095');
  });

  test('is gathered in an auction and meets the others when trading goes on', async () => {
    await client.control('PUT', '/status/SBER', { status: 'OPENING_AUCTION_PERIOD' });
    const { orderId } = await client.orders.postOrder(limitOrder(sber, { lots: 10, price: '300.5' }));
    expect((await state(orderId)).lotsExecuted).toBe(0);
    expect((await client.control('POST', '/trade/SBER', { side: 'sell', lots: 1 })).status).toBe(422);
    await client.control('PUT', '/status/SBER', { status: 'SESSION_OPEN' });
    expect((await state(orderId)).lotsExecuted).toBe(10);
  });

  test('holds back money and securities while it works, exactly what it needs', async () => {
    await client.control('PUT', '/account', { money: '10000', positions: { SBER: 30 } });
    const buy = await client.orders.postOrder(limitOrder(sber, { lots: 2, price: '299' }));
    await client.orders.postOrder(limitOrder(sber, { sell: true, lots: 1, price: '305' }));
    const held = await client.operations.getPositions({ accountId: ACCOUNT });
    // 5,980 and its commission of 2.99.
    expect(held.money).toMatchObject([{ currency: 'rub', units: 4_017, nano: 10_000_000 }]);
    expect(held.blocked).toMatchObject([{ units: 5_982, nano: 990_000_000 }]);
    expect(held.securities).toMatchObject([{ instrumentUid: sber, balance: 20, blocked: 10 }]);
    await client.orders.cancelOrder({ accountId: ACCOUNT, orderId: buy.orderId });
    expect((await client.operations.getPositions({ accountId: ACCOUNT })).blocked).toEqual([]);
  });

  test('is found and cancelled by both ids', async () => {
    const key = uuidv4();
    const { orderId } = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '299', key }));
    expect((await state(key, OrderIdType.ORDER_ID_TYPE_REQUEST)).orderId).toBe(orderId);
    await client.orders.cancelOrder({
      accountId: ACCOUNT,
      orderId: key,
      orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST,
    });
    expect((await client.orders.getOrders({ accountId: ACCOUNT })).orders).toEqual([]);
    expect((await state(orderId)).executionReportStatus).toBe(Status.EXECUTION_REPORT_STATUS_CANCELLED);
    await expect(client.orders.cancelOrder({ accountId: ACCOUNT, orderId })).rejects.toThrow(
      'NOT_FOUND: 50005',
    );
  });
});

describe('the account', () => {
  test('shows a purchase in positions and portfolio, at its cost', async () => {
    await client.orders.postOrder(limitOrder(sber, { lots: 10, price: '300.5' }));
    const { securities, money } = await client.operations.getPositions({ accountId: ACCOUNT });
    expect(securities).toMatchObject([{ instrumentUid: sber, balance: 100, blocked: 0 }]);
    // 10,000,000 − 30,050 − 15.03 (15.025 rounded half up).
    expect(money).toMatchObject([{ units: 9_969_934, nano: 970_000_000 }]);
    const portfolio = await client.operations.getPortfolio({ accountId: ACCOUNT });
    const share = portfolio.positions.find(({ instrumentUid }) => instrumentUid === sber);
    expect(share?.quantity).toEqual({ units: 100, nano: 0 });
    expect(nano(share?.averagePositionPrice)).toBe(300_500_000_000n);
    expect(nano(portfolio.totalAmountPortfolio)).toBe(9_999_984_970_000_000n);
  });
});

describe('the idempotency key', () => {
  test('never makes a second order, whatever else the repeat says', async () => {
    const key = uuidv4();
    const first = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '299', key }));
    const repeat = await client.orders.postOrder(limitOrder(sber, { lots: 7, price: '298', key }));
    expect(repeat).toMatchObject({ orderId: first.orderId, lotsRequested: 1, orderRequestId: key });
    const lines = (await client.ledger()).filter(({ requestId }) => requestId === key);
    expect(lines.map(({ kind }) => kind)).toEqual(['received', 'accepted', 'received', 'duplicate']);
  });

  test('is free again when the order was refused', async () => {
    const key = uuidv4();
    await client.control('PUT', '/status/SBER', { status: 'BREAK_IN_TRADING' });
    await expect(client.orders.postOrder(limitOrder(sber, { lots: 1, price: '299', key }))).rejects.toThrow(
      '30079',
    );
    await client.control('PUT', '/status/SBER', { status: 'NORMAL_TRADING' });
    const placed = await client.orders.postOrder(limitOrder(sber, { lots: 2, price: '299', key }));
    expect(placed.lotsRequested).toBe(2);
  });
});

describe('refusals', () => {
  test.each([
    ['a price between two steps', { lots: 1, price: '299.005' }, '30078'],
    ['a price of nothing', { lots: 1, price: '0' }, '30100'],
    ['a buy above the limit of the day', { lots: 1, price: '400' }, '30099'],
    ['a sale below the limit of the day', { sell: true, lots: 1, price: '200' }, '30099'],
    ['no lots', { lots: 0, price: '299' }, '30015'],
    ['negative lots', { lots: -1, price: '299' }, '30080'],
    ['more than 30,000,000 roubles', { lots: 11_000, price: '299' }, '90003'],
    ['an uncovered sale', { sell: true, lots: 1, price: '301' }, '30240'],
    ['no key', { lots: 1, price: '299', key: '' }, '30027'],
    ['a key that is too long', { lots: 1, price: '299', key: 'x'.repeat(37) }, '30055'],
    ['another account', { lots: 1, price: '299', accountId: '1' }, '50004'],
    ['an instrument that is not listed', { lots: 1, price: '299', instrumentId: 'nothing' }, '50002'],
  ])('%s', async (_, order, code) => {
    await expect(client.orders.postOrder(limitOrder(sber, order))).rejects.toThrow(code);
  });

  test('no money', async () => {
    await client.control('PUT', '/account', { money: '1000' });
    await expect(client.orders.postOrder(limitOrder(sber, { lots: 10, price: '299' }))).rejects.toThrow(
      '30042',
    );
  });

  test('instruments that are closed to the API or to one side', async () => {
    const closed = await client.uid('POGR');
    const unsellable = await client.uid('LNZL');
    const market = { orderType: OrderType.ORDER_TYPE_MARKET, price: '1', lots: 1 };
    await expect(client.orders.postOrder(limitOrder(closed, market))).rejects.toThrow('30052');
    await expect(client.orders.postOrder(limitOrder(unsellable, { ...market, sell: true }))).rejects.toThrow(
      '30079',
    );
  });

  test('tokens: none, and one that may only read', async () => {
    const stranger = connect(exchange, '');
    await expect(stranger.users.getAccounts({})).rejects.toThrow('UNAUTHENTICATED: 40003');
    stranger.close();
    const reader = connect(exchange, 'read-only');
    await expect(reader.orders.postOrder(limitOrder(sber, { lots: 1, price: '299' }))).rejects.toThrow(
      '40002',
    );
    expect((await reader.users.getAccounts({})).accounts).toHaveLength(1);
    reader.close();
  });

  test('the words of a refusal are in the trailer, the tracking id in both', async () => {
    let trailer = new Metadata();
    let header = new Metadata();
    const call = client.orders.postOrder(limitOrder(sber, { lots: 1, price: '299.005' }), {
      onTrailer: (metadata) => {
        trailer = metadata;
      },
      onHeader: (metadata) => {
        header = metadata;
      },
    });
    await expect(call).rejects.toThrow('30078');
    expect(trailer.get('message')).toBe('Incorrect minimum price increment');
    expect(trailer.get('x-tracking-id')).toBe(header.get('x-tracking-id'));
    expect(header.get('x-ratelimit-limit')).toBe('300, 300;w=1');
  });
});

test('fill or kill does not count on orders of its own account, which it cannot meet', async () => {
  await client.control('PUT', '/account', {
    positions: [{ ticker: 'SBER', amount: 1_000, averagePrice: '300' }],
  });
  await client.orders.postOrder(limitOrder(sber, { sell: true, lots: 5, price: '300.6' }));
  const timeInForce = TimeInForceType.TIME_IN_FORCE_FILL_OR_KILL;
  const order = limitOrder(sber, { lots: 14, price: '301', timeInForce });
  await expect(client.orders.postOrder(order)).resolves.toMatchObject({
    executionReportStatus: Status.EXECUTION_REPORT_STATUS_CANCELLED,
    lotsExecuted: 0,
  });
});
