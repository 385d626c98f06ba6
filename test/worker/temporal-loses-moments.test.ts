/** Power loss: Temporal's file comes back as it was a moment before; the database knows better, and tasks go on by it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ordersOfTask, type TaskRow } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import { type OwnTemporal, startOwnTemporal } from '../support/own-temporal.js';
import type { TestProcess } from '../support/processes.js';
import { recordHistory } from '../support/record-history.js';
import { type System, startSystem } from '../support/system.js';

/** So many events, and a workflow is told to continue as a new one: some thousands as the server ships. */
const SOON = 40;
const LOTS = 3;
const BID = '300';

let temporal: OwnTemporal;
let system: System;
let worker: TestProcess;

const buy = async () => system.buy('SBER', LOTS * (await system.instrument('SBER')).lot);
const judge = async (task: TaskRow) => {
  const orders = await ordersOfTask(system.db, task.key);
  return judgeLeg(await system.exchange.ledger(), new Set(orders.map(({ clientOrderId }) => clientOrderId)));
};
const untilWorking = (task: TaskRow, working: number = LOTS) =>
  eventually(async () => (await judge(task)).working === working, {
    what: `${task.id} works ${working} lots`,
    timeoutMs: 20_000,
  });
const pause = async (task: TaskRow) => {
  await system.tasks.pause(task.id, 'test');
  await untilWorking(task, 0);
};
/** Others, who stand before ours, and all of ours are executed. */
const executeAll = () => system.exchange.trade('SBER', { side: 'sell', lots: 1_000, price: BID });
const setBook = () => system.exchange.book('SBER', { bids: [[BID, 10]], asks: [['300.2', 50]] });
const handleOf = (task: TaskRow) => system.client.workflow.getHandle(task.id);
const untilClosed = (task: TaskRow) =>
  eventually(async () => (await handleOf(task).describe()).status.name !== 'RUNNING', {
    what: `the end of the workflow of ${task.id}`,
    timeoutMs: 25_000,
  });

beforeAll(async () => {
  temporal = await startOwnTemporal([`limit.historyCount.suggestContinueAsNew=${SOON}`]);
  system = await startSystem({}, { temporal: temporal.address });
  worker = await system.startWorker();
  await setBook();
}, 60_000);
afterAll(async () => {
  await system?.stop();
  await temporal?.stop();
});

describe("after Temporal's last moments are lost", () => {
  test('every unfinished task goes on as its row says, once, and finished ones stay finished', async () => {
    const [running, paused, resumed, stopped] = await Promise.all([buy(), buy(), buy(), buy()]);
    await Promise.all([running, paused, resumed, stopped].map((task) => untilWorking(task)));
    await pause(resumed);
    await pause(stopped);
    temporal.keepFile();
    await pause(paused);
    await system.tasks.resume(resumed.id, 'test');
    await system.tasks.cancel(stopped.id, 'test');
    const [forgotten, executed] = [await buy(), await buy()];
    await Promise.all([resumed, forgotten, executed].map((task) => untilWorking(task)));
    await system.tasks.cancel(executed.id, 'test');
    for (const task of [stopped, executed]) await system.untilState(task.id, 'cancelled');

    await worker.stop('SIGKILL');
    await temporal.loseWhatCameSince();
    worker = await system.startWorker();
    await eventually(async () => (await system.journalKinds(forgotten.id)).includes('task-started-again'), {
      what: 'the lost workflow is started again',
      timeoutMs: 15_000,
    });
    await eventually(async () => (await handleOf(paused).describe()).raw.pendingActivities?.length === 0, {
      what: 'the pause is known to its workflow',
    });
    await eventually(async () => (await handleOf(resumed).describe()).raw.pendingActivities?.length === 1, {
      what: 'the resumption is known to its workflow',
    });
    for (const task of [running, resumed, forgotten]) await untilWorking(task);
    for (const task of [paused, stopped, executed]) await untilWorking(task, 0);
    expect((await system.tasks.get(paused.id)).state).toBe('paused');
    await untilClosed(stopped);
    for (const task of [stopped, executed])
      expect(await system.tasks.get(task.id)).toMatchObject({ state: 'cancelled', executed: '0' });

    // What is said now is newer than both.
    await pause(resumed);
    for (const task of [paused, resumed]) await system.tasks.resume(task.id, 'test');
    const goingOn = [running, paused, resumed, forgotten];
    await Promise.all(goingOn.map((task) => untilWorking(task)));
    await executeAll();
    for (const task of goingOn) {
      await system.untilState(task.id, 'done', 20_000);
      const judgement = await judge(task);
      expect(judgement).toMatchObject({ filled: LOTS, working: 0, most: LOTS });
    }
    expect(await ordersOfTask(system.db, forgotten.key)).toHaveLength(1);
    await Promise.all(goingOn.map(untilClosed));
    await recordHistory(system.client, { taskId: paused.id, name: 'sellbuy-learnt-of-a-pause' });
    await recordHistory(system.client, { taskId: resumed.id, name: 'sellbuy-learnt-of-a-resumption' });
    await recordHistory(system.client, { taskId: forgotten.id, name: 'sellbuy-started-again' });
  }, 90_000);
});

describe('a workflow whose history grows long', () => {
  test('continues as a new one: its pause is kept, what was asked meanwhile too, and its row says what is so', async () => {
    await setBook();
    const task = await buy();
    const first = await handleOf(task).describe();
    await untilWorking(task);
    await eventually(
      async () => {
        await system.tasks.pause(task.id, 'test');
        await untilWorking(task, 0);
        if ((await handleOf(task).describe()).runId !== first.runId) return true;
        await system.tasks.resume(task.id, 'test');
        await untilWorking(task);
        return false;
      },
      { what: 'another run', timeoutMs: 20_000 },
    );
    await system.untilState(task.id, 'paused');
    await system.tasks.resume(task.id, 'test');
    await system.untilState(task.id, 'running');
    await untilWorking(task);
    await executeAll();
    await system.untilState(task.id, 'done');
    await untilClosed(task);
    const judgement = await judge(task);
    expect(judgement).toMatchObject({ filled: LOTS, working: 0, most: LOTS });
    await recordHistory(system.client, {
      taskId: task.id,
      runId: first.runId,
      name: 'sellbuy-continued-as-new',
    });
    await recordHistory(system.client, { taskId: task.id, name: 'sellbuy-continued' });
  }, 60_000);
});
