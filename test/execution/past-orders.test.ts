/** An order of a past day that the broker has forgotten: a person is asked, nothing is sent meanwhile, the answer ends it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { CommandContext } from '../../commands/index.js';
import { settle } from '../../commands/settle.js';
import { ordersOfTask, taskByKey } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { purchaseOf, toldOf } from './spreads/bench-purchase.js';
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
  expect(await settled).toMatchObject({ reason: 'reached', executedLots: 5 });
}, 60_000);
