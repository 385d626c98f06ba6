/** Everything is cancelled although parts are away, a limit is spent, the broker's answers are not so, or a worker is dead. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { questionText } from '../../bot/answers/outcome.js';
import type { Broker } from '../../broker/broker.js';
import { RateLimitedError } from '../../broker/errors.js';
import { cancel } from '../../commands/cancel.js';
import type { CommandContext } from '../../commands/define-command.js';
import { beginCancel, cancelById, itemsOfCancel, recordStopPlaced } from '../../database/index.js';
import type { CancelItem } from '../../domain/cancel/item.js';
import { describeEntry } from '../../locales/index.js';
import { eventually } from '../support/eventually.js';
import { type CancelGround, openCancelGround } from './cancel-ground.js';
import { mortal } from './mortal.js';

let ground: CancelGround;

beforeAll(async () => {
  ground = await openCancelGround();
}, 30_000);
beforeEach(() => ground.control.book('SBER', { bids: [['300', 10]], asks: [['301', 10]] }));
afterAll(() => ground?.close());

test('while broker and database are away in the middle nothing is lost, and it is reported once', async () => {
  for (const atStep of [9, 16, 25]) {
    await ground.own(1, '290');
    await ground.stop(1, '250');
    const id = await ground.begin();
    const away = mortal(ground, atStep, 3);
    const process = ground.process(away);
    await ground.untilReported(id);
    await process.close();
    expect({ atStep, was: away.isDead(), working: await ground.working() }).toEqual({
      ...{ atStep, was: true, working: [] },
    });
    expect((await ground.reports('cancel-done')).filter(({ data }) => data.number === id)).toMatchObject([
      { data: { orders: 1, stopOrders: 1, left: 0 } },
    ]);
  }
}, 40_000);

test('no order waits for the list of stop orders, whose limit another program spends', async () => {
  const order = await ground.own(1, '290');
  await ground.stop(1, '250');
  const spent = ground.brokerWith({
    async active() {
      if ((await ground.working()).includes(order))
        throw new RateLimitedError({ method: 'GetStopOrders', resetMs: 30_000 });
      return ground.broker.stopOrders.active();
    },
  });
  const context = {
    ...{ db: ground.db, broker: spent, by: 'test', tasks: { account: () => ground.account } },
  } as unknown as CommandContext;
  const preview = await cancel.preview?.({}, context);
  expect(preview).toMatchObject({ orders: 1, stopOrders: null });
  expect(questionText({ locale: 'en', command: 'cancel', outcome: { preview } as never })).toContain(
    "the broker's limit is spent",
  );
  const id = await ground.begin();
  const process = ground.process({ broker: spent });
  await ground.untilReported(id);
  await process.close();
  expect(await ground.working()).toEqual([]);
  // Asked while it ran, and carried out after its end: nothing begins that nobody agreed to.
  expect(await cancel.run({}, context)).toMatchObject({ result: { number: id, state: 'done' } });
}, 30_000);

test('a stop order that stays listed whatever the broker answers is cancelled three times, and told', async () => {
  const stop = await ground.stop(1, '250');
  let cancels = 0;
  const lying = ground.brokerWith({
    async cancel() {
      cancels += 1;
    },
  });
  const id = await ground.begin();
  const process = ground.process({ broker: lying });
  await ground.untilReported(id);
  await process.close();
  expect(cancels).toBe(3);
  expect(await itemsOfCancel(ground.db, id)).toMatchObject([
    { id: stop, state: 'left', reason: { code: 'cancel-still-listed' } },
  ]);
  const [told] = (await ground.reports('cancel-left')).slice(-1);
  expect(told && describeEntry('en', told)).toContain('lists it as active all the same');
  await ground.broker.stopOrders.cancel(stop);
}, 30_000);

test('with its worker dead a stop order in doubt is cancelled when it appears, and none that is placed since', async () => {
  const { db, account } = ground;
  const sent = await ground.writtenStop('250', { agoMs: 20_000 });
  // Like it, and known to be another one's: it is not the one in doubt.
  const twin = await ground.writtenStop('250', { agoMs: 20_000 });
  await recordStopPlaced(db, {
    ...{ taskKey: twin.taskKey, number: 1, stopOrderId: await ground.postStop(twin.terms) },
  });
  const id = await ground.begin();
  const first = ground.process();
  await ground.untilReported(id);
  await first.close();
  expect(await ground.working()).toEqual([]);
  expect(await cancelById(db, id)).toMatchObject({ state: 'watching' });
  const since = await ground.writtenStop('250');
  const placed = await ground.postStop(since.terms);
  await recordStopPlaced(db, { taskKey: since.taskKey, number: 1, stopOrderId: placed });
  const late = await ground.postStop(sent.terms);
  const second = ground.process();
  await eventually(async () => (await ground.reports('cancel-late')).length > 0, { what: 'it is told' });
  await second.close();
  expect(await ground.working()).toEqual([placed]);
  expect((await itemsOfCancel(db, id)).find((item) => item.id === late)).toMatchObject({
    state: 'cancelled',
  });
  await ground.broker.stopOrders.cancel(placed);
  await db
    .updateTable('stop_orders')
    .set({ state: 'dropped' })
    .where('account_id', '=', account.accountId)
    .where('state', '=', 'sent')
    .execute();
}, 30_000);

test('one list that misses an order is not believed, and a stop order of which no list tells the end is left and told', async () => {
  const { broker, db, account, sber } = ground;
  const order = await ground.foreign(1, '290');
  const stop = await ground.stop(1, '250');
  let [orderLooks, stopLooks] = [0, 0];
  const lagging = Object.create(
    ground.brokerWith({
      async cancel() {
        throw new Error('nobody knows');
      },
      active: async () => {
        stopLooks += 1;
        return stopLooks === 1 ? broker.stopOrders.active() : [];
      },
    }),
    {
      orders: {
        value: {
          ...broker.orders,
          async today() {
            orderLooks += 1;
            return orderLooks === 1 ? [] : broker.orders.today();
          },
        },
      },
    },
  ) as Broker;
  const item: CancelItem = {
    kind: 'order',
    direction: 'buy',
    ...{ id: order, taskId: null, isNewcomer: false, instrumentUid: sber.uid, ticker: 'SBER' },
    ...{ lots: 1, executedBefore: 0, price: '290', tiedUp: null },
  };
  const { id } = (await beginCancel(db, { ...account, by: 'test', items: [item] })).row;
  const process = ground.process({ broker: lagging });
  await ground.untilReported(id);
  await process.close();
  expect(await ground.working()).toEqual([stop]);
  expect(await itemsOfCancel(db, id)).toMatchObject([
    { id: order, state: 'cancelled' },
    { id: stop, state: 'left', reason: { code: 'cancel-untold' } },
  ]);
  expect(stopLooks).toBeLessThan(8);
  await broker.stopOrders.cancel(stop);
}, 30_000);
