import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ordersOfTask } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import type { TestProcess } from '../support/processes.js';
import { inOwnSystem, type System, startSystem } from '../support/system.js';
import { sceneOf, TARGET, TICKERS } from './four-books.js';

describe('a worker that is killed', () => {
  test.concurrent(
    'with several tasks running and a fill in the gap: exactly the target is bought, never more is out',
    () =>
      inOwnSystem(async (system, worker) => {
        const { setBook, buyLots, untilWorking, sellInto, expectExactly } = sceneOf(system);
        await Promise.all(TICKERS.map(setBook));
        const tasks = await Promise.all(TICKERS.map((ticker) => buyLots(ticker)));
        await Promise.all(tasks.map((task) => untilWorking(task)));
        await worker.stop('SIGKILL');
        await Promise.all(TICKERS.slice(0, 3).map((ticker) => sellInto(ticker, 2)));
        await system.startWorker();
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
      }),
    90_000,
  );

  test.concurrent(
    'between the sending of an order and its answer, sends it once',
    () =>
      inOwnSystem(async (system, worker) => {
        const { setBook, buyLots, untilWorking, sellInto, expectExactly } = sceneOf(system);
        await setBook('SBER');
        await system.exchange.fault({ method: 'PostOrder', kind: 'lose-answer', count: 1 });
        const task = await buyLots('SBER');
        await untilWorking(task);
        await worker.stop('SIGKILL');
        await system.startWorker();
        await eventually(async () => (await ordersOfTask(system.db, task.key))[0]?.state === 'working', {
          what: 'the order is known again',
          timeoutMs: 20_000,
        });
        await sellInto('SBER', TARGET);
        await system.untilState(task.id, 'done', 20_000);
        await expectExactly(task);
        expect(await ordersOfTask(system.db, task.key)).toHaveLength(1);
      }),
    60_000,
  );
});

describe('two workers', () => {
  let system: System;
  let worker: TestProcess;
  let scene: ReturnType<typeof sceneOf>;

  beforeAll(async () => {
    system = await startSystem();
    worker = await system.startWorker();
    scene = sceneOf(system);
  }, 60_000);
  afterAll(() => system?.stop());

  test('a frozen one is taken over within ten seconds, and opens nothing when it comes back', async () => {
    const { setBook, buyLots, untilWorking, sellInto, expectExactly } = scene;
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
      const { setBook, buyLots, untilWorking, sellInto, isProlongedAfter, expectExactly } = scene;
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
    const { setBook, buyLots, untilWorking, sellInto, expectExactly } = scene;
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
