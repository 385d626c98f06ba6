import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PaperExchange } from '../../paper/index.js';
import { connect, limitOrder, newDataDir, type PaperClient, start } from './paper-client.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;

beforeAll(async () => {
  exchange = await start(dataDir);
  client = connect(exchange);
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});

test('a crash that is asked for happens at once in a calm market, and fills who bids below', async () => {
  const sber = await client.uid('SBER');
  await client.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.02', 100]] });
  const { orderId } = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '270' }));
  const { body } = await client.control('POST', '/crash/SBER', { percent: 15 });
  // 15 % of 300.01 down is 255.01, to the kopeck.
  expect(body).toEqual({ ticker: 'SBER', from: '300.01', to: '255.01' });
  const book = (await client.control('GET', '/book/SBER')).body;
  expect(book.lastPrice).toBe('255');
  const state = await client.orders.getOrderState({ accountId: '2000000001', orderId, priceType: 0 });
  expect(state.lotsExecuted).toBe(1);
});

test.each([[{ percent: 0 }], [{ percent: 31 }], [{ percent: 1.5 }], [{ percent: '20' }], [{}]])(
  '%j is no crash',
  async (body) => {
    expect((await client.control('POST', '/crash/SBER', body)).status).toBe(422);
  },
);

test('what does not trade does not crash', async () => {
  await client.control('PUT', '/status/GAZP', { status: 'BREAK_IN_TRADING' });
  expect(await client.control('POST', '/crash/GAZP', { percent: 20 })).toMatchObject({
    status: 422,
    body: { code: 'not-trading' },
  });
});
