import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { connect, limitOrder, newDataDir, type PaperClient, start } from './paper-client.js';
import { TestClock } from './test-clock.js';

const clock = new TestClock('2026-11-25T10:00:00Z');
const folder = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;

beforeAll(async () => {
  exchange = await start(folder.dataDir, { clock });
  client = connect(exchange);
});
afterAll(async () => {
  client.close();
  await exchange.close();
  folder.remove();
});

/** An asynchronous order to a new account: it is on its way until the clock moves. */
const underWay = async () => {
  const sandbox = client.with(SandboxServiceDefinition);
  const { accountId } = await sandbox.openSandboxAccount({ name: undefined });
  await client.control('PUT', `/account?accountId=${accountId}`, { money: '100000' });
  await client.control('PUT', '/book/SBER', { bids: [['300', 900]], asks: [['300.5', 900]] });
  const key = uuidv4();
  const order = limitOrder(await client.uid('SBER'), { lots: 1, price: '299', key });
  await client.orders.postOrderAsync({ ...order, accountId });
  const kinds = async () =>
    (await client.ledger()).filter(({ requestId }) => requestId === key).map(({ kind }) => kind);
  return { close: () => sandbox.closeSandboxAccount({ accountId }), kinds };
};

test('an order on its way to an account that was closed meanwhile is rejected', async () => {
  const { close, kinds } = await underWay();
  await close();
  expect(await kinds()).toEqual(['received']);
  clock.moveTo('2026-11-25T10:00:01Z');
  expect(await kinds()).toEqual(['received', 'rejected']);
});

test('an order that arrived before its account was closed is cancelled', async () => {
  const { close, kinds } = await underWay();
  clock.moveTo('2026-11-25T10:00:02Z');
  expect(await kinds()).toEqual(['received', 'accepted']);
  await close();
  expect(await kinds()).toEqual(['received', 'accepted', 'cancelled']);
});
