import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { OrderIdType, OrderType, TimeInForceType } from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, newDataDir, type PaperClient, start } from './paper-client.js';
import { collect } from './stream-reader.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;

beforeAll(async () => {
  exchange = await start(dataDir);
  client = connect(exchange);
  sber = await client.uid('SBER');
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});
afterEach(async () => {
  await client.control('DELETE', '/faults');
});

const order = (key: string) => limitOrder(sber, { lots: 1, price: '280', key });
const kinds = async (key: string) =>
  (await client.ledger()).filter(({ requestId }) => requestId === key).map(({ kind }) => kind);
const stateByKey = (orderId: string) =>
  client.orders.getOrderState({
    accountId: ACCOUNT,
    orderId,
    priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
    orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST,
  });

describe('a fault', () => {
  test('lose-answer: the order works, the answer never comes, the repeat finds it', async () => {
    const key = uuidv4();
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'lose-answer' });
    await expect(client.orders.postOrder(order(key), { signal: AbortSignal.timeout(200) })).rejects.toThrow(
      /abort/i,
    );
    expect(await kinds(key)).toEqual(['received', 'accepted']);
    const repeat = await client.orders.postOrder(order(key));
    expect(repeat.orderId).toBe((await stateByKey(key)).orderId);
  });

  test('lose-answer and delay: a refusal is an answer too', async () => {
    const refusedOrder = () => limitOrder(sber, { lots: 1, price: '280.003', key: uuidv4() });
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'lose-answer' });
    const lost = refusedOrder();
    await expect(client.orders.postOrder(lost, { signal: AbortSignal.timeout(200) })).rejects.toThrow(
      /abort/i,
    );
    expect(await kinds(lost.orderId)).toEqual(['received', 'rejected']);
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'delay', ms: 150 });
    const askedMs = performance.now();
    await expect(client.orders.postOrder(refusedOrder())).rejects.toThrow('30078');
    expect(performance.now() - askedMs).toBeGreaterThanOrEqual(149);
  });

  test('unavailable: nothing was done', async () => {
    const key = uuidv4();
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'unavailable' });
    await expect(client.orders.postOrder(order(key))).rejects.toThrow('UNAVAILABLE');
    expect(await kinds(key)).toEqual(['received']);
  });

  test('delay: the order works at once, its answer takes its time', async () => {
    const key = uuidv4();
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'delay', ms: 150 });
    const before = performance.now();
    await client.orders.postOrder(order(key));
    expect(performance.now() - before).toBeGreaterThanOrEqual(145);
  });

  test('reject and exhausted: the codes of the contract, and a free key', async () => {
    const key = uuidv4();
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'reject', code: '30058' });
    await expect(client.orders.postOrder(order(key))).rejects.toThrow('INVALID_ARGUMENT: 30058');
    await client.control('POST', '/faults', { method: '*', kind: 'exhausted' });
    await expect(client.orders.postOrder(order(key))).rejects.toThrow('RESOURCE_EXHAUSTED: 80002');
    expect(await kinds(key)).toEqual(['received', 'rejected', 'received', 'rejected']);
    expect((await client.orders.postOrder(order(key))).lotsRequested).toBe(1);
  });

  test('of one instrument strikes no call about another, nor one about none', async () => {
    const other = { ...order(uuidv4()), instrumentId: await client.uid('GAZP'), price: undefined };
    await client.control('POST', '/faults', { method: '*', kind: 'reject', ticker: 'SBER' });
    await client.users.getAccounts({});
    await client.orders.postOrder({ ...other, orderType: OrderType.ORDER_TYPE_MARKET });
    await expect(client.orders.postOrder(order(uuidv4()))).rejects.toThrow('30049');
  });

  test('appear-late: the order works, and for a while nothing tells of it', async () => {
    const key = uuidv4();
    const stream = collect((signal) =>
      client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
    );
    await stream.until((messages) => messages.length > 0);
    await client.control('POST', '/faults', { method: 'PostOrder', kind: 'appear-late', ms: 400 });
    await expect(client.orders.postOrder(order(key))).rejects.toThrow('30057');
    expect(await kinds(key)).toEqual(['received', 'accepted']);
    await expect(stateByKey(key)).rejects.toThrow('50005');
    await expect(client.orders.postOrder(order(key))).rejects.toThrow('30057');
    const seen = () => stream.messages.some(({ orderState }) => orderState?.orderRequestId === key);
    expect(seen()).toBe(false);
    await stream.until(seen);
    stream.end();
    expect((await stateByKey(key)).orderRequestId).toBe(key);
  });

  test('cut-stream ends what is open, silent-stream leaves it open and dumb', async () => {
    const cut = collect((signal) =>
      client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
    );
    await cut.until((messages) => messages.length > 0);
    await client.control('POST', '/faults', { method: 'OrderStateStream', kind: 'cut-stream' });
    await expect(cut.until(() => false)).rejects.toThrow('ended');
    const silent = collect((signal) =>
      client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
    );
    await silent.until((messages) => messages.length > 0);
    await client.control('POST', '/faults', { method: 'OrderStateStream', kind: 'silent-stream', ms: 100 });
    await client.orders.postOrder(order(uuidv4()));
    await expect(silent.until((messages) => messages.length > 1)).rejects.toThrow('ended');
  });

  test('that is not known is refused', async () => {
    const { status, body } = await client.control('POST', '/faults', {
      method: 'PostOrder',
      kind: 'bad-luck',
    });
    expect(status).toBe(422);
    expect(body.message).toContain('lose-answer');
  });
});

describe('the control interface', () => {
  test.each([
    ['PUT', '/book/NOTHING', { bids: [] }, 404],
    ['PUT', '/book/SBER', { bids: [['300.001', 1]] }, 422],
    ['PUT', '/book/SBER', { bids: [['300', 1.5]] }, 422],
    ['PUT', '/book/SBER', { bids: [['301', 1]], asks: [['300', 1]] }, 422],
    ['PUT', '/book/SBER', { bid: [] }, 422],
    ['PUT', '/book/SBER', [], 422],
    ['POST', '/trade/SBER', { side: 'hold', lots: 1 }, 422],
    ['PUT', '/status/SBER', { status: 'SLEEPING' }, 422],
    ['PUT', '/account', { money: 'much' }, 422],
    ['GET', '/ledger?since=now', undefined, 422],
  ])('%s %s %j is answered with %i', async (method, path, body, status) => {
    const answer = await client.control(method, path, body);
    expect(answer.status).toBe(status);
    expect(typeof answer.body.message).toBe('string');
  });
});

describe('limits', () => {
  test('the call after the last allowed one is refused until the window ends', async () => {
    const own = newDataDir();
    const limited = await start(own.dataDir, { rateWindowMs: 400 });
    const strict = connect(limited);
    const read = () => strict.users.getAccounts({});
    const all = await Promise.allSettled(Array.from({ length: 101 }, read));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    const refused = all.find((each) => each.status === 'rejected');
    expect(String(refused?.reason)).toContain('RESOURCE_EXHAUSTED: 80002');
    const tariff = async (): Promise<unknown> => strict.users.getUserTariff({}).catch(tariff);
    expect(await tariff()).toMatchObject({
      unaryLimits: expect.arrayContaining([
        { limitPerMinute: 300, methods: ['tinkoff.public.invest.api.contract.v1.OrdersService/PostOrder'] },
      ]),
    });
    strict.close();
    await limited.close();
    own.remove();
  });
});

test('appear-late: the stream of trades tells every fill once the order appears', async () => {
  await client.control('PUT', '/book/SBER', {
    bids: [['299', 5]],
    asks: [
      ['300', 3],
      ['301', 4],
    ],
  });
  const stream = collect((signal) =>
    client.ordersStream.tradesStream({ accounts: [ACCOUNT], pingDelayMs: undefined }, { signal }),
  );
  await stream.until((messages) => messages.some(({ subscription }) => subscription));
  await client.control('POST', '/faults', { method: 'PostOrder', kind: 'appear-late', ms: 100 });
  const timeInForce = TimeInForceType.TIME_IN_FORCE_FILL_AND_KILL;
  await expect(
    client.orders.postOrder(limitOrder(sber, { lots: 9, price: '301', timeInForce })),
  ).rejects.toThrow('30057');
  const trades = () => stream.messages.flatMap(({ orderTrades }) => orderTrades?.trades ?? []);
  await stream.until(() => trades().length >= 2);
  expect(trades().map(({ quantity, price }) => [quantity, price?.units])).toEqual([
    [30, 300],
    [40, 301],
  ]);
  stream.end();
});

test('appear-late waits for a call that places something', async () => {
  await client.control('POST', '/faults', { method: '*', kind: 'appear-late', ms: 50 });
  await expect(client.orders.getOrders({ accountId: ACCOUNT })).resolves.toBeDefined();
  await expect(client.orders.postOrder(order(uuidv4()))).rejects.toThrow('30057');
});
