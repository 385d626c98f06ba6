/** An order of a past day that the broker has forgotten: a person is asked, nothing is sent meanwhile, the answer ends it. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { createTaskActivities } from '../../activities/tasks.js';
import type { CommandContext } from '../../commands/index.js';
import { settle } from '../../commands/settle.js';
import {
  clientOrderIdOf,
  finishTask,
  lotsOfUnknownCommission,
  ordersOfTask,
  recordHedge,
  taskByKey,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { createJournalWriter } from '../../execution/index.js';
import { openLegDesk } from '../../execution/leg-desk.js';
import { describeEntry, describeError } from '../../locales/index.js';
import { TaskFinishedError } from '../../tasks/index.js';
import { refusalOf } from '../commands/spread-ground.js';
import { eventually } from '../support/eventually.js';
import { purchaseOf, toldOf } from './spreads/bench-purchase.js';
import { SILENT } from './spreads/bench-worker.js';
import { openSpreadBench, type SpreadBench } from './spreads/spread-bench.js';

let bench: SpreadBench;
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' }, { kept: { endedOrders: 1 } });
}, 60_000);
afterAll(() => bench?.stop());

/** The exchange keeps one ended order, so that what ended before is known to no call any more. */
const endAndForget = async (clientOrderId: string) => {
  const { broker, near } = bench;
  await broker.orders.cancel({ clientOrderId });
  for (const _ of [1, 2, 3])
    await broker.orders.post({
      ...{ clientOrderId: randomUUID(), instrument: near, direction: 'buy', lots: 1 },
      ...{ price: (await broker.instruments.book(near.uid)).bids[0]?.price ?? near.priceStep },
      timeInForce: 'fill-and-kill',
    });
  await expect(broker.orders.state({ clientOrderId })).rejects.toMatchObject({ code: 'not-found' });
};

test('is settled by a person, once, and the task goes on with what is left', async () => {
  const { near, db, broker } = bench;
  await bench.book(near, ['306.5', '306.6']);
  const task = await purchaseOf(bench, 5);
  const before = await bench.worker();
  before.run(task).catch(() => undefined);
  const order = await bench.untilWorking(near, { lots: 5 });
  await eventually(async () => (await ordersOfTask(db, task.key))[0]?.state === 'working', {
    what: 'logged',
  });
  before.kill();
  await before.end();
  // 400 others stand before ours, and some behind.
  await bench.book(near, ['306.5', '306.6'], [500, 400]);
  await bench.exchange.trade('SBER', { side: 'sell', lots: 402, price: '306.5' });
  await bench.untilFilled(near, 2);

  const context = { db, broker, by: 'test', tasks: { running: () => taskByKey(db, task.key) } };
  const answer = (lots: number) => settle.run({ task: task.id, lots }, context as unknown as CommandContext);
  await expect(answer(2)).rejects.toMatchObject({ code: 'order-may-work' });
  const days = sql<Date>`now() - interval '3 days'`;
  await db
    .updateTable('orders')
    .set({ recorded_at: days, sent_at: days })
    .where('task_key', '=', task.key)
    .execute();
  await expect(answer(2)).rejects.toMatchObject({ code: 'order-known' });
  await endAndForget(order.clientOrderId ?? '');
  await sql`update claims set valid_until = now() where task_key = ${task.key}`.execute(db);

  const since = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
  const after = await bench.worker();
  const settled = after.run(task);
  const told = (kind: string) => toldOf(bench, task, kind);
  await eventually(async () => (await told('order-needs-person')).length === 1, {
    what: 'a person is asked',
  });
  expect((await bench.exchange.ledger(since)).filter(({ kind }) => kind === 'received')).toEqual([]);
  await expect(answer(6)).rejects.toMatchObject({ code: 'settled-lots' });
  await answer(2);
  await expect(answer(2)).rejects.toMatchObject({ code: 'nothing-to-settle' });
  const rest = await eventually(() => bench.untilWorking(near, { lots: 3 }), {
    what: 'the rest',
    timeoutMs: 15_000,
  });
  expect(rest.price?.toFixed()).toBe('306.5');
  expect(await told('order-settled')).toMatchObject([{ data: { lots: 2, number: 1 } }]);
  expect((await ordersOfTask(db, task.key))[0]).toMatchObject({ state: 'final', executedLots: 2 });
  await bench.exchange.trade('SBER', { side: 'sell', lots: 1_000, price: '306.5' });
  const settlement = await settled;
  expect(settlement).toMatchObject({ reason: 'reached', executedLots: 5 });

  // Nobody told the commission of the two lots, so the report does not call it nothing.
  const { executed, averagePrice, commission } = settlement;
  const result = {
    direction: 'buy',
    ticker: 'SBER',
    amount: 50,
    executed,
    averagePrice,
    commission,
  } as const;
  await createTaskActivities({ db }).finish({ taskKey: task.key, taskId: task.id, state: 'done', result });
  expect((await taskByKey(db, task.key))?.result).toEqual({ ...result, commissionUnknownLots: 2 });
  const [report] = await told('task-done');
  const words = (more: object) => {
    const data = { ...report?.data, ...more };
    return describeEntry('en', { kind: 'task-done', data }).replaceAll('\u00a0', ' ');
  };
  expect(words({ commission: '1.5' })).toMatch(/commission 1\.5 ₽, and unknown of 2 lots\.$/);
  expect(words({ commission: '0' })).toMatch(/commission unknown \(of 2 lots nobody told it\)\.$/);
}, 60_000);

describe('of a spread, an order of each leg', () => {
  /** Orders of a past day that no broker ever heard of. */
  const forgotten = async (legs: readonly string[]) => {
    const { db, broker, far, near } = bench;
    const { key, id } = await bench.spread({ sell: true, amount: 2, price: '300' });
    for (const leg of legs) {
      const isFar = leg === 'far';
      await recordHedge(db, {
        ...{ taskKey: key, leg, number: isFar ? 1 : 2, epoch: '1', clientOrderId: randomUUID() },
        ...{ accountId: broker.accountId, instrumentUid: isFar ? far.uid : near.uid },
        ...{ direction: isFar ? 'sell' : 'buy', lots: 2, price: new Decimal(300), timeInForce: 'day' },
      });
    }
    const days = sql<Date>`now() - interval '3 days'`;
    await db
      .updateTable('orders')
      .set({ recorded_at: days, sent_at: days })
      .where('task_key', '=', key)
      .execute();
    const get = () => taskByKey(db, key);
    const tasks = {
      get,
      async running() {
        const row = await get();
        if (row?.finishedAt) throw new TaskFinishedError(id, row.state);
        return row;
      },
    };
    const context = { db, broker, by: 'test', tasks } as unknown as CommandContext;
    return {
      key,
      id,
      answer: (more: object = {}) => settle.run({ task: id, lots: 1, ...more }, context),
    };
  };

  test('is settled by its leg, and both are named to who names none', async () => {
    const { db, far } = bench;
    const { key, id, answer } = await forgotten(['far', 'near']);
    const told = await refusalOf(answer());
    expect(told).toEqual({
      code: 'settle-which-leg',
      data: { taskId: id, far: '1', farTicker: far.ticker, near: '2', nearTicker: 'SBER' },
    });
    expect(describeError('ru', told)).toContain(`far (дальняя, ${far.ticker}, заявка 1)`);
    await answer({ leg: 'near', commission: '0.75' });
    const log = async () =>
      (await ordersOfTask(db, key)).map(({ leg, state, executedLots, commission }) => [
        ...[leg, state, executedLots],
        commission.toFixed(),
      ]);
    expect(await log()).toEqual([
      ['far', 'sent', 0, '0'],
      ['near', 'final', 1, '0.75'],
    ]);
    expect(await refusalOf(answer({ leg: 'near' }))).toMatchObject({ code: 'nothing-to-settle' });
    expect(await lotsOfUnknownCommission(db, key)).toBe(0);
    await answer();
    expect((await log())[0]).toEqual(['far', 'final', 1, '0']);
    expect(await lotsOfUnknownCommission(db, key)).toBe(1);
  });

  test('is not settled any more when its task has ended, and the answer says so', async () => {
    const { db } = bench;
    const { key, id, answer } = await forgotten(['far']);
    await finishTask(db, { key, state: 'cancelled', result: null, error: null });
    expect(await refusalOf(answer())).toEqual({
      code: 'settle-finished',
      data: { taskId: id, number: '1' },
    });
    const settled = await forgotten([]);
    await finishTask(db, { key: settled.key, state: 'done', result: null, error: null });
    await expect(settled.answer()).rejects.toMatchObject({ code: 'task-finished' });
  });
});

describe('a hedge in doubt while the log cannot be read', () => {
  let end: () => Promise<void>;
  afterEach(() => end());
  /** The desk of a leg whose hedge 1 was sent when the log says, and the database away since it was opened. */
  const opened = async (sentAt: ReturnType<typeof sql<Date>>) => {
    const { db, broker, near } = bench;
    const { key: taskKey, id: taskId } = await bench.spread({ sell: true, amount: 2, price: '300' });
    const clientOrderId = clientOrderIdOf({ taskKey, leg: 'near', number: 1 });
    await recordHedge(db, {
      ...{ taskKey, leg: 'near', number: 1, epoch: '1', clientOrderId, accountId: broker.accountId },
      ...{ instrumentUid: near.uid, direction: 'buy', lots: 2, price: new Decimal('306.5') },
      timeInForce: 'fill-and-kill',
    });
    await db.updateTable('orders').set({ sent_at: sentAt }).where('task_key', '=', taskKey).execute();
    const database = { isAway: false };
    const desk = await openLegDesk(
      {
        db: db.withPlugin({
          transformQuery({ node }) {
            if (database.isAway) throw new Error('the database is away');
            return node;
          },
          transformResult: async ({ result }) => result,
        }),
        broker,
        logger: SILENT,
        journal: createJournalWriter(db, SILENT),
      },
      {
        ...{ taskKey, taskId, leg: 'near', ticker: near.ticker, direction: 'buy', lot: near.lot },
        ...{ instrument: near, isHedge: true, amount: () => 2 * near.lot, onChange() {} },
        claim: {
          claim: { taskKey, workerId: randomUUID(), epoch: '1', silentMs: undefined },
          isValid: () => true,
          release: async () => true,
        },
        wish: () => ({ version: 1, mode: 'run', targetLots: 2, limitPrice: '300' }),
        ...{ mayOpen: () => true, halted: () => false, onRefusedIntent() {} },
      },
    );
    database.isAway = true;
    end = async () => {
      database.isAway = false;
      await desk.flush();
    };
    const post = { kind: 'post', number: 1, lots: 2, timeInForce: 'fill-and-kill' } as const;
    const received = async () =>
      (await bench.exchange.ledger()).filter(
        ({ kind, requestId }) => kind === 'received' && requestId === clientOrderId,
      );
    return {
      desk,
      database,
      received,
      ask: () => {
        const order = desk.leg().current;
        if (!order) throw new Error('nothing is in doubt');
        return desk.perform({ kind: 'ask', order });
      },
      again: () => desk.perform({ ...post, price: new Decimal('306.5') }),
    };
  };

  test('is asked for and sent again, where it is of today', async () => {
    const hedge = await opened(sql<Date>`now()`);
    await hedge.ask();
    await hedge.again();
    expect(await hedge.received()).toHaveLength(1);
  });

  test('is not sent again, where it is of a past day, until the log tells what became of it', async () => {
    const hedge = await opened(sql<Date>`now() - interval '3 days'`);
    await expect(hedge.ask()).rejects.toThrow('the database is away');
    // So that it is not asked for again in the same moment.
    expect(hedge.desk.leg().current).toMatchObject({ asks: 1, askedAtMs: expect.any(Number) });
    await expect(hedge.again()).rejects.toThrow('the database is away');
    expect(await hedge.received()).toEqual([]);
    hedge.database.isAway = false;
    await hedge.again();
    expect(await hedge.received()).toEqual([]);
  });
});

describe('/settle', () => {
  test.each([
    ['sellbuy/3 5', { task: 'sellbuy/3', lots: 5 }],
    ['sellbuy/3 5 312,4', { task: 'sellbuy/3', lots: 5, price: '312.4' }],
    ['spread/7 5 far', { task: 'spread/7', lots: 5, leg: 'far' }],
    [
      'spread/7 5 312.4 commission 1,5 NEAR',
      { task: 'spread/7', lots: 5, price: '312.4', commission: '1.5', leg: 'near' },
    ],
  ])('%s', (text, asked) => {
    expect(settle.fromWords?.(text.split(' '))).toEqual(asked);
  });

  test.each([
    '',
    'sellbuy/3',
    'sellbuy/3 x',
    'spread/7 5 far near',
    'spread/7 5 commission',
    'spread/7 5 1 2',
  ])('%j cannot be read', (text) => {
    expect(() => settle.fromWords?.(text.split(' '))).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
