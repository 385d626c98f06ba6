import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CLAIM_LEASE_MS, ordersOfTask, type TaskRow } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import type { TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';

const TICKERS = ['SBER', 'GAZP', 'LKOH', 'ROSN'] as const;
const PRICES = {
  SBER: ['300', '300.2'],
  GAZP: ['150', '150.2'],
  LKOH: ['7000', '7001'],
  ROSN: ['500', '500.5'],
} as const;
const TARGET = 6;

let system: System;
let worker: TestProcess;

const setBook = (ticker: (typeof TICKERS)[number]) => {
  const [bid, ask] = PRICES[ticker];
  return system.exchange.book(ticker, { bids: [[bid, 10]], asks: [[ask, 10]] });
};
const judge = async (task: TaskRow) => {
  const orders = await ordersOfTask(system.db, task.key);
  return judgeLeg(await system.exchange.ledger(), new Set(orders.map(({ clientOrderId }) => clientOrderId)));
};
const untilWorking = (task: TaskRow, lots = TARGET) =>
  eventually(async () => (await judge(task)).working === lots, {
    what: `${task.id} works ${lots} lots`,
    timeoutMs: 20_000,
  });
/** Others sell until the task's order, which stands behind theirs, is filled by so many lots. */
const sellInto = (ticker: (typeof TICKERS)[number], lots: number) =>
  system.exchange.trade(ticker, { side: 'sell', lots: 10 + lots, price: PRICES[ticker][0] });
const isProlongedAfter = async ({ key }: TaskRow, moment: Date): Promise<boolean> => {
  const claim = system.db.selectFrom('claims').select('valid_until').where('task_key', '=', key);
  const { valid_until } = await claim.executeTakeFirstOrThrow();
  return valid_until.getTime() - CLAIM_LEASE_MS > moment.getTime();
};
const expectExactly = async (task: TaskRow) => {
  const judgement = await judge(task);
  expect(judgement).toMatchObject({ filled: TARGET, working: 0 });
  expect(judgement.most).toBeLessThanOrEqual(TARGET);
};

beforeAll(async () => {
  system = await startSystem();
  worker = await system.startWorker();
}, 60_000);
afterAll(() => system?.stop());

const buyLots = async (ticker: string, lots = TARGET) =>
  system.buy(ticker, lots * (await system.instrument(ticker)).lot);

describe('a worker that is killed', () => {
  test('with several tasks running and a fill in the gap: exactly the target is bought, never more is out', async () => {
    await Promise.all(TICKERS.map(setBook));
    const tasks = await Promise.all(TICKERS.map((ticker) => buyLots(ticker)));
    await Promise.all(tasks.map((task) => untilWorking(task)));
    await worker.stop('SIGKILL');
    await Promise.all(TICKERS.slice(0, 3).map((ticker) => sellInto(ticker, 2)));
    worker = await system.startWorker();
    await eventually(
      async () => {
        const executed = await Promise.all(
          tasks.slice(0, 3).map(async ({ id }) => Number((await system.tasks.get(id)).executed)),
        );
        return executed.every((each) => each > 0);
      },
      { what: 'the fills of the gap are known', timeoutMs: 20_000 },
    );
    await Promise.all(TICKERS.map((ticker) => sellInto(ticker, TARGET)));
    await Promise.all(tasks.map(({ id }) => system.untilState(id, 'done', 20_000)));
    for (const task of tasks) await expectExactly(task);
  }, 90_000);

  test('between the sending of an order and its answer, sends it once', async () => {
    await setBook('SBER');
    await system.exchange.fault({ method: 'PostOrder', kind: 'lose-answer', count: 1 });
    const task = await buyLots('SBER');
    await untilWorking(task);
    await worker.stop('SIGKILL');
    worker = await system.startWorker();
    await eventually(async () => (await ordersOfTask(system.db, task.key))[0]?.state === 'working', {
      what: 'the order is known again',
      timeoutMs: 20_000,
    });
    await sellInto('SBER', TARGET);
    await system.untilState(task.id, 'done', 20_000);
    await expectExactly(task);
    expect(await ordersOfTask(system.db, task.key)).toHaveLength(1);
  }, 60_000);
});

describe('answers that are lost', () => {
  test('on posts and cancels, while the market moves: the target holds at every entry of the ledger', async () => {
    await setBook('GAZP');
    await system.exchange.fault({ method: 'PostOrder', kind: 'lose-answer', probability: 0.5, count: 3 });
    await system.exchange.fault({ method: 'CancelOrder', kind: 'lose-answer', count: 1 });
    const task = await buyLots('GAZP');
    await untilWorking(task);
    await system.exchange.book('GAZP', { bids: [['150.1', 10]], asks: [['150.2', 10]] });
    await eventually(
      async () =>
        (await ordersOfTask(system.db, task.key)).some(
          ({ number, state }) => number > 1 && state === 'working',
        ),
      { what: 'the order moved', timeoutMs: 25_000 },
    );
    await system.exchange.clearFaults();
    await system.exchange.trade('GAZP', { side: 'sell', lots: 10 + TARGET, price: '150.1' });
    await system.untilState(task.id, 'done', 25_000);
    await expectExactly(task);
  }, 60_000);

  test('an order that exists but is seen by no call for a while is found, not doubled', async () => {
    await setBook('LKOH');
    await system.exchange.fault({ method: 'PostOrder', kind: 'appear-late', ms: 3_000, count: 1 });
    const task = await buyLots('LKOH');
    await eventually(async () => (await ordersOfTask(system.db, task.key))[0]?.state === 'working', {
      what: 'the late order is known',
      timeoutMs: 25_000,
    });
    await sellInto('LKOH', TARGET);
    await system.untilState(task.id, 'done', 20_000);
    await expectExactly(task);
    expect(await ordersOfTask(system.db, task.key)).toHaveLength(1);
  }, 60_000);

  test('a cancelled task whose order is in doubt leaves nothing working', async () => {
    await setBook('ROSN');
    await system.exchange.fault({ method: 'PostOrder', kind: 'lose-answer', count: 1 });
    const task = await buyLots('ROSN');
    await untilWorking(task);
    await system.tasks.cancel(task.id, 'test');
    await system.untilState(task.id, 'cancelled', 20_000);
    expect((await judge(task)).working).toBe(0);
  }, 60_000);
});

describe('two workers', () => {
  test('a frozen one is taken over within ten seconds, and opens nothing when it comes back', async () => {
    await setBook('SBER');
    const task = await buyLots('SBER');
    await untilWorking(task);
    await worker.stop('SIGSTOP');
    const other = await system.startWorker();
    await sellInto('SBER', 2);
    const frozenAt = performance.now();
    await eventually(async () => Number((await system.tasks.get(task.id)).executed) > 0, {
      what: 'the other worker knows the fill',
      timeoutMs: 15_000,
    });
    expect(performance.now() - frozenAt).toBeLessThan(10_000);
    await worker.stop('SIGCONT');
    await system.exchange.book('SBER', { bids: [['300.1', 10]], asks: [['300.2', 10]] });
    await eventually(
      async () =>
        (await system.exchange.ledger()).some(
          ({ kind, ticker, price }) => kind === 'accepted' && ticker === 'SBER' && price === '300.1',
        ),
      { what: 'a move', timeoutMs: 15_000 },
    );
    await system.exchange.trade('SBER', { side: 'sell', lots: 10 + TARGET, price: '300.1' });
    await system.untilState(task.id, 'done', 20_000);
    await expectExactly(task);
    await worker.stop('SIGTERM');
    worker = other;
  }, 90_000);

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    '%s: the other goes on within five seconds, and says so',
    async (signal) => {
      await setBook('ROSN');
      const task = await buyLots('ROSN');
      await untilWorking(task);
      const other = await system.startWorker();
      // A silence that began before the other one did would be no news.
      const startedAt = new Date();
      await eventually(() => isProlongedAfter(task, startedAt), { what: 'a sign of life' });
      const silentAt = performance.now();
      await worker.stop(signal);
      await sellInto('ROSN', 2);
      await eventually(async () => Number((await system.tasks.get(task.id)).executed) > 0, {
        what: 'the other worker knows the fill',
        timeoutMs: 15_000,
      });
      expect(performance.now() - silentAt).toBeLessThan(5_000);
      await eventually(async () => (await system.journalKinds(task.id)).includes('task-taken-over'), {
        what: 'the line of the journal',
      });
      if (signal === 'SIGSTOP') await worker.stop('SIGKILL');
      worker = other;
      await sellInto('ROSN', TARGET);
      await system.untilState(task.id, 'done', 15_000);
      await expectExactly(task);
    },
    60_000,
  );

  test('one that ends in order hands its tasks over at once, their orders left as they are', async () => {
    await setBook('GAZP');
    const task = await buyLots('GAZP');
    await untilWorking(task);
    const other = await system.startWorker();
    await worker.stop('SIGTERM');
    worker = other;
    await sellInto('GAZP', TARGET);
    await system.untilState(task.id, 'done', 15_000);
    await expectExactly(task);
    expect(await ordersOfTask(system.db, task.key)).toHaveLength(1);
  }, 60_000);
});

describe('the judge', () => {
  test('finds a planted double', () => {
    const order = { requestId: 'one', atUs: 0, ticker: 'SBER', lots: TARGET };
    const double = [
      { ...order, seq: 1, kind: 'accepted' },
      { ...order, seq: 2, kind: 'fill', lots: 2 },
      { ...order, seq: 3, kind: 'accepted', requestId: 'two' },
      { ...order, seq: 4, kind: 'cancelled', requestId: 'two' },
    ];
    expect(judgeLeg(double, new Set(['one', 'two']))).toMatchObject({
      most: 2 * TARGET,
      mostAt: 3,
      filled: 2,
      working: 4,
    });
  });
});
