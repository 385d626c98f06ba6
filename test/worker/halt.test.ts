/** The kill switch and the workers: what it withdraws, and that it holds whatever starts, restarts, thaws or retries. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  liftHalt,
  ordersOfTask,
  readHalt,
  readJournal,
  type TaskRow,
  writeHalt,
} from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import type { TestProcess } from '../support/processes.js';
import { recordHistory } from '../support/record-history.js';
import { type System, startSystem } from '../support/system.js';

const BEST = { SBER: ['300', '300.2'], GAZP: ['150', '150.2'], LKOH: ['7000', '7001'] } as const;
type Ticker = keyof typeof BEST;
const TICKERS = Object.keys(BEST) as Ticker[];
const LOTS = 4;

let system: System;
let worker: TestProcess;

const buyLots = async (ticker: Ticker): Promise<TaskRow> =>
  system.buy(ticker, LOTS * (await system.instrument(ticker)).lot);
const working = async () => (await system.broker.orders.today()).filter(({ status }) => !isFinal(status));
const untilWorking = (count: number) =>
  eventually(async () => (await working()).length === count, {
    what: `${count} working orders`,
    timeoutMs: 20_000,
  });
const halt = () => writeHalt(system.db, { by: 'test', reason: null });
const lift = async () => {
  const now = await readHalt(system.db);
  if (now) await liftHalt(system.db, now);
};
const lastSeq = async () => (await system.exchange.ledger()).at(-1)?.seq ?? 0;
const acceptedSince = async (seq: number) =>
  (await system.exchange.ledger(seq)).filter(({ kind }) => kind === 'accepted' || kind === 'received');
const untilWaiting = (tasks: readonly TaskRow[]) =>
  eventually(
    async () => {
      const rows = await Promise.all(tasks.map(({ id }) => system.tasks.get(id)));
      return rows.every(({ state, waitingFor }) => state === 'waiting' && waitingFor === 'halt');
    },
    { what: 'the tasks wait for the end of the halt', timeoutMs: 20_000 },
  );
const fillAndFinish = async (task: TaskRow) => {
  const ticker = task.ticker as Ticker;
  await system.exchange.trade(ticker, { side: 'sell', lots: 50 + LOTS, price: BEST[ticker][0] });
  await system.untilState(task.id, 'done', 20_000);
  const keys = new Set((await ordersOfTask(system.db, task.key)).map(({ clientOrderId }) => clientOrderId));
  const judgement = judgeLeg(await system.exchange.ledger(), keys);
  expect(judgement).toMatchObject({ filled: LOTS, working: 0, most: LOTS });
};

beforeAll(async () => {
  system = await startSystem();
  worker = await system.startWorker();
}, 60_000);
beforeEach(async () => {
  for (const ticker of TICKERS)
    await system.exchange.book(ticker, { bids: [[BEST[ticker][0], 50]], asks: [[BEST[ticker][1], 50]] });
});
afterEach(async () => {
  await system.exchange.clearFaults();
  await lift();
});
afterAll(() => system?.stop());

test('a halt withdraws every working order at once, their tasks wait without an activity, and go on after it', async () => {
  const tasks = await Promise.all(TICKERS.map(buyLots));
  await untilWorking(TICKERS.length);
  // A call of ours marks the moment in the exchange's own ledger.
  const before = await lastSeq();
  await system.broker.orders.today();
  await halt();
  await untilWorking(0);
  const events = await system.exchange.ledger(before);
  const haltedAtUs = events.find(({ method }) => method === 'GetOrders')?.atUs ?? Number.NaN;
  const cancelled = events.filter(({ kind }) => kind === 'cancelled');
  expect(cancelled).toHaveLength(TICKERS.length);
  const tookMs = (Math.max(...cancelled.map(({ atUs }) => atUs)) - haltedAtUs) / 1_000;
  expect(tookMs).toBeLessThan(1_000);

  await untilWaiting(tasks);
  for (const { id } of tasks) {
    const described = await eventually(() => system.client.workflow.getHandle(id).describe(), { what: id });
    expect(described.raw.pendingActivities ?? []).toHaveLength(0);
  }
  expect(events.filter(({ kind }) => kind === 'accepted')).toEqual([]);

  await lift();
  await untilWorking(TICKERS.length);
  for (const task of tasks) await fillAndFinish(task);
  for (const { id } of tasks)
    expect((await readJournal(system.db, { after: 0, taskId: id })).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['task-waiting', 'task-running', 'task-done']),
    );
  await recordHistory(system.client, { taskId: tasks[0]?.id ?? '', name: 'sellbuy-halted' });
}, 60_000);

test('a worker that is killed and started under a halt posts nothing: not for a new row, nor for an order in doubt', async () => {
  // Nobody ever hears of what was sent, so it stays in doubt for the log.
  await system.exchange.fault({ method: 'PostOrder', kind: 'unavailable', count: 1_000 });
  const doubted = await buyLots('SBER');
  await eventually(async () => (await ordersOfTask(system.db, doubted.key))[0]?.doubted, {
    what: 'an order in doubt',
  });
  await halt();
  await worker.stop('SIGKILL');
  await system.exchange.clearFaults();
  const since = await lastSeq();
  const fresh = await buyLots('GAZP');
  worker = await system.startWorker();
  await untilWaiting([fresh]);
  await eventually(
    async () =>
      (await system.exchange.ledger(since)).filter(({ method }) => method === 'GetOrders').length > 5,
    { what: 'the doubt is asked about again and again', timeoutMs: 20_000 },
  );
  expect((await system.tasks.get(doubted.id)).state).toBe('running');
  expect(await acceptedSince(since)).toEqual([]);

  await lift();
  await untilWorking(2);
  await fillAndFinish(doubted);
  await fillAndFinish(fresh);
}, 90_000);

test('a worker that is frozen while everything is halted withdraws its order when it thaws, and posts nothing', async () => {
  const task = await buyLots('LKOH');
  await untilWorking(1);
  await worker.stop('SIGSTOP');
  await halt();
  // The price moves away meanwhile: without the halt it would follow.
  await system.exchange.book('LKOH', { bids: [['7000.5', 50]], asks: [['7001', 50]] });
  const since = await lastSeq();
  await worker.stop('SIGCONT');
  await untilWorking(0);
  await untilWaiting([task]);
  expect(await acceptedSince(since)).toEqual([]);
  await system.tasks.cancel(task.id, 'test');
  await system.untilState(task.id, 'cancelled');
}, 60_000);
