/** A task's row has the last word on what is wanted; its workflow may be behind, or be told several things at once. */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { amendTask, recordState, taskByKey, writeMode } from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { amendUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let lot: number;

beforeAll(async () => {
  system = await startSystem({ rateWindowMs: 100 });
  await system.startWorker();
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
afterAll(() => system?.stop());
beforeEach(async () => {
  await system.exchange.status('SBER', 'NORMAL_TRADING');
  await system.exchange.book('SBER', {
    bids: [
      ['300', 50],
      ['299', 50],
    ],
    asks: [['300.2', 50]],
  });
});

const working = async () =>
  (await system.broker.orders.today()).flatMap(({ status, price }) =>
    isFinal(status) ? [] : [price?.toFixed()],
  );
const untilWorking = (...prices: string[]) =>
  eventually(async () => isDeepStrictEqual(await working(), prices), {
    what: `orders at ${prices}`,
    timeoutMs: 15_000,
    everyMs: 100,
  });
const end = async (id: string) => {
  await system.tasks.cancel(id, 'test');
  await system.untilState(id, 'cancelled');
};

test('a limit price that its workflow does not know outlives a break, a pause and a resume', async () => {
  const task = await system.buy('SBER', 3 * lot, { limitPrice: '300' });
  await untilWorking('300');
  await amendTask(system.db, { key: task.key, change: { limitPrice: '299' }, after: 1, lot, by: 'test' });
  await untilWorking('299');
  await system.exchange.status('SBER', 'BREAK_IN_TRADING');
  await system.untilState(task.id, 'waiting');
  await system.exchange.status('SBER', 'NORMAL_TRADING');
  await untilWorking('299');
  await system.tasks.pause(task.id, 'test');
  await untilWorking();
  await system.tasks.resume(task.id, 'test');
  await untilWorking('299');
  await end(task.id);
}, 60_000);

test('a pause that its workflow does not know holds after a break in which nothing could be cancelled', async () => {
  const task = await system.buy('SBER', 3 * lot);
  await untilWorking('300');
  await system.exchange.fault({ method: 'CancelOrder', kind: 'reject', code: '30079', count: 100 });
  await writeMode(system.db, { key: task.key, mode: 'pause' });
  await eventually(
    async () => (await system.exchange.ledger()).some(({ method }) => method === 'CancelOrder'),
    { what: 'a cancel that is refused' },
  );
  await system.exchange.status('SBER', 'BREAK_IN_TRADING');
  await eventually(async () => (await system.tasks.get(task.id)).state !== 'running', {
    what: 'the workflow knows',
  });
  await system.exchange.clearFaults();
  await system.exchange.status('SBER', 'NORMAL_TRADING');
  await untilWorking();
  await system.untilState(task.id, 'paused');
  const handle = system.client.workflow.getHandle(task.id);
  const length = async () => (await handle.describe()).historyLength;
  // It comes to rest: two looks in a row find the same history.
  let before = -1;
  await eventually(
    async () => {
      const now = await length();
      const rests = now === before;
      before = now;
      return rests;
    },
    { what: 'a workflow at rest', everyMs: 500 },
  );
  await system.tasks.resume(task.id, 'test');
  await untilWorking('300');
  await end(task.id);
}, 60_000);

test('a resumption that its workflow does not know is learnt with an amendment', async () => {
  const task = await system.buy('SBER', 3 * lot);
  await untilWorking('300');
  await system.tasks.pause(task.id, 'test');
  await untilWorking();
  await writeMode(system.db, { key: task.key, mode: 'run' });
  await recordState(system.db, { key: task.key, state: 'running' });
  await system.tasks.amend(task.id, { amount: 2 * lot }, 'test');
  await untilWorking('300');
  await end(task.id);
}, 60_000);

test('amendments that come at once all count, one after the other', async () => {
  for (let round = 0; round < 4; round += 1) {
    const task = await system.buy('SBER', 3 * lot, { limitPrice: '299' });
    await untilWorking('299');
    const handle = system.client.workflow.getHandle(task.id);
    const changes = [{ amount: 4 * lot }, { amount: 5 * lot }, { limitPrice: '298' }];
    const told = await system.db.transaction().execute(async (transaction) => {
      // The first to come has to wait for the row, and the others for it.
      await transaction.selectFrom('tasks').select('key').where('key', '=', task.key).forUpdate().execute();
      const all = [];
      for (const change of changes)
        all.push(await handle.startUpdate(amendUpdate, { args: [change], waitForStage: 'ACCEPTED' }));
      return all;
    });
    await Promise.all(told.map((one) => one.result()));
    expect((await taskByKey(system.db, task.key))?.wish).toEqual({
      version: 4,
      mode: 'run',
      targetLots: 5,
      limitPrice: '298',
    });
    await system.tasks.pause(task.id, 'test');
    await system.tasks.resume(task.id, 'test');
    expect((await taskByKey(system.db, task.key))?.wish).toMatchObject({ targetLots: 5, limitPrice: '298' });
    await end(task.id);
  }
}, 60_000);
