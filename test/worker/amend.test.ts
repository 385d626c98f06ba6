/** Amending a running task, judged by the exchange's ledger: when it arrives there, and what is never there. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskRow } from '../../database/index.js';
import { clientOrderIdOf } from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { amendUpdate, pauseUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import { recordHistory } from '../support/record-history.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let lot: number;

const working = async () => (await system.broker.orders.today()).filter(({ status }) => !isFinal(status));
const oneWorking = (price: string, lots?: number) =>
  eventually(
    async () => {
      const [order, ...more] = await working();
      expect(more).toEqual([]);
      expect(order?.price?.toFixed()).toBe(price);
      if (lots !== undefined) expect(order?.lotsRequested).toBe(lots);
      return order;
    },
    { what: `one working order at ${price}` },
  );
const noneWorking = () =>
  eventually(async () => (await working()).length === 0, { what: 'no working order' });
const lastSeq = async () => (await system.exchange.ledger()).at(-1)?.seq ?? 0;
const keysOf = (task: TaskRow) =>
  new Set([1, 2, 3, 4, 5, 6].map((number) => clientOrderIdOf({ taskKey: task.key, leg: 'near', number })));
const acceptedOf = async (task: TaskRow, since = 0) => {
  const keys = keysOf(task);
  return (await system.exchange.ledger(since)).filter(
    ({ kind, requestId }) => kind === 'accepted' && requestId !== undefined && keys.has(requestId),
  );
};
const judged = async (task: TaskRow, since = 0) =>
  judgeLeg(await system.exchange.ledger(since), keysOf(task));
const book = () =>
  system.exchange.book('SBER', {
    bids: [
      ['300', 50],
      ['299.9', 50],
    ],
    asks: [['300.2', 50]],
  });
const untilExecuted = (task: TaskRow, lots: number) =>
  eventually(async () => Number((await system.tasks.get(task.id)).executed) === lots * lot, {
    what: `${lots} lots executed`,
  });
const ended = async (task: TaskRow, name: string) => {
  const { client } = system;
  await eventually(
    async () => (await client.workflow.getHandle(task.id).describe()).status.name !== 'RUNNING',
    { what: 'the end of the workflow' },
  );
  await recordHistory(client, { taskId: task.id, name });
};

beforeAll(async () => {
  system = await startSystem();
  await system.startWorker();
  ({ lot } = await system.instrument('SBER'));
  await book();
}, 60_000);
afterEach(async () => {
  await system.exchange.status('SBER', 'NORMAL_TRADING');
  for (const { id } of await system.tasks.list({ unfinished: true })) {
    await system.tasks.cancel(id, 'test');
    await system.untilState(id, 'cancelled');
  }
  await book();
});
afterAll(() => system?.stop());

test('raised, its order keeps its place and the rest follows; the report tells the new amount', async () => {
  const task = await system.buy('SBER', lot);
  const first = await oneWorking('300');
  const since = await lastSeq();
  const amended = await system.tasks.amend(task.id, { amount: 3 * lot }, 'test');
  expect(amended).toMatchObject({ amount: String(3 * lot), wish: { targetLots: 3 } });
  await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
  await untilExecuted(task, 1);
  await book();
  const second = await oneWorking('300', 2);
  expect(second.brokerOrderId).not.toBe(first.brokerOrderId);
  const ofFirst = (await system.exchange.ledger(since)).filter(
    ({ orderId }) => orderId === first.brokerOrderId,
  );
  expect(ofFirst.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['fill']));
  expect(ofFirst.map(({ kind }) => kind)).not.toContain('cancelled');
  await system.exchange.trade('SBER', { side: 'sell', lots: 60, price: '300' });
  const done = await system.untilState(task.id, 'done');
  expect(done.result).toMatchObject({ amount: 3 * lot, executed: 3 * lot });
  expect((await judged(task)).most).toBe(3);
  expect(await system.journalKinds(task.id)).toContain('task-amended');
  await ended(task, 'sellbuy-amended');
});

test('lowered, only the rest is placed again; lowered to what is executed, it is done', async () => {
  const task = await system.buy('SBER', 5 * lot);
  await oneWorking('300');
  await system.exchange.trade('SBER', { side: 'sell', lots: 52, price: '300' });
  await untilExecuted(task, 2);
  await book();
  const since = await lastSeq();
  await system.tasks.amend(task.id, { amount: 3 * lot }, 'test');
  await oneWorking('300', 1);
  // The book that our own fill left may have it moved once more, never for more.
  expect(new Set((await acceptedOf(task, since)).map(({ lots }) => lots))).toEqual(new Set([1]));
  await expect(system.tasks.amend(task.id, { amount: lot }, 'test')).rejects.toMatchObject({
    code: 'amend-below-executed',
    data: { taskId: task.id, amount: String(lot), executed: String(2 * lot) },
  });
  expect(await system.tasks.get(task.id)).toMatchObject({ amount: String(3 * lot), wish: { targetLots: 3 } });
  await system.tasks.amend(task.id, { amount: 2 * lot }, 'test');
  const done = await system.untilState(task.id, 'done');
  expect(done.result).toMatchObject({ amount: 2 * lot, executed: 2 * lot });
  await noneWorking();
});

test('another limit price moves a fresh order at once, and no order goes past the newest one', async () => {
  const task = await system.buy('SBER', lot, { limitPrice: '299' });
  await oneWorking('299');
  const since = await lastSeq();
  await system.tasks.amend(task.id, { limitPrice: '300.1' }, 'test');
  await oneWorking('300');
  const moved = (await system.exchange.ledger(since)).filter(({ kind }) =>
    ['cancelled', 'accepted'].includes(kind),
  );
  expect(moved.map(({ kind, price }) => [kind, kind === 'accepted' ? price : undefined])).toEqual([
    ['cancelled', undefined],
    ['accepted', '300'],
  ]);
  // Below its price: taken away at once, and never again past the limit.
  const second = await lastSeq();
  await system.tasks.amend(task.id, { limitPrice: '299.5' }, 'test');
  await oneWorking('299.5');
  await system.tasks.amend(task.id, { limitPrice: null }, 'test');
  await oneWorking('300');
  expect((await acceptedOf(task, second)).map(({ price }) => price)).toEqual(['299.5', '300']);
  expect((await system.tasks.get(task.id)).request).toMatchObject({ limitPrice: null });
});

test('half of the amended limit prices have their new order at the exchange within 300 ms', async () => {
  const task = await system.buy('SBER', lot, { limitPrice: '299' });
  await oneWorking('299');
  const took: number[] = [];
  const tellAndMeasure = async (tell: () => Promise<unknown>, method: string) => {
    const since = await lastSeq();
    const startedUs = Date.now() * 1_000;
    await tell();
    const event = await eventually(
      async () =>
        (await system.exchange.ledger(since)).find(
          (each) => each.method === method || (method === 'post' && each.kind === 'accepted'),
        ),
      { what: `${method} at the exchange` },
    );
    took.push((event.atUs - startedUs) / 1_000);
  };
  for (let turn = 0; turn < Number(process.env.MEASURE_TURNS ?? 3); turn += 1) {
    const limitPrice = turn % 2 === 0 ? '299.2' : '299.1';
    await tellAndMeasure(() => system.tasks.amend(task.id, { limitPrice }, 'test'), 'post');
    await oneWorking(limitPrice);
  }
  const sorted = [...took].sort((a, b) => a - b);
  if (process.env.MEASURE_TURNS) console.info('amend to post, ms', sorted);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(300);
});

describe('a task at rest', () => {
  test('paused, it takes another target and price for when it goes on', async () => {
    const task = await system.buy('SBER', 3 * lot);
    await oneWorking('300');
    await system.tasks.pause(task.id, 'test');
    await noneWorking();
    const since = await lastSeq();
    const amended = await system.tasks.amend(task.id, { amount: 2 * lot, limitPrice: '299.5' }, 'test');
    expect(amended).toMatchObject({ state: 'paused', wish: { mode: 'pause', targetLots: 2 } });
    await system.tasks.resume(task.id, 'test');
    await oneWorking('299.5', 2);
    expect(await acceptedOf(task, since)).toHaveLength(1);
  });

  test('paused with a part executed, it ends when its target becomes that part', async () => {
    const task = await system.buy('SBER', 3 * lot);
    await oneWorking('300');
    await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
    await untilExecuted(task, 1);
    await system.tasks.pause(task.id, 'test');
    await noneWorking();
    await system.tasks.amend(task.id, { amount: lot }, 'test');
    const done = await system.untilState(task.id, 'done');
    expect(done.result).toMatchObject({ amount: lot, executed: lot });
    await ended(task, 'sellbuy-amended-at-rest');
  });

  test('waiting for its session, it goes on with what it was amended to', async () => {
    await system.exchange.status('SBER', 'BREAK_IN_TRADING');
    const task = await system.buy('SBER', 3 * lot);
    await system.untilState(task.id, 'waiting');
    const amended = await system.tasks.amend(task.id, { amount: lot, limitPrice: '299.5' }, 'test');
    expect(amended.state).toBe('waiting');
    await system.exchange.status('SBER', 'NORMAL_TRADING');
    await oneWorking('299.5', 1);
  });
});

describe('amendments that race', () => {
  test('a fill: done at the old target, it goes on to the new one', async () => {
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    const handle = system.client.workflow.getHandle(task.id);
    const amending = await system.db.transaction().execute(async (transaction) => {
      // The amendment cannot be written while the row is locked; all that was wanted is executed meanwhile.
      await transaction.selectFrom('tasks').select('key').where('key', '=', task.key).forUpdate().execute();
      const told = await handle.startUpdate(amendUpdate, {
        args: [{ amount: 2 * lot }],
        waitForStage: 'ACCEPTED',
      });
      await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
      await eventually(async () => (await system.broker.orders.today()).every((o) => isFinal(o.status)), {
        what: 'the order filled',
      });
      return told;
    });
    await amending.result();
    await book();
    await oneWorking('300', 1);
    await system.exchange.trade('SBER', { side: 'sell', lots: 60, price: '300' });
    const done = await system.untilState(task.id, 'done');
    expect(done.result).toMatchObject({ amount: 2 * lot, executed: 2 * lot });
  });

  test('a pause: both hold', async () => {
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    const handle = system.client.workflow.getHandle(task.id);
    const [amending, pausing] = await system.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('tasks').select('key').where('key', '=', task.key).forUpdate().execute();
      const waitForStage = 'ACCEPTED' as const;
      return [
        await handle.startUpdate(amendUpdate, { args: [{ amount: 2 * lot }], waitForStage }),
        await handle.startUpdate(pauseUpdate, { args: [{}], waitForStage }),
      ];
    });
    await Promise.all([amending.result(), pausing.result()]);
    expect(await system.tasks.get(task.id)).toMatchObject({
      state: 'paused',
      amount: String(2 * lot),
      wish: { mode: 'pause', targetLots: 2 },
    });
    await noneWorking();
  });
});

test('a task that stops is not amended any more', async () => {
  const task = await system.buy('SBER', lot);
  await oneWorking('300');
  await system.tasks.cancel(task.id, 'test');
  await system.untilState(task.id, 'cancelled');
  await expect(system.tasks.amend(task.id, { amount: 2 * lot }, 'test')).rejects.toMatchObject({
    code: 'task-finished',
  });
});
