import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { OrderExecutionReportStatus as Status } from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import { ACCOUNT, connect, limitOrder, newDataDir, start } from './paper-client.js';

test('a new process goes on with the orders, keys, money, book, status and ledger of the one before', async () => {
  const { dataDir, remove } = newDataDir();
  const first = await start(dataDir);
  const before = connect(first);
  const sber = await before.uid('SBER');
  await before.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
  await before.control('PUT', '/status/GAZP', { status: 'BREAK_IN_TRADING' });
  const key = uuidv4();
  const placed = await before.orders.postOrder(limitOrder(sber, { lots: 14, price: '300.5', key }));
  const book = await before.control('GET', '/book/SBER');
  const account = await before.control('GET', '/account');
  const ledger = await before.ledger();
  before.close();
  await first.close();
  // What a killed process leaves: a line that was never finished, and never answered.
  appendFileSync(join(dataDir, 'paper', 'journal-000001.jsonl'), '{"kind":"accep');

  const second = await start(dataDir);
  const after = connect(second);
  expect((await after.control('GET', '/book/SBER')).body).toEqual(book.body);
  expect((await after.control('GET', '/account')).body).toEqual(account.body);
  expect((await after.control('GET', '/status/GAZP')).body.status).toBe('BREAK_IN_TRADING');
  expect((await after.ledger()).slice(0, ledger.length)).toEqual(ledger);
  const repeat = await after.orders.postOrder(limitOrder(sber, { lots: 14, price: '300.5', key }));
  expect(repeat).toMatchObject({
    orderId: placed.orderId,
    lotsExecuted: 10,
    executionReportStatus: Status.EXECUTION_REPORT_STATUS_PARTIALLYFILL,
  });
  const next = await after.orders.postOrder(limitOrder(sber, { lots: 1, price: '299' }));
  expect(Number(next.orderId)).toBeGreaterThan(Number(placed.orderId));
  const lines = await after.ledger();
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  expect(lines.every(({ atUs }, index) => atUs >= (lines[index - 1]?.atUs ?? 0))).toBe(true);
  await after.orders.cancelOrder({ accountId: ACCOUNT, orderId: placed.orderId });
  after.close();
  await second.close();
  remove();
});

test('a market that had moved does not jump across an order that came back', async () => {
  const { dataDir, remove } = newDataDir();
  const first = await start(dataDir, { calm: false });
  const before = connect(first);
  const sber = await before.uid('SBER');
  // Far from where the market begins: a fresh book there would cross this bid.
  await before.control('PUT', '/book/SBER', { bids: [['330', 100]], asks: [['340', 100]] });
  const { orderId } = await before.orders.postOrder(limitOrder(sber, { lots: 1, price: '320' }));
  before.close();
  await first.close();
  const second = await start(dataDir, { calm: false });
  const after = connect(second);
  const { bids } = await after.marketData.getOrderBook({ instrumentId: sber, depth: 50 });
  expect(bids.some(({ price }) => price?.units === 320)).toBe(true);
  const working = await after.orders.getOrders({ accountId: ACCOUNT });
  expect(working.orders).toMatchObject([{ orderId, lotsExecuted: 0 }]);
  after.close();
  await second.close();
  remove();
});

test('a book that waits for trading to go on comes into force after a restart too', async () => {
  const { dataDir, remove } = newDataDir();
  const first = await start(dataDir);
  const before = connect(first);
  const sber = await before.uid('SBER');
  await before.control('PUT', '/book/SBER', { bids: [['299', 10]], asks: [['301', 10]] });
  const { orderId } = await before.orders.postOrder(limitOrder(sber, { lots: 4, price: '300' }));
  await before.control('PUT', '/status/SBER', { status: 'BREAK_IN_TRADING' });
  await before.control('PUT', '/book/SBER', { bids: [['298', 10]], asks: [['299.5', 10]] });
  before.close();
  await first.close();
  const second = await start(dataDir);
  const after = connect(second);
  await after.control('PUT', '/status/SBER', { status: 'NORMAL_TRADING' });
  const state = await after.orders.getOrderState({ accountId: ACCOUNT, orderId, priceType: 0 });
  expect(state.lotsExecuted).toBe(4);
  after.close();
  await second.close();
  remove();
});
