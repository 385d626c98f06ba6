import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { OrderIdType } from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import { ACCOUNT, connect, limitOrder, newDataDir, start } from './paper-client.js';

test('an order of many segments ago still works, and the ledger is told from the first entry', async () => {
  const { dataDir, remove } = newDataDir();
  const options = { rateWindowMs: 1, kept: { segmentBytes: 1_000, endedOrders: 5 } };
  const first = await start(dataDir, options);
  const before = connect(first);
  const sber = await before.uid('SBER');
  await before.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.5', 100]] });
  const working = await before.orders.postOrder(limitOrder(sber, { lots: 3, price: '299' }));
  for (let turn = 0; turn < 25; turn += 1) {
    const { orderId } = await before.orders.postOrder(limitOrder(sber, { lots: 1, price: '298' }));
    await before.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  }
  const account = await before.control('GET', '/account');
  const book = await before.control('GET', '/book/SBER');
  const ledger = await before.ledger();
  before.close();
  await first.close();
  expect(readdirSync(join(dataDir, 'paper')).length).toBeGreaterThan(3);

  const second = await start(dataDir, options);
  const after = connect(second);
  expect((await after.control('GET', '/account')).body).toEqual(account.body);
  expect((await after.control('GET', '/book/SBER')).body).toEqual(book.body);
  expect(await after.ledger()).toEqual(ledger);
  expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map((_, index) => index + 1));
  expect((await after.ledger(7)).at(0)).toEqual(ledger[7]);
  const { orders } = await after.orders.getOrders({ accountId: ACCOUNT });
  expect(orders.map(({ orderId }) => orderId)).toEqual([working.orderId]);
  await after.orders.cancelOrder({ accountId: ACCOUNT, orderId: working.orderId });
  after.close();
  await second.close();
  remove();
});

test('the key of a forgotten order is a duplicate without a report, over a restart too, and never a second order', async () => {
  const { dataDir, remove } = newDataDir();
  const options = { rateWindowMs: 1, kept: { endedOrders: 3 } };
  const first = await start(dataDir, options);
  const before = connect(first);
  const sber = await before.uid('SBER');
  const key = uuidv4();
  const order = limitOrder(sber, { lots: 1, price: '250', key });
  for (const each of [order, ...[1, 2].map(() => limitOrder(sber, { lots: 1, price: '250' }))]) {
    const { orderId } = await before.orders.postOrder(each);
    await before.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  }
  // Of four that ended the first goes when the next order comes.
  const remembered = await before.orders.postOrder(order);
  expect(remembered.orderRequestId).toBe(key);
  const { orderId } = await before.orders.postOrder(limitOrder(sber, { lots: 1, price: '250' }));
  await before.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  await before.orders.postOrder(limitOrder(sber, { lots: 1, price: '250' }));
  await expect(before.orders.postOrder(order)).rejects.toThrow('30057');
  before.close();
  await first.close();

  const second = await start(dataDir, options);
  const after = connect(second);
  await expect(after.orders.postOrder(order)).rejects.toThrow('30057');
  await expect(
    after.orders.getOrderState({
      accountId: ACCOUNT,
      orderId: key,
      priceType: 0,
      orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST,
    }),
  ).rejects.toThrow('50005');
  const accepted = (await after.ledger()).filter(({ kind }) => kind === 'accepted');
  expect(accepted.filter(({ requestId }) => requestId === key)).toHaveLength(1);
  after.close();
  await second.close();
  remove();
});

test('entries that are not kept any more are said to be gone', async () => {
  const { dataDir, remove } = newDataDir();
  const exchange = await start(dataDir, {
    rateWindowMs: 1,
    kept: { segmentBytes: 1_000, keptBytes: 4_000 },
  });
  const client = connect(exchange);
  for (let turn = 0; turn < 120; turn += 1) await client.orders.getOrders({ accountId: ACCOUNT });
  const gone = await client.control('GET', '/ledger?since=0');
  expect(gone).toMatchObject({ status: 410, body: { code: 'ledger-gone' } });
  const firstSeq = Number(gone.body.firstSeq);
  expect(firstSeq).toBeGreaterThan(1);
  expect((await client.ledger(firstSeq - 1)).at(0)?.seq).toBe(firstSeq);
  expect((await client.control('GET', `/ledger?since=${firstSeq - 2}`)).status).toBe(410);
  client.close();
  await exchange.close();
  remove();
});
