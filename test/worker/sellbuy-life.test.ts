import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeStop } from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { eventually } from '../support/eventually.js';
import { testMeanwhile } from '../support/meanwhile.js';
import { recordHistory } from '../support/record-history.js';
import { inOwnSystem, type System, startSystem } from '../support/system.js';

let system: System;
let lot: number;

/** Finished for people is a moment before the workflow itself has ended. */
const keep = async (taskId: string, name: string) => {
  await eventually(
    async () => (await system.client.workflow.getHandle(taskId).describe()).status.name !== 'RUNNING',
    {
      what: `the end of the workflow of ${taskId}`,
    },
  );
  await recordHistory(system.client, { taskId, name });
};

const workingOrders = async (of = system) =>
  (await of.broker.orders.today()).filter((order) => !isFinal(order.status));
const oneWorking = (price?: string, of = system) =>
  eventually(
    async () => {
      const orders = await workingOrders(of);
      return orders.length === 1 && (price === undefined || orders[0]?.price?.toFixed() === price)
        ? orders[0]
        : undefined;
    },
    { what: `one working order at ${price ?? 'any price'}` },
  );
/** What its row shows of why it has no order. */
const untilIdle = (of: System, id: string, reason: string | undefined) =>
  eventually(async () => (await of.tasks.get(id)).idle?.reason === reason, { what: `${reason} is shown` });

beforeAll(async () => {
  system = await startSystem();
  await system.startWorker();
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
afterAll(() => system?.stop());
beforeEach(() =>
  system.exchange.book('SBER', {
    bids: [
      ['300', 50],
      ['299.9', 50],
    ],
    asks: [
      ['300.2', 50],
      ['300.3', 50],
    ],
  }),
);

describe('a purchase', () => {
  test('joins the best bid, is executed by others in parts, and reports the exact average', async () => {
    const task = await system.buy('SBER', 3 * lot);
    await oneWorking('300');
    // 50 lots of others stand before ours.
    await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
    await eventually(async () => Number((await system.tasks.get(task.id)).executed) === lot, {
      what: 'the first lot',
    });
    await system.exchange.trade('SBER', { side: 'sell', lots: 2, price: '300' });
    const done = await system.untilState(task.id, 'done');
    expect(Number(done.executed)).toBe(3 * lot);
    expect(done.result).toMatchObject({ executed: 3 * lot, averagePrice: '300' });
    await keep(task.id, 'sellbuy-done');
    expect(await system.journalKinds(task.id)).toEqual(
      expect.arrayContaining([
        'task-asked',
        'order-sent',
        'order-working',
        'fill',
        'order-final',
        'task-done',
      ]),
    );
  });

  test('moves when the market moves, and never past its limit price', async () => {
    const since = (await system.exchange.ledger()).at(-1)?.seq ?? 0;
    const task = await system.buy('SBER', lot, { limitPrice: '300.1' });
    await oneWorking('300');
    await system.exchange.book('SBER', { bids: [['300.05', 50]], asks: [['300.2', 50]] });
    await oneWorking('300.05');
    await system.exchange.book('SBER', { bids: [['300.15', 50]], asks: [['300.2', 50]] });
    await oneWorking('300.1');
    await system.tasks.cancel(task.id, 'test');
    await system.untilState(task.id, 'cancelled');
    await keep(task.id, 'sellbuy-cancelled');
    expect(await workingOrders()).toEqual([]);
    // One look at the end of each order and no more: a move that had to be tried twice would ask again.
    const events = await system.exchange.ledger(since);
    const count = (fits: (event: (typeof events)[number]) => boolean) => events.filter(fits).length;
    const cancelled = count(({ kind }) => kind === 'cancelled');
    expect(cancelled).toBeGreaterThanOrEqual(3);
    expect(count(({ method }) => method === 'GetOrderState')).toBe(cancelled);
  });

  test('is paused and resumed: its order is taken away and placed again', async () => {
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    const paused = await system.tasks.pause(task.id, 'test');
    expect(paused.state).toBe('paused');
    await eventually(async () => (await workingOrders()).length === 0, { what: 'no working order' });
    await system.tasks.resume(task.id, 'test');
    await oneWorking('300');
    await system.tasks.cancel(task.id, 'test');
    await system.untilState(task.id, 'cancelled');
    await keep(task.id, 'sellbuy-paused');
  });

  test('paused and resumed, it is executed to the end', async () => {
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    await system.tasks.pause(task.id, 'test');
    await system.tasks.resume(task.id, 'test');
    await oneWorking('300');
    await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
    const done = await system.untilState(task.id, 'done');
    expect(Number(done.executed)).toBe(lot);
    await keep(task.id, 'sellbuy-paused-then-done');
  });

  test('cancelled while it is paused, it ends with nothing', async () => {
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    await system.tasks.pause(task.id, 'test');
    await eventually(async () => (await workingOrders()).length === 0, { what: 'no working order' });
    await system.tasks.cancel(task.id, 'test');
    expect((await system.untilState(task.id, 'cancelled')).result).toMatchObject({ executed: 0 });
    await keep(task.id, 'sellbuy-cancelled-while-paused');
  });

  test('stopped past Temporal, it takes its order away and ends', async () => {
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    await writeStop(system.db, task.key);
    expect((await system.untilState(task.id, 'cancelled')).result).toMatchObject({ executed: 0 });
    await keep(task.id, 'sellbuy-stopped-past-temporal');
    expect(await workingOrders()).toEqual([]);
  });

  test.each(['executed when it trades', 'cancelled'])('waiting for a session, it is %s', async (end) => {
    await system.exchange.status('SBER', 'BREAK_IN_TRADING');
    const task = await system.buy('SBER', lot);
    await system.untilState(task.id, 'waiting');
    if (end === 'cancelled') await system.tasks.cancel(task.id, 'test');
    await system.exchange.status('SBER', 'NORMAL_TRADING');
    if (end !== 'cancelled') {
      await oneWorking('300');
      await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
    }
    await system.untilState(task.id, end === 'cancelled' ? 'cancelled' : 'done');
    await keep(task.id, end === 'cancelled' ? 'sellbuy-cancelled-while-waiting' : 'sellbuy-waited-then-done');
  });

  test('cancelled after a part of it is executed, it reports that part', async () => {
    const task = await system.buy('SBER', 5 * lot);
    await oneWorking('300');
    await system.exchange.trade('SBER', { side: 'sell', lots: 52, price: '300' });
    await eventually(async () => Number((await system.tasks.get(task.id)).executed) === 2 * lot, {
      what: 'two lots',
    });
    await system.tasks.cancel(task.id, 'test');
    const cancelled = await system.untilState(task.id, 'cancelled');
    await keep(task.id, 'sellbuy-cancelled-in-part');
    expect(cancelled.result).toMatchObject({ executed: 2 * lot, amount: 5 * lot, averagePrice: '300' });
    expect(await workingOrders()).toEqual([]);
  });

  test('waits while its instrument does not trade, holding no activity, and goes on by itself', async () => {
    await system.exchange.status('SBER', 'BREAK_IN_TRADING');
    const task = await system.buy('SBER', lot);
    const waiting = await system.untilState(task.id, 'waiting');
    expect(waiting.waitingFor).toBe('session');
    await eventually(
      async () =>
        ((await system.client.workflow.getHandle(task.id).describe()).raw.pendingActivities ?? []).length ===
        0,
      { what: 'no pending activity' },
    );
    await system.exchange.status('SBER', 'NORMAL_TRADING');
    await oneWorking('300');
    await system.tasks.cancel(task.id, 'test');
    await system.untilState(task.id, 'cancelled');
    await keep(task.id, 'sellbuy-waited');
  });

  testMeanwhile('with nobody to join, it waits, says so, and goes on when somebody comes', () =>
    inOwnSystem(async (own) => {
      await own.exchange.book('GAZP', { bids: [], asks: [['150.2', 50]] });
      const task = await own.buy('GAZP', (await own.instrument('GAZP')).lot);
      await eventually(async () => (await own.journalKinds(task.id)).includes('no-order-placed'), {
        what: 'the warning',
        timeoutMs: 15_000,
      });
      await untilIdle(own, task.id, 'no-price');
      expect(await workingOrders(own)).toEqual([]);
      await own.exchange.book('GAZP', { bids: [['149.5', 50]], asks: [['150.2', 50]] });
      await oneWorking('149.5', own);
      await untilIdle(own, task.id, undefined);
      await own.tasks.cancel(task.id, 'test');
      await own.untilState(task.id, 'cancelled');
    }),
  );

  testMeanwhile(
    'where no orders are taken although the status says open, it tries seldom and tells once',
    () =>
      inOwnSystem(async (own) => {
        await own.exchange.book('ROSN', { bids: [['500', 50]], asks: [['500.5', 50]] });
        await own.exchange.fault({ method: 'PostOrder', kind: 'reject', code: '30079', count: 1_000 });
        const since = (await own.exchange.ledger()).at(-1)?.seq ?? 0;
        const task = await own.buy('ROSN', (await own.instrument('ROSN')).lot);
        await eventually(async () => (await own.journalKinds(task.id)).includes('no-order-placed'), {
          what: 'the warning',
          timeoutMs: 20_000,
        });
        await untilIdle(own, task.id, 'not-taken');
        const tries = (await own.exchange.ledger(since)).filter(({ kind }) => kind === 'received');
        expect(tries.length).toBeLessThanOrEqual(6);
        expect((await own.journalKinds(task.id)).filter((kind) => kind === 'order-refused')).toHaveLength(1);
        await own.exchange.clearFaults();
        await own.tasks.cancel(task.id, 'test');
        await own.untilState(task.id, 'cancelled');
      }),
  );

  test('finds the limit used up, tells once, and sends the same order after the reset', async () => {
    await system.exchange.fault({ method: 'PostOrder', kind: 'exhausted', count: 2 });
    const since = (await system.exchange.ledger()).at(-1)?.seq ?? 0;
    const task = await system.buy('SBER', lot);
    await oneWorking('300');
    const received = (await system.exchange.ledger(since)).filter(({ kind }) => kind === 'received');
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ requestId }) => requestId)).size).toBe(1);
    await system.tasks.cancel(task.id, 'test');
    await system.untilState(task.id, 'cancelled');
    // The journal is written beside the acting; at the end all of it is there.
    expect((await system.journalKinds(task.id)).filter((kind) => kind === 'order-refused')).toHaveLength(1);
  });

  test('refused by the broker for good, it fails with the cause', async () => {
    const task = await system.buy('SBER', 1_000_000 * lot);
    const failed = await system.untilState(task.id, 'failed');
    await keep(task.id, 'sellbuy-failed');
    expect(failed.error).toMatchObject({ code: 'broker-refused', data: { brokerCode: '30240' } });
    expect(await system.journalKinds(task.id)).toEqual(
      expect.arrayContaining(['order-refused', 'task-failed']),
    );
  });
});
