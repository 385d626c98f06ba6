import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import {
  finishTask,
  insertTask,
  migrateToLatest,
  openDatabase,
  readJournal,
  type TaskRow,
} from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { createTaskService } from '../../tasks/index.js';
import { createTestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { startTestProcess, type TestProcess } from '../support/processes.js';
import { recordHistory } from '../support/record-history.js';
import { type System, startSystem } from '../support/system.js';
import { createTestNamespace } from '../support/temporal.js';

let system: System;
let worker: TestProcess;

const working = async (ticker: string) => {
  const { uid } = await system.instrument(ticker);
  return (await system.broker.orders.today()).filter(
    (order) => order.instrumentUid === uid && !isFinal(order.status),
  );
};
const untilWorking = (ticker: string, orders = 1) =>
  eventually(async () => (await working(ticker)).length === orders, {
    what: `${orders} working orders in ${ticker}`,
  });
const buyOneLot = async (ticker: string) => system.buy(ticker, (await system.instrument(ticker)).lot);
/** The sweep leaves young rows to who wrote them. */
const makeOld = (task: TaskRow) =>
  system.db
    .updateTable('tasks')
    .set({ started_at: new Date(Date.now() - 60_000) })
    .where('key', '=', task.key)
    .execute();
const restartWorker = async () => {
  await worker.stop('SIGKILL');
  worker = await system.startWorker();
};
const untilClosed = (task: TaskRow) =>
  eventually(
    async () => (await system.client.workflow.getHandle(task.id).describe()).status.name !== 'RUNNING',
    { what: 'the end of its workflow' },
  );
const journal = async () => readJournal(system.db, { after: 0, limit: 1_000 });

beforeAll(async () => {
  system = await startSystem();
  worker = await system.startWorker();
  for (const ticker of ['SBER', 'GAZP', 'LKOH', 'ROSN', 'MTSS']) {
    const { uid } = await system.instrument(ticker);
    const { bids } = await system.broker.instruments.book(uid);
    expect(bids.length).toBeGreaterThan(0);
  }
}, 60_000);
afterAll(() => system?.stop());

describe('the sweep, when a worker starts', () => {
  test('cancels what a finished task left working, and says so', async () => {
    const task = await buyOneLot('SBER');
    await untilWorking('SBER');
    await worker.stop('SIGKILL');
    await system.client.workflow.getHandle(task.id).terminate('test');
    await finishTask(system.db, { key: task.key, state: 'cancelled', result: null, error: null });
    worker = await system.startWorker();
    await untilWorking('SBER', 0);
    await eventually(async () => (await system.journalKinds(task.id)).includes('leftover-order'), {
      what: 'the warning',
    });
  }, 60_000);

  test('tells of an order that is not ours, and does not touch it', async () => {
    const instrument = await system.instrument('GAZP');
    const [price] = (await system.broker.instruments.book(instrument.uid)).bids.map((level) => level.price);
    if (!price) throw new Error('no bids');
    const placed = await system.broker.orders.post({
      clientOrderId: randomUUID(),
      instrument,
      direction: 'buy',
      lots: 1,
      price,
      timeInForce: 'day',
    });
    await restartWorker();
    await eventually(
      async () =>
        (await journal()).some(
          ({ kind, data }) => kind === 'foreign-order' && data.brokerOrderId === placed.brokerOrderId,
        ),
      { what: 'it is told of' },
    );
    expect(await working('GAZP')).toHaveLength(1);
  }, 60_000);

  test('starts a task whose row exists without a workflow', async () => {
    const { uid, lot } = await system.instrument('LKOH');
    const { row } = await insertTask(system.db, {
      key: randomUUID(),
      kind: 'sellbuy',
      mode: 'paper',
      accountId: system.broker.accountId,
      ticker: 'LKOH',
      instrumentUid: uid,
      request: { direction: 'buy', ticker: 'LKOH', instrumentUid: uid, lot, amount: lot, limitPrice: null },
      wish: { version: 1, mode: 'run', targetLots: 1, limitPrice: null },
      amount: lot,
      requestedBy: 'test',
    });
    await makeOld(row);
    await restartWorker();
    await untilWorking('LKOH');
    expect(await system.journalKinds(row.id)).toContain('task-started-again');
    await system.tasks.cancel(row.id, 'test');
    await system.untilState(row.id, 'cancelled');
  }, 60_000);

  test('ends a task that somebody terminated in Temporal: its order is cancelled, what was executed is reported', async () => {
    const task = await buyOneLot('ROSN');
    await untilWorking('ROSN');
    await system.client.workflow.getHandle(task.id).terminate('by hand');
    await makeOld(task);
    await restartWorker();
    const cancelled = await system.untilState(task.id, 'cancelled', 20_000);
    expect(cancelled.result).toMatchObject({ executed: 0 });
    expect(await working('ROSN')).toHaveLength(0);
    await untilClosed(task);
    await recordHistory(system.client, { taskId: task.id, name: 'sellbuy-terminated-then-ended' });
  }, 60_000);
});

describe('a new installation on the same account', () => {
  test('does not adopt the orders of the old one, and uses keys of its own', async () => {
    const old = await buyOneLot('MTSS');
    await untilWorking('MTSS');
    await worker.stop('SIGKILL');
    const [before] = await working('MTSS');

    const [database, namespace] = await Promise.all([createTestDatabase(), createTestNamespace()]);
    const db = openDatabase(database.url);
    await migrateToLatest(db);
    const fresh = startTestProcess('worker', {
      ...system.environment,
      DATABASE_URL: database.url,
      TEMPORAL_NAMESPACE: namespace,
    });
    try {
      await fresh.ready();
      const client = new Client({ connection: system.client.connection as never, namespace });
      const logger = { warn: () => undefined };
      const tasks = createTaskService({
        db,
        client,
        mode: 'paper',
        accountId: () => system.broker.accountId,
        logger,
      });
      const { uid: instrumentUid, lot } = await system.instrument('MTSS');
      const request = {
        direction: 'buy',
        ticker: 'MTSS',
        instrumentUid,
        lot,
        amount: lot,
        limitPrice: null,
      } as const;
      const task = await tasks.start({ kind: 'sellbuy', request, by: 'test' });
      expect(task.id).toBe('sellbuy/1');
      await untilWorking('MTSS', 2);
      const orders = await working('MTSS');
      expect(orders.find(({ brokerOrderId }) => brokerOrderId === before?.brokerOrderId)).toMatchObject({
        lotsExecuted: 0,
      });
      expect(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size).toBe(2);
    } finally {
      await fresh.stop('SIGKILL');
      await db.destroy();
      await database.drop();
      await system.tasks.cancel(old.id, 'test');
    }
  }, 60_000);
});

describe('two tasks in one instrument', () => {
  test('never outbid each other: both stay where somebody else is', async () => {
    await restartWorker();
    await system.exchange.book('AFLT', { bids: [['50', 10]], asks: [['50.1', 10]] });
    const tasks = await Promise.all([buyOneLot('AFLT'), buyOneLot('AFLT')]);
    await untilWorking('AFLT', 2);
    await system.exchange.book('AFLT', { bids: [['49.9', 10]], asks: [['50.1', 10]] });
    await eventually(
      async () =>
        (await working('AFLT')).every(({ price }) => price?.toFixed() === '49.9') &&
        (await working('AFLT')).length === 2,
      {
        what: 'both went down with the others',
        timeoutMs: 15_000,
      },
    );
    await Promise.all(tasks.map(({ id }) => system.tasks.cancel(id, 'test')));
    await Promise.all(tasks.map(({ id }) => system.untilState(id, 'cancelled')));
    const posted = (await system.exchange.ledger()).filter(
      ({ kind, ticker }) => kind === 'accepted' && ticker === 'AFLT',
    );
    expect(new Set(posted.map(({ price }) => price))).toEqual(new Set(['50', '49.9']));
  }, 60_000);
});
