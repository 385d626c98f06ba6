/** What a spread's workflow does with what its executor comes to, and what it is told meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskRow } from '../../database/index.js';
import { ensureWorkflows } from '../../tasks/index.js';
import { eventually } from '../support/eventually.js';
import { type OwnTemporal, startOwnTemporal } from '../support/own-temporal.js';
import { recordHistory } from '../support/record-history.js';
import { figuresOf, REQUEST } from '../support/spread-request.js';
import { type SpreadGround, startSpreadGround } from './spread-ground.js';

/** So many events, and a workflow is told to continue as a new one. */
const SOON = 120;

let temporal: OwnTemporal;
let ground: SpreadGround;

beforeAll(async () => {
  temporal = await startOwnTemporal([`limit.historyCount.suggestContinueAsNew=${SOON}`]);
  ground = await startSpreadGround(temporal.address);
}, 60_000);
afterAll(async () => {
  await ground?.stop();
  await temporal?.stop();
});

const ask = async (task: TaskRow, executed = 2) => {
  await ground.untilExecuting(task);
  await ground.tell(task, { executed, averagePrice: '255', waitingFor: 'person' });
  return ground.untilState(task, 'waiting', 'person');
};

describe('a spread', () => {
  test('is done: its report has both legs, the average and what it was better than wanted', async () => {
    const task = await ground.start();
    expect(task.wish).toEqual({
      version: 1,
      mode: 'run',
      targetLots: 5,
      limitPrice: '250',
      spread: { ratio: '100', options: REQUEST.options, hedge: null },
    });
    await ground.untilExecuting(task);
    await ground.tell(task, { executed: 2, averagePrice: '254' });
    await eventually(async () => (await ground.status(task)).executed === 2, { what: 'its progress' });
    expect(await ground.status(task)).toEqual({
      state: 'running',
      waitingFor: null,
      executed: 2,
      target: 5,
      averagePrice: '254',
    });
    const handle = ground.client.workflow.getHandle(task.id);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toBe('sell 5 SRH7 / SBER @ 250; 2 of 5 executed at 254 on average; running');
    expect(await (await handle.describe()).staticSummary()).toBe('sell 5 SRH7 / SBER @ 250');
    await ground.settle(task, 'reached', { executed: 5 });
    const done = await ground.ended(task, 'done');
    expect(done).toMatchObject({ state: 'done', error: null });
    expect(done.result).toEqual({
      sell: true,
      ticker: 'SRH7',
      nearTicker: 'SBER',
      ratio: '100',
      amount: 5,
      executed: 5,
      averagePrice: '255',
      wantedPrice: '250',
      slippage: '5',
      commission: '4.5',
      ...figuresOf(5),
    });
    expect(await handle.result()).toEqual(done.result);
    expect((await ground.journal(task)).at(-1)).toMatchObject({
      kind: 'task-done',
      severity: 'report',
      data: { direction: 'sell', farExecuted: 5, nearExecuted: 500, slippage: '5', longestUnhedged: 2 },
    });
  });

  test('is cancelled: what its executor came to then is the report', async () => {
    const task = await ground.start({ sell: false });
    await ground.untilExecuting(task);
    await ground.tasks.cancel(task.id, 'test');
    await ground.untilWithdrawing(task);
    await ground.settle(task, 'stopped', { executed: 2 });
    const cancelled = await ground.ended(task, 'cancelled');
    expect(cancelled).toMatchObject({ state: 'cancelled', error: null });
    // Bought for five more than wanted.
    expect(cancelled.result).toMatchObject({ executed: 2, amount: 5, slippage: '-5' });
  });

  test('fails with the cause, also where nothing is known of its legs', async () => {
    const task = await ground.start();
    const error = { code: 'broker-refused', data: { brokerCode: '30240' } };
    await ground.settle(task, 'failed', { error, spread: undefined } as never);
    const failed = await ground.ended(task, 'failed');
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'broker-refused' } });
    expect(failed.result).toMatchObject({
      executed: 0,
      slippage: null,
      near: { executed: 0 },
      unhedged: '0',
    });
    await expect(ground.client.workflow.getHandle(task.id).result()).rejects.toMatchObject({
      cause: { type: 'broker-refused' },
    });
  });

  test('ends by its time as one that is cancelled, with the reason; a later time keeps it', async () => {
    const task = await ground.start({ options: { ...REQUEST.options, until: '2030-01-01T00:00:00.000Z' } });
    await ground.untilExecuting(task);
    const obeyed = (await ground.tasks.get(task.id)).wish;
    await ground.tasks.amend(task.id, { options: { until: '2031-01-01T00:00:00.000Z' } }, 'test');
    await ground.settle(task, 'time-over', { wish: obeyed, wishVersion: obeyed.version });
    await ground.settle(task, 'time-over', { executed: 3 });
    const over = await ground.ended(task, 'time-over');
    expect(over).toMatchObject({
      state: 'cancelled',
      error: { code: 'time-over', data: { until: '2031-01-01T00:00:00.000Z' } },
      result: { executed: 3 },
    });
    await expect(ground.client.workflow.getHandle(task.id).result()).resolves.toMatchObject({ executed: 3 });
  });

  test('whose hedge a person left fails, and says what stays unhedged', async () => {
    const task = await ground.start();
    const asking = await ask(task);
    await ground.tasks.answerHedge(asking, 'leave', 'test');
    await ground.settle(task, 'left-unhedged', { executed: 2, spread: figuresOf(2, { unhedged: '120' }) });
    const left = await ground.ended(task, 'left-unhedged');
    expect(left).toMatchObject({
      state: 'failed',
      error: { code: 'left-unhedged', data: { nearTicker: 'SBER', unhedged: '120' } },
      result: { unhedged: '120' },
    });
    expect((await ground.journal(task)).at(-1)).toMatchObject({ kind: 'task-failed', severity: 'warning' });
  });

  test('waits for its session holding no activity, and goes on when both legs trade', async () => {
    const task = await ground.start();
    await ground.settle(task, 'not-trading');
    await ground.untilState(task, 'waiting', 'session');
    expect(ground.isExecuting(task)).toBe(false);
    await ground.openMarket(task);
    await ground.untilExecuting(task);
    await ground.untilState(task, 'running');
    await ground.settle(task, 'reached', { executed: 5 });
    expect(await ground.ended(task, 'waited')).toMatchObject({ state: 'done' });
  });

  test('waits while orders are halted', async () => {
    const task = await ground.start();
    await ground.settle(task, 'halted');
    await ground.untilState(task, 'waiting', 'halt');
    await ground.openMarket(task);
    await ground.untilState(task, 'running');
    await ground.settle(task, 'reached', { executed: 5 });
    expect(await ground.ended(task, 'halted')).toMatchObject({ state: 'done' });
  });
});

describe('a person is asked about a hedge', () => {
  test('and answers: the task goes on, asks again, and is done by itself', async () => {
    const task = await ground.start();
    const asking = await ask(task);
    expect(await ground.status(task)).toMatchObject({ state: 'waiting', waitingFor: 'person', executed: 2 });
    const answered = await ground.tasks.answerHedge(asking, 'keep-trying', 'telegram:1', { dueLots: 3 });
    expect(answered).toMatchObject({ state: 'running', waitingFor: null });
    expect(answered.wish).toMatchObject({
      version: 2,
      spread: { hedge: { number: 1, choice: 'keep-trying', dueLots: 3 } },
    });
    // Who saw the same question comes too late.
    await expect(ground.tasks.answerHedge(asking, 'any-price', 'telegram:2')).rejects.toMatchObject({
      code: 'hedge-not-asked',
    });
    const again = await ask(task);
    await ground.tasks.answerHedge(again, 'keep-trying', 'telegram:1');
    expect((await ground.tasks.get(task.id)).wish.spread?.hedge).toEqual({
      number: 2,
      choice: 'keep-trying',
    });
    await ask(task);
    // What was asked for came by itself.
    await ground.tell(task, { executed: 2, averagePrice: '255', waitingFor: null });
    await ground.untilState(task, 'running');
    await ask(task);
    await ground.settle(task, 'reached', { executed: 5 });
    expect(await ground.ended(task, 'waited-for-a-person')).toMatchObject({ state: 'done' });
    const told = (await ground.journal(task)).filter(({ kind }) => kind === 'hedge-answered');
    expect(told.map(({ severity, data }) => ({ severity, ...data }))).toEqual([
      { severity: 'report', by: 'telegram:1', choice: 'keep-trying' },
      { severity: 'report', by: 'telegram:1', choice: 'keep-trying' },
    ]);
  });

  test('while it is paused, and the pause holds after the answer', async () => {
    const task = await ground.start();
    await ground.untilExecuting(task);
    await ground.tasks.pause(task.id, 'test');
    // A hedge is owed, so its executor goes on.
    expect(ground.isExecuting(task)).toBe(true);
    const asking = await ask(task);
    expect(await ground.tasks.answerHedge(asking, 'any-price', 'test')).toMatchObject({ state: 'paused' });
    await ground.settle(task, 'paused', { executed: 2 });
    await ground.untilState(task, 'paused');
    expect(ground.isExecuting(task)).toBe(false);
    await ground.tasks.resume(task.id, 'test');
    await ground.untilExecuting(task);
    // Paused again while a person is asked, it says what it needs first.
    await ask(task);
    expect(await ground.tasks.pause(task.id, 'test')).toMatchObject({
      state: 'waiting',
      wish: { mode: 'pause' },
    });
    await ground.settle(task, 'paused', { executed: 2 });
    await ground.untilState(task, 'paused');
    await ground.tasks.resume(task.id, 'test');
    await ground.settle(task, 'reached', { executed: 5 });
    expect(await ground.ended(task, 'paused')).toMatchObject({ state: 'done' });
  });

  test('while it is being cancelled: answers are taken, nothing else is', async () => {
    const task = await ground.start();
    await ground.untilExecuting(task);
    await ground.tasks.cancel(task.id, 'test');
    await ground.untilWithdrawing(task);
    const asking = await ask(task);
    await expect(ground.tasks.amend(task.id, { amount: 7 }, 'test')).rejects.toMatchObject({
      code: 'task-stopping',
    });
    for (const how of ['pause', 'resume'] as const) {
      await expect(ground.tasks[how](task.id, 'test')).rejects.toMatchObject({ code: 'task-stopping' });
      // From Temporal's UI, or by who read the row a moment before.
      await expect(
        ground.client.workflow.getHandle(task.id).executeUpdate(how, { args: [{}] }),
      ).rejects.toMatchObject({ cause: { type: 'task-stopping' } });
    }
    const answered = await ground.tasks.answerHedge(asking, 'any-price', 'test');
    expect(answered.wish).toMatchObject({
      mode: 'stop',
      spread: { hedge: { number: 1, choice: 'any-price' } },
    });
    await ground.settle(task, 'stopped', { executed: 2 });
    expect(await ground.ended(task, 'cancelled-while-asked')).toMatchObject({ state: 'cancelled' });
  });
});

test('a pause that is under way when the task is cancelled is refused, and the task ends', async () => {
  const task = await ground.start();
  await ground.untilExecuting(task);
  const handle = ground.client.workflow.getHandle(task.id);
  await ground.db.transaction().execute(async (transaction) => {
    // The pause cannot be written while the row is locked; the cancellation comes meanwhile.
    await transaction.selectFrom('tasks').select('key').where('key', '=', task.key).forUpdate().execute();
    const pausing = await handle.startUpdate('pause', { args: [{}], waitForStage: 'ACCEPTED' });
    await handle.cancel();
    await expect(pausing.result()).rejects.toMatchObject({ cause: { type: 'task-stopping' } });
  });
  await ground.tasks.cancel(task.id, 'test');
  await ground.untilWithdrawing(task);
  await ground.settle(task, 'stopped');
  expect(await ground.ended(task, 'cancelled-while-pausing')).toMatchObject({ state: 'cancelled' });
});

describe('its terms', () => {
  test('are amended one by one and together; its report tells the last ones', async () => {
    const task = await ground.start();
    await ground.untilExecuting(task);
    await ground.tasks.amend(task.id, { ratio: '90', options: { slop: 3 } }, 'api');
    await Promise.all([
      ground.tasks.amend(task.id, { amount: 4 }, 'api'),
      ground.tasks.amend(task.id, { limitPrice: '-240.5', options: { now: true, maxUnhedged: 2 } }, 'api'),
    ]);
    const { wish, request, amount } = await ground.tasks.get(task.id);
    const options = { ...REQUEST.options, slop: 3, now: true, maxUnhedged: 2 };
    expect(wish).toEqual({
      version: 4,
      mode: 'run',
      targetLots: 4,
      limitPrice: '-240.5',
      spread: { ratio: '90', options, hedge: null, prices: { 100: '250' } },
    });
    expect(request).toEqual({ ...REQUEST, amount: 4, limitPrice: '-240.5', ratio: '90', options });
    expect(amount).toBe('4');
    // By Temporal's UI nobody has checked them before.
    const handle = ground.client.workflow.getHandle(task.id);
    for (const wrong of [
      { options: { slop: -1 } },
      { ratio: '0' },
      { limitPrice: null },
      { hedge: 'no' },
      {},
    ])
      await expect(handle.executeUpdate('amend', { args: [wrong] })).rejects.toMatchObject({
        cause: { type: 'invalid-amendment' },
      });
    await ground.settle(task, 'reached', { executed: 4 });
    const done = await ground.ended(task, 'amended');
    expect(done.result).toMatchObject({ amount: 4, wantedPrice: '-240.5', ratio: '90', slippage: '495.5' });
    const told = (await ground.journal(task)).filter(({ kind }) => kind === 'task-amended');
    expect(told[0]?.data).toEqual({
      by: 'api',
      ticker: 'SRH7',
      nearTicker: 'SBER',
      amount: 5,
      limitPrice: '250',
      wasAmount: '5',
      wasLimitPrice: '250',
      changes: 'ratio 100 → 90, slop 2 → 3',
    });
  });
});

describe('a workflow of a spread', () => {
  test('that grows long continues as a new one, and what is wanted of it stays', async () => {
    const task = await ground.start();
    const handle = ground.client.workflow.getHandle(task.id);
    const { runId } = await handle.describe();
    await ground.untilExecuting(task);
    for (let executed = 0; executed < SOON; executed += 1)
      await ground.tell(task, { executed: 0, averagePrice: null });
    await ground.tasks.amend(task.id, { options: { slop: 4 } }, 'test');
    await ground.settle(task, 'not-trading');
    await ground.untilState(task, 'waiting', 'session');
    await eventually(async () => (await handle.describe()).runId !== runId, { what: 'another run' });
    await ground.openMarket(task);
    await ground.untilExecuting(task);
    await ground.tasks.amend(task.id, { options: { payUpTicks: 5 } }, 'test');
    expect((await ground.tasks.get(task.id)).wish).toMatchObject({
      version: 3,
      spread: { options: { slop: 4, payUpTicks: 5 } },
    });
    await ground.settle(task, 'reached', { executed: 5 });
    expect(await ground.ended(task, 'continued')).toMatchObject({ state: 'done' });
    await recordHistory(ground.client, { taskId: task.id, runId, name: 'spread-continued-as-new' });
  });

  test('that is lost while it is paused asks its executor first: a hedge may be owed', async () => {
    const task = await ground.start();
    await ground.untilExecuting(task);
    await ground.tasks.pause(task.id, 'test');
    // As a power loss leaves it: the row, and no workflow of that name that is its own.
    await ground.settle(task, 'paused');
    await ground.untilState(task, 'paused');
    await ground.db
      .updateTable('tasks')
      .set({ id: 'spread/lost', started_at: new Date(0) })
      .where('key', '=', task.key)
      .execute();
    const dependencies = {
      ...ground,
      mode: 'paper',
      accountId: 'account',
      logger: { warn: () => undefined },
    };
    await ensureWorkflows(dependencies);
    const lost = await ground.tasks.get('spread/lost');
    await ground.untilExecuting(lost);
    await ground.settle(lost, 'paused', { executed: 2 });
    await eventually(async () => (await ground.status(lost)).executed === 2, { what: 'its settlement' });
    expect((await ground.tasks.get(lost.id)).state).toBe('paused');
    expect(ground.isExecuting(lost)).toBe(false);
    await ground.tasks.resume(lost.id, 'test');
    await ground.settle(lost, 'reached', { executed: 5 });
    expect(await ground.ended(lost, 'started-again')).toMatchObject({ state: 'done' });
    await ground.client.workflow.getHandle(task.id).terminate();
  });
});
