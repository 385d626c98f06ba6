/** A pause, a stop and an end hold against restarts, takeovers, crossing requests and a closed market. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acquireClaim,
  clientOrderIdOf,
  finishTask,
  insertTask,
  releaseClaim,
  type TaskRow,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { isFinal } from '../../domain/order.js';
import type { Wish } from '../../domain/task.js';
import { ensureWorkflows } from '../../tasks/index.js';
import { pauseUpdate, resumeUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { testMeanwhile } from '../support/meanwhile.js';
import type { TestProcess } from '../support/processes.js';
import { recordHistory } from '../support/record-history.js';
import { inOwnSystem, type System, startSystem } from '../support/system.js';

let system: System;
let worker: TestProcess;

const logger = { warn: () => undefined };
const working = async (ticker: string, at = system) => {
  const { uid } = await at.instrument(ticker);
  return (await at.broker.orders.today()).filter(
    (order) => order.instrumentUid === uid && !isFinal(order.status),
  );
};
const untilWorking = (ticker: string, orders: number, at = system) =>
  eventually(async () => (await working(ticker, at)).length === orders, {
    what: `${orders} working orders in ${ticker}`,
    timeoutMs: 20_000,
  });
const buyOneLot = async (ticker: string) => system.buy(ticker, (await system.instrument(ticker)).lot);
const ensure = () =>
  ensureWorkflows({
    db: system.db,
    client: system.client,
    mode: 'paper',
    accountId: system.broker.accountId,
    logger,
  });
/** A row without a workflow, old enough for the sweep. */
const addRow = async (ticker: string, wish: Partial<Wish> = {}): Promise<TaskRow> => {
  const { uid: instrumentUid, lot } = await system.instrument(ticker);
  const { row } = await insertTask(system.db, {
    key: randomUUID(),
    kind: 'sellbuy',
    mode: 'paper',
    accountId: system.broker.accountId,
    ticker,
    instrumentUid,
    request: { direction: 'buy', ticker, instrumentUid, lot, amount: lot, limitPrice: null },
    wish: { version: 1, mode: 'run', targetLots: 1, limitPrice: null, ...wish },
    amount: lot,
    requestedBy: 'test',
  });
  const started_at = new Date(Date.now() - 60_000);
  await system.db.updateTable('tasks').set({ started_at }).where('key', '=', row.key).execute();
  return row;
};
const keyOf = (task: TaskRow, number = 1) => clientOrderIdOf({ taskKey: task.key, leg: 'near', number });
const end = async (task: TaskRow, at = system) => {
  await at.tasks.cancel(task.id, 'test');
  await at.untilState(task.id, 'cancelled', 20_000);
};

beforeAll(async () => {
  system = await startSystem();
  worker = await system.startWorker();
  const books = { SBER: ['300', '300.2'], LKOH: ['7000', '7001'], ROSN: ['500', '500.5'] } as const;
  for (const [ticker, [bid, ask]] of Object.entries(books)) {
    await system.exchange.book(ticker, { bids: [[bid, 50]], asks: [[ask, 50]] });
  }
}, 60_000);
afterAll(() => system?.stop());

describe('a pause', () => {
  test('lasts when the workflow of its task is started again, at rest, and can be resumed', async () => {
    const task = await addRow('SBER', { version: 2, mode: 'pause' });
    await ensure();
    await system.untilState(task.id, 'paused');
    const { historyLength } = await system.client.workflow.getHandle(task.id).describe();
    expect(historyLength).toBeLessThan(30);
    expect(await working('SBER')).toHaveLength(0);
    await system.tasks.resume(task.id, 'test');
    await untilWorking('SBER', 1);
    await end(task);
  }, 60_000);

  test('that crosses a resume under way is the last word', async () => {
    const task = await buyOneLot('SBER');
    await untilWorking('SBER', 1);
    await system.tasks.pause(task.id, 'test');
    await untilWorking('SBER', 0);
    const handle = system.client.workflow.getHandle(task.id);
    let answers: Promise<unknown> = Promise.resolve();
    await system.db.transaction().execute(async (transaction) => {
      // The resume cannot write its wish while the row is locked; the pause comes meanwhile.
      await transaction.selectFrom('tasks').select('key').where('key', '=', task.key).forUpdate().execute();
      const resumed = handle.startUpdate(resumeUpdate, { args: [{}], waitForStage: 'ACCEPTED' });
      await resumed;
      const paused = await handle.startUpdate(pauseUpdate, { args: [{}], waitForStage: 'ACCEPTED' });
      answers = Promise.all([(await resumed).result(), paused.result()]);
    });
    await answers;
    const row = await system.untilState(task.id, 'paused');
    expect(row.wish.mode).toBe('pause');
    await untilWorking('SBER', 0);
    await end(task);
  }, 60_000);

  test('that was said while a takeover waited for the claim is obeyed from the first moment', async () => {
    // Another task in the instrument, so that its book is known at once.
    const beside = await system.buy('LKOH', (await system.instrument('LKOH')).lot, { limitPrice: '6000' });
    await untilWorking('LKOH', 1);
    const task = await addRow('LKOH');
    const ghost = await acquireClaim(system.db, { taskKey: task.key, workerId: randomUUID() });
    if (!ghost) throw new Error('the claim was taken');
    const valid_until = new Date(Date.now() + 3_600_000);
    await system.db.updateTable('claims').set({ valid_until }).where('task_key', '=', task.key).execute();
    await ensure();
    await eventually(
      async () =>
        (
          await system.db
            .selectFrom('claims')
            .select('asked_by')
            .where('task_key', '=', task.key)
            .executeTakeFirst()
        )?.asked_by,
      { what: 'the worker asks for the claim' },
    );
    await system.tasks.pause(task.id, 'test');
    await releaseClaim(system.db, ghost);
    await eventually(
      async () =>
        (await system.client.workflow.getHandle(task.id).describe()).raw.pendingActivities?.length === 0,
      { what: 'the executor settled' },
    );
    expect((await system.exchange.ledger()).filter(({ requestId }) => requestId === keyOf(task))).toEqual([]);
    await end(task);
    await end(beside);
  }, 60_000);

  test('of a task whose order rests in a closed market takes it away when that opens', async () => {
    const task = await buyOneLot('SBER');
    await untilWorking('SBER', 1);
    await system.exchange.fault({ method: 'CancelOrder', kind: 'reject', code: '30079', count: 100 });
    await system.exchange.status('SBER', 'BREAK_IN_TRADING');
    await system.untilState(task.id, 'waiting');
    await system.tasks.pause(task.id, 'test');
    await system.exchange.clearFaults();
    expect(await working('SBER')).toHaveLength(1);
    await system.exchange.status('SBER', 'NORMAL_TRADING');
    await untilWorking('SBER', 0);
    expect((await system.untilState(task.id, 'paused')).wish.mode).toBe('pause');
    await end(task);
    await eventually(
      async () => (await system.client.workflow.getHandle(task.id).describe()).status.name !== 'RUNNING',
      { what: 'the end of its workflow' },
    );
    await recordHistory(system.client, { taskId: task.id, name: 'sellbuy-order-left' });
  }, 60_000);
});

describe('what was refused because nobody answered', () => {
  test('is not done later by a worker that stood still, as it is not by any other', async () => {
    const { lot } = await system.instrument('ROSN');
    const [amended, paused, resumed] = await Promise.all(
      [3, 2, 1].map((lots) => system.buy('ROSN', lots * lot, { limitPrice: '400' })),
    );
    if (!amended || !paused || !resumed) throw new Error('no tasks');
    await untilWorking('ROSN', 3);
    await system.tasks.pause(resumed.id, 'test');
    await untilWorking('ROSN', 2);
    const before = await Promise.all([amended, paused, resumed].map(({ id }) => system.tasks.get(id)));
    // Its open question to Temporal is answered with the first of these, and it goes on before that is given to another.
    await worker.stop('SIGSTOP');
    const answers = await Promise.allSettled([
      system.tasks.amend(amended.id, { amount: lot, limitPrice: '399' }, 'test'),
      system.tasks.pause(paused.id, 'test'),
      system.tasks.resume(resumed.id, 'test'),
    ]);
    await worker.stop('SIGCONT');
    // Both say that nothing is done; which it is depends on when the worker was last seen.
    const code = expect.stringMatching(/^(no-worker|temporal-unavailable)$/);
    for (const answer of answers) expect(answer).toMatchObject({ status: 'rejected', reason: { code } });
    // Whatever they were told before this they have done, or refused, when they answer this.
    await system.tasks.amend(paused.id, { limitPrice: '401' }, 'test');
    await system.tasks.amend(resumed.id, { limitPrice: '401' }, 'test');
    await system.tasks.amend(amended.id, { limitPrice: '401' }, 'test');
    const after = await Promise.all([amended, paused, resumed].map(({ id }) => system.tasks.get(id)));
    const essence = (tasks: readonly TaskRow[]) =>
      tasks.map(({ state, wish }) => [state, wish.mode, wish.targetLots]);
    expect(essence(after)).toEqual(essence(before));
    expect(after.map(({ wish }) => wish.version)).toEqual(before.map(({ wish }) => wish.version + 1));
    for (const task of after) await end(task);
  }, 60_000);
});

describe('the end of a task', () => {
  test('holds when its workflow is started once more: no order goes out', async () => {
    const task = await addRow('ROSN');
    await finishTask(system.db, { key: task.key, state: 'failed', result: null, error: null });
    // As a sweep does that read the list a moment before.
    const started_at = new Date(Date.now() - 60_000);
    await system.db
      .updateTable('tasks')
      .set({ finished_at: null, started_at })
      .where('key', '=', task.key)
      .execute();
    const ensuring = ensure();
    await finishTask(system.db, { key: task.key, state: 'failed', result: null, error: null });
    await ensuring;
    const handle = system.client.workflow.getHandle(task.id);
    await eventually(
      () =>
        handle.describe().then(
          ({ status }) => status.name !== 'RUNNING',
          () => true,
        ),
      { what: 'nothing of it runs' },
    );
    expect(
      (await system.exchange.ledger()).filter(
        ({ requestId, kind }) => requestId === keyOf(task) && kind === 'accepted',
      ),
    ).toEqual([]);
  }, 60_000);

  test('is done, not failed, when what was refused on the second sending is filled from the first', async () => {
    const instrument = await system.instrument('ROSN');
    await system.exchange.fault({ method: 'PostOrder', kind: 'unavailable', count: 1 });
    await system.exchange.fault({ method: 'PostOrder', kind: 'reject', code: '30042', count: 1 });
    const task = await buyOneLot('ROSN');
    await eventually(async () => (await system.journalKinds(task.id)).includes('order-refused'), {
      what: 'the refusal',
    });
    const late = {
      clientOrderId: keyOf(task),
      instrument,
      direction: 'buy',
      lots: 1,
      price: new Decimal(500),
      timeInForce: 'day',
    } as const;
    await system.broker.orders.post(late);
    await eventually(async () => (await system.journalKinds(task.id)).includes('order-working'), {
      what: 'the first one appears',
    });
    await system.exchange.trade('ROSN', { side: 'sell', lots: 60, price: '500' });
    const done = await system.untilState(task.id, 'done', 20_000);
    expect(Number(done.executed)).toBe(instrument.lot);
  }, 60_000);
});

test("another installation's workflow of the same name is not told of our cancellation", async () => {
  const task = await addRow('SBER');
  const options = {
    workflowId: task.id,
    taskQueue: 'of-another',
    memo: { taskKey: randomUUID() },
    args: [{}],
  };
  const others = await system.client.workflow.start('sellbuy', options);
  await system.tasks.cancel(task.id, 'test');
  const { events } = await others.fetchHistory();
  expect(events?.some(({ workflowExecutionCancelRequestedEventAttributes: asked }) => asked)).toBe(false);
  await others.terminate('the test is over');
}, 60_000);

testMeanwhile(
  'an amendment holds for a worker that was frozen: it sends nothing past the new limit or above the new target',
  () =>
    inOwnSystem(async (own, frozen) => {
      await own.exchange.book('ROSN', { bids: [['500', 50]], asks: [['500.5', 50]] });
      const { lot } = await own.instrument('ROSN');
      const task = await own.buy('ROSN', 3 * lot);
      await untilWorking('ROSN', 1, own);
      await own.startWorker();
      await frozen.stop('SIGSTOP');
      await eventually(
        async () => {
          // Refused for as long as nobody hears it; each refusal means that nothing was written.
          await own.tasks.amend(task.id, { amount: lot, limitPrice: '499' }, 'test').catch(() => undefined);
          return (await own.tasks.get(task.id)).amount === String(lot);
        },
        { what: 'the amendment is taken', timeoutMs: 30_000 },
      );
      const since = (await own.exchange.ledger()).at(-1)?.seq ?? 0;
      await frozen.stop('SIGCONT');
      const at = (price: string) =>
        eventually(
          async () => {
            const [order, ...more] = await working('ROSN', own);
            return more.length === 0 && order?.lotsRequested === 1 && order.price?.toFixed() === price;
          },
          { what: `one lot at ${price}`, timeoutMs: 20_000 },
        );
      await at('499');
      // Whoever believes to have the task would follow now.
      await own.exchange.book('ROSN', { bids: [['498', 50]], asks: [['500.5', 50]] });
      await at('498');
      const keys = new Set([1, 2, 3, 4, 5].map((number) => keyOf(task, number)));
      const accepted = (await own.exchange.ledger(since)).filter(
        ({ kind, requestId }) => kind === 'accepted' && requestId !== undefined && keys.has(requestId),
      );
      expect(accepted.length).toBeGreaterThan(0);
      for (const { price, lots } of accepted) {
        expect(Number(price)).toBeLessThanOrEqual(499);
        expect(lots).toBe(1);
      }
      await end(task, own);
    }),
  90_000,
);
