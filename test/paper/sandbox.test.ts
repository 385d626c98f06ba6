import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OperationType } from 'tinkoff-invest-api/dist/generated/operations.js';
import type { OrderStateStreamResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  PostStopOrderRequest as StopOrder,
  StopOrdersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { AccessLevel, AccountStatus } from 'tinkoff-invest-api/dist/generated/users.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';
import { collect } from './stream-reader.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
let accountId: string;

const boot = async () => {
  exchange = await start(dataDir, { rateWindowMs: 50 });
  client = connect(exchange);
};
const rub = (units: number) => ({ currency: 'rub', units, nano: 0 });
const payIn = (units: number, to = accountId) =>
  client.sandbox.sandboxPayIn({ accountId: to, amount: rub(units) });

beforeAll(async () => {
  await boot();
  sber = await client.uid('SBER');
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});
beforeEach(async () => {
  const { accounts } = await client.sandbox.getSandboxAccounts({});
  for (const { id } of accounts) await client.sandbox.closeSandboxAccount({ accountId: id });
  ({ accountId } = await client.sandbox.openSandboxAccount({ name: 'one' }));
  await client.control('PUT', '/account', { money: '10000000', positions: [] });
  await client.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.5', 100]] });
});

const order = (lots: number, price: string, account = accountId) => ({
  ...limitOrder(sber, { lots, price }),
  accountId: account,
});

test('an account is opened, paid into, traded on and closed, and comes back after a restart', async () => {
  expect(nano((await payIn(100_000)).balance)).toBe(100_000_000_000_000n);
  await client.sandbox.postSandboxOrder(order(2, '300.5'));
  const { orderId } = await client.sandbox.postSandboxOrder(order(3, '299'));
  const read = () =>
    Promise.all([
      client.sandbox.getSandboxPositions({ accountId }),
      client.sandbox.getSandboxOrders({ accountId }),
      client.sandbox.getSandboxOperations({ accountId }),
      client.users.getAccounts({}),
    ]);
  const before = await read();
  expect(before[0].securities).toMatchObject([{ instrumentUid: sber, balance: 20 }]);
  expect(before[1].orders).toMatchObject([{ orderId, lotsRequested: 3 }]);
  expect(before[2].operations.map(({ operationType }) => operationType)).toContain(
    OperationType.OPERATION_TYPE_INPUT,
  );
  client.close();
  await exchange.close();
  await boot();
  expect(await read()).toEqual(before);

  await client.sandbox.closeSandboxAccount({ accountId });
  await expect(client.sandbox.getSandboxPositions({ accountId })).rejects.toThrow('30081');
  await expect(client.orders.postOrder(order(1, '299'))).rejects.toThrow('30081');
  const { accounts } = await client.users.getAccounts({ status: AccountStatus.ACCOUNT_STATUS_CLOSED });
  const closed = accounts.find(({ id }) => id === accountId);
  expect(closed).toMatchObject({ name: 'one', status: AccountStatus.ACCOUNT_STATUS_CLOSED });
  expect(closed?.closedDate).toBeInstanceOf(Date);
  const bids = (await client.marketData.getOrderBook({ instrumentId: sber, depth: 10 })).bids;
  expect(bids.map(({ price }) => nano(price))).not.toContain(299_000_000_000n);
});

describe('accounts are apart', () => {
  test('in orders, positions, keys and streams', async () => {
    await payIn(100_000);
    const key = uuidv4();
    const stream = collect<OrderStateStreamResponse>((signal) =>
      client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
    );
    await stream.until((messages) => messages.length > 0);
    const here = await client.orders.postOrder({ ...order(1, '300.5'), orderId: key });
    const there = await client.orders.postOrder({ ...order(2, '299', ACCOUNT), orderId: key });
    expect(there.orderId).not.toBe(here.orderId);
    const stranger = { accountId: ACCOUNT, orderId: here.orderId, priceType: 0 };
    await expect(client.orders.getOrderState(stranger)).rejects.toThrow('50005');
    expect((await client.orders.getOrders({ accountId })).orders).toEqual([]);
    expect((await client.operations.getPositions({ accountId: ACCOUNT })).securities).toEqual([]);
    await stream.until((messages) => messages.some(({ orderState }) => orderState?.lotsRequested === 2));
    expect(stream.messages.every(({ orderState }) => orderState?.accountId !== accountId)).toBe(true);
    stream.end();
    const view = await client.control('GET', `/account?accountId=${accountId}`);
    expect(view.body).toMatchObject({ accountId, positions: [{ ticker: 'SBER', amount: 10 }] });
    expect((await client.control('GET', '/account?accountId=nobody')).status).toBe(404);
    await client.orders.cancelOrder({ accountId: ACCOUNT, orderId: there.orderId });
  });

  test('and may trade with each other', async () => {
    await payIn(100_000);
    await client.control('PUT', '/account', { positions: { SBER: 10 } });
    await client.control('PUT', '/book/SBER', { bids: [], asks: [] });
    const offer = { ...limitOrder(sber, { sell: true, lots: 1, price: '300.1' }) };
    await client.orders.postOrder(offer);
    expect((await client.orders.postOrder(order(1, '300.1'))).lotsExecuted).toBe(1);
    expect((await client.operations.getPositions({ accountId: ACCOUNT })).securities).toEqual([]);
    expect((await client.operations.getPositions({ accountId })).securities).toMatchObject([{ balance: 10 }]);
  });

  test('a token of one account reaches no other', async () => {
    const owner = connect(exchange, `full@${accountId}`);
    const { accounts } = await owner.users.getAccounts({});
    const levels = new Map(accounts.map(({ id, accessLevel }) => [id, accessLevel]));
    expect(levels.get(accountId)).toBe(AccessLevel.ACCOUNT_ACCESS_LEVEL_FULL_ACCESS);
    expect(levels.get(ACCOUNT)).toBe(AccessLevel.ACCOUNT_ACCESS_LEVEL_NO_ACCESS);
    expect((await owner.operations.getPositions({ accountId })).accountId).toBe(accountId);
    await expect(owner.operations.getPositions({ accountId: ACCOUNT })).rejects.toThrow('50004');
    await expect(owner.orders.postOrder(order(1, '299', ACCOUNT))).rejects.toThrow('40004');
    owner.close();
  });
});

describe('what the sandbox lacks or does differently', () => {
  test('a replaced order keeps its quantity', async () => {
    await payIn(100_000);
    const old = await client.sandbox.postSandboxOrder(order(3, '299'));
    const moved = await client.sandbox.replaceSandboxOrder({
      accountId,
      orderId: old.orderId,
      idempotencyKey: uuidv4(),
      quantity: 1,
      price: { units: 298, nano: 0 },
    });
    expect(moved.lotsRequested).toBe(3);
    expect(nano(moved.initialSecurityPrice)).toBe(298_000_000_000n);
  });

  test('it has no margin figures', async () => {
    await expect(client.users.getMarginAttributes({ accountId })).rejects.toThrow('30051');
  });

  test('it has no stop orders', async () => {
    await expect(
      client.stopOrders.postStopOrder({
        ...StopOrder.decode(new Uint8Array()),
        accountId,
        instrumentId: sber,
        orderId: uuidv4(),
        quantity: 1,
      }),
    ).rejects.toThrow('UNIMPLEMENTED: 12001');
  });

  test('its calls are for its own accounts', async () => {
    await expect(client.sandbox.getSandboxPortfolio({ accountId: ACCOUNT })).rejects.toThrow('50004');
    await expect(client.sandbox.closeSandboxAccount({ accountId: ACCOUNT })).rejects.toThrow('50004');
    await expect(payIn(1, ACCOUNT)).rejects.toThrow('50004');
  });

  test('money comes in roubles, and no more leaves than there is', async () => {
    await payIn(1_000);
    const paid = (amount: { currency: string; units: number; nano: number } | undefined) =>
      client.sandbox.sandboxPayIn({ accountId, amount });
    await expect(paid(undefined)).rejects.toThrow('30247');
    await expect(paid(rub(0))).rejects.toThrow('30246');
    await expect(paid({ ...rub(1), currency: 'usd' })).rejects.toThrow('30258');
    await expect(paid(rub(-1_001))).rejects.toThrow('30034');
    expect(nano((await paid(rub(-1_000))).balance)).toBe(0n);
    const reader = connect(exchange, 'read-only');
    await expect(reader.sandbox.openSandboxAccount({})).rejects.toThrow('40002');
    reader.close();
  });

  test('ten accounts at most', async () => {
    for (let open = 1; open < 10; open += 1) await client.sandbox.openSandboxAccount({});
    await expect(client.sandbox.openSandboxAccount({})).rejects.toThrow('35001');
  });
});

test('a sandbox account has no stop orders: not to place, not to list, not to cancel', async () => {
  const stops = client.with(StopOrdersServiceDefinition);
  const list = { accountId, status: 0, from: undefined, to: undefined };
  await expect(stops.getStopOrders(list)).rejects.toThrow('12001');
  await expect(stops.cancelStopOrder({ accountId, stopOrderId: '1' })).rejects.toThrow('12001');
});
