/** What the broker tells of orders whose number was free, or whose end was counted, by then. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { ordersOfTask } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { createJournalWriter } from '../../execution/index.js';
import { openLegDesk } from '../../execution/leg-desk.js';
import { eventually } from '../support/eventually.js';
import { logOrder, purchaseOf, toldOf } from './spreads/bench-purchase.js';
import { SILENT } from './spreads/bench-worker.js';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spreads/spread-bench.js';

let bench: SpreadBench;
let worker: BenchWorker;
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  worker = await bench.worker();
});
afterEach(() => worker.end());

const PRICE = '306.5';
/** As if it had been sent long ago. */
const appears = (clientOrderId: string, lots: number) =>
  bench.broker.orders.post({
    clientOrderId,
    instrument: bench.near,
    direction: 'buy',
    lots,
    price: new Decimal(PRICE),
    timeInForce: 'day',
  });
const traded = (lots: number) =>
  bench.exchange.trade(bench.near.ticker, { side: 'sell', lots, price: PRICE });

test('one that appears after its number was freed is taken for what it is, though no order can be placed', async () => {
  const { near, db } = bench;
  await bench.book(near, [null, null]);
  const task = await purchaseOf(bench, 5);
  const key = await logOrder(bench, task, {
    number: 1,
    lots: 5,
    price: PRICE,
    state: 'refused',
    doubted: true,
  });
  const settled = worker.run(task);
  await eventually(() => worker.tradable(near) === true, { what: 'it looks at the market' });
  const before = await bench.filled(near);
  await appears(key, 5);
  await traded(2);
  await eventually(async () => (await ordersOfTask(db, task.key))[0]?.executedLots === 2, {
    what: 'the fill is in the log',
  });
  await traded(3);
  expect(await settled).toMatchObject({ reason: 'reached', executedLots: 5 });
  expect((await bench.filled(near)) - before).toBe(5);
  expect((await ordersOfTask(db, task.key)).map(({ number, state }) => [number, state])).toEqual([
    [1, 'final'],
  ]);
}, 30_000);

test('one that appeared while nobody had the task is withdrawn by whoever stops it, and its fills count', async () => {
  const { near } = bench;
  await bench.book(near, [null, null]);
  const task = await purchaseOf(bench, 5, 'stop');
  const key = await logOrder(bench, task, {
    number: 1,
    lots: 5,
    price: PRICE,
    state: 'refused',
    doubted: true,
  });
  await appears(key, 5);
  await traded(2);
  await eventually(() => worker.hub.byClientOrderId(key)?.lotsExecuted === 2, { what: 'it is heard of' });
  expect(await worker.run(task)).toMatchObject({ reason: 'stopped', executedLots: 2 });
  expect(bench.broker.ownOrders.working(near.uid)).toEqual([]);
}, 30_000);

test("one that appears under a number that was freed is another holder's, where the claim is not ours any more", async () => {
  const { near, db, broker } = bench;
  const task = await purchaseOf(bench, 5);
  const freed = { number: 1, lots: 5, price: PRICE, state: 'refused', doubted: true } as const;
  const key = await logOrder(bench, task, freed);
  let isValid = false;
  const desk = await openLegDesk(
    { db, broker, logger: SILENT, journal: createJournalWriter(db, SILENT) },
    {
      ...{ taskKey: task.key, taskId: task.id, leg: 'near', ticker: near.ticker, direction: 'buy' },
      ...{
        instrument: near,
        lot: near.lot,
        amount: () => 5 * near.lot,
        wish: () => task.wish,
        onChange() {},
      },
      claim: {
        claim: { taskKey: task.key, workerId: worker.id, epoch: '1', silentMs: undefined },
        isValid: () => isValid,
        release: async () => true,
      },
      ...{ mayOpen: () => true, halted: () => false, onRefusedIntent() {} },
    },
  );
  desk.begin();
  await appears(key, 5);
  await eventually(() => broker.ownOrders.byClientOrderId(key) !== undefined, { what: 'it is heard of' });
  expect(desk.leg().current).toBeUndefined();
  // Nobody else had it: who has the claim again asks.
  isValid = true;
  desk.doubtEverything();
  expect(desk.leg().current).toMatchObject({ number: 1, lots: 5 });
  desk.close();
  await broker.orders.cancel({ clientOrderId: key });
}, 30_000);

test('what is told of an order after its end was counted counts, and is not bought again', async () => {
  const { near, db } = bench;
  await bench.book(near, [PRICE, '306.6'], [400, 400]);
  const before = await bench.filled(near);
  const task = await purchaseOf(bench, 5);
  const key = await logOrder(bench, task, {
    number: 1,
    lots: 2,
    price: PRICE,
    state: 'final',
    doubted: false,
  });
  await appears(key, 2);
  const settled = worker.run(task);
  await eventually(() => bench.broker.ownOrders.working(near.uid).length === 2, { what: 'its next order' });
  // 400 others stand before the first one, and some behind both.
  await bench.book(near, [PRICE, '306.6'], [500, 400]);
  await traded(402);
  await bench.untilWorking(near, { lots: 3 });
  const told = { number: 1, lots: 2, price: PRICE };
  await eventually(async () => (await toldOf(bench, task, 'late-fill')).length === 1, { what: 'told' });
  expect(await toldOf(bench, task, 'late-fill')).toMatchObject([{ severity: 'warning', data: told }]);
  await traded(1_000);
  expect(await settled).toMatchObject({ reason: 'reached', executedLots: 5 });
  expect((await bench.filled(near)) - before).toBe(5);
  expect((await ordersOfTask(db, task.key))[0]).toMatchObject({ state: 'final', executedLots: 2 });
}, 30_000);

test('what is told of an order after its end holds back the next one that would be too much by it', async () => {
  const { near, db, exchange } = bench;
  await bench.book(near, [PRICE, '306.6'], [400, 400]);
  const task = await purchaseOf(bench, 5);
  const key = await logOrder(bench, task, {
    number: 1,
    lots: 2,
    price: PRICE,
    state: 'final',
    doubted: false,
  });
  await appears(key, 2);
  const since = (await exchange.ledger()).at(-1)?.seq ?? 0;
  const settled = await db.transaction().execute(async (transaction) => {
    // Every order is written down under the row of the halt.
    await sql`select * from halt for update`.execute(transaction);
    const run = worker.run(task);
    const waits = sql`select 1 from pg_locks where not granted`;
    await eventually(async () => (await waits.execute(db)).rows.length > 0, { what: 'an order is written' });
    await bench.book(near, [PRICE, '306.6'], [500, 400]);
    await traded(402);
    await eventually(() => worker.hub.byClientOrderId(key)?.lotsExecuted === 2, { what: 'it is heard of' });
    return { run };
  });
  await bench.untilWorking(near, { lots: 3 });
  const accepted = (await exchange.ledger(since)).filter(({ kind }) => kind === 'accepted');
  expect(accepted.map(({ lots }) => lots)).toEqual([3]);
  await traded(1_000);
  expect(await settled.run).toMatchObject({ reason: 'reached', executedLots: 5 });
}, 30_000);
