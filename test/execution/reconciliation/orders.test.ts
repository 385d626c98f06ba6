/** What the broker's list of orders and the order log do not agree about. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { isFinal } from '../../../domain/order.js';
import type { Reconciliation } from '../../../execution/index.js';
import { eventually } from '../../support/eventually.js';
import { openReconciliationBench, type ReconciliationBench } from './reconciliation-bench.js';

let bench: ReconciliationBench;
let worker: Reconciliation;
beforeAll(async () => {
  bench = await openReconciliationBench();
  const { control, sber } = bench;
  await control.account({ money: '10000000', positions: { [sber.ticker]: 100 * sber.lot } });
  await control.book(sber.ticker, { bids: [['300', 1_000]], asks: [['300.1', 1_000]] });
  worker = bench.worker();
  await bench.settle(worker);
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(() => bench.told());
afterEach(async () => {
  await bench.settle(bench.worker(), bench.worker());
  expect(await bench.told()).toEqual([]);
});

const isWorking = async (brokerOrderId: string) =>
  (await bench.broker.orders.today()).some(
    (order) => order.brokerOrderId === brokerOrderId && !isFinal(order.status),
  );
const resting = () => ({ instrument: bench.sber, direction: 'buy' as const, lots: 3, price: '299' });

test('an order that is not ours is told once, by whichever worker, and left alone', async () => {
  const { brokerOrderId } = await bench.foreign(resting());
  await bench.settle(worker, bench.worker());
  const told = { brokerOrderId, ticker: 'SBER', direction: 'buy', lots: 3 };
  expect(await bench.told()).toEqual([{ kind: 'foreign-order', severity: 'info', taskId: null, ...told }]);
  expect(await isWorking(brokerOrderId)).toBe(true);
}, 30_000);

test('what a finished task left working is withdrawn, also where its log says that it ended', async () => {
  const { id, ...task } = await bench.task(bench.sber);
  const { brokerOrderId, clientOrderId } = await bench.ours({ id, ...task }, 1, resting());
  await bench.record(clientOrderId ?? '', 'final', 0);
  await bench.finish({ id, ...task });
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toMatchObject([{ kind: 'leftover-order', taskId: id, number: 1, lots: 3 }]);
  expect(await isWorking(brokerOrderId)).toBe(false);
}, 30_000);

test('an order that ended after its task: its end is written into the log', async () => {
  const task = await bench.task(bench.sber);
  const key = await bench.log(task, 1, { ...resting(), price: '300.1' }, { state: 'sent' });
  await bench.broker.orders.post({ ...bench.asLimit({ ...resting(), price: '300.1' }), clientOrderId: key });
  await bench.finish(task);
  await bench.settle(worker);
  const of = { taskId: task.id, number: 1, ticker: 'SBER' };
  expect(await bench.told()).toEqual(
    expect.arrayContaining([
      { kind: 'order-ended-unheard', severity: 'info', executed: 3, ...of },
      { kind: 'order-executed-differs', severity: 'warning', executed: 3, known: 0, ...of },
    ]),
  );
  expect(await bench.loggedOf(key)).toEqual({ state: 'final', executed_lots: 3 });
}, 30_000);

test('of a task that runs, what its log does not say is told when nobody writes it for a while', async () => {
  const task = await bench.task(bench.sber);
  const { clientOrderId = '' } = await bench.ours(task, 1, { ...resting(), price: '300.1' });
  await bench.record(clientOrderId, 'final', 1);
  await bench.settle(worker);
  expect(await bench.told()).toEqual([]);
  const news = await eventually(
    async () => {
      await worker.look('again');
      const told = await bench.told();
      return told.length > 0 && told;
    },
    { what: 'it is told' },
  );
  expect(news).toMatchObject([
    { kind: 'order-executed-differs', taskId: task.id, number: 1, known: 1, executed: 3 },
  ]);
  expect(await bench.loggedOf(clientOrderId)).toEqual({ state: 'final', executed_lots: 1 });
  await bench.record(clientOrderId, 'final', 3);
}, 30_000);

test('an order of a running task that works on after its end is told of, and left to its executor', async () => {
  const task = await bench.task(bench.sber);
  const { brokerOrderId, clientOrderId = '' } = await bench.ours(task, 1, resting());
  await bench.record(clientOrderId, 'refused', 0);
  const news = await eventually(
    async () => {
      await worker.look('again');
      const told = await bench.told();
      return told.length > 0 && told;
    },
    { what: 'it is told' },
  );
  expect(news).toMatchObject([{ kind: 'order-works-on', taskId: task.id, number: 1, lots: 3 }]);
  expect(await isWorking(brokerOrderId)).toBe(true);
  await bench.broker.orders.cancel({ brokerOrderId });
}, 30_000);

test('an order of a finished task that nobody knows the end of is a question', async () => {
  const { db, sber } = bench;
  const task = await bench.task(sber);
  const key = await bench.log(task, 1, resting(), { state: 'sent' });
  await bench.finish(task);
  await bench.settle(worker);
  expect(await bench.told()).toEqual([]);
  // It may appear within ten minutes.
  await db
    .updateTable('orders')
    .set({ sent_at: new Date(Date.now() - 660_000) })
    .where('client_order_id', '=', key)
    .execute();
  await bench.settle(worker);
  expect(await bench.told()).toMatchObject([
    { kind: 'order-end-unknown', severity: 'warning', taskId: task.id, number: 1, lots: 3, executed: 0 },
  ]);
}, 30_000);
