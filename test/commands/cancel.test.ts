/** Everything of the account is cancelled by a process that takes commands, without Temporal and without a worker. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Broker } from '../../broker/broker.js';
import { cancelById, finishTask, itemsOfCancel } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { type CancelGround, openCancelGround } from './cancel-ground.js';
import { mortal } from './mortal.js';

let ground: CancelGround;

beforeAll(async () => {
  ground = await openCancelGround();
}, 30_000);
beforeEach(() => ground.control.book('SBER', { bids: [['300', 10]], asks: [['301', 10]] }));
afterAll(() => ground?.close());

test('orders go before stop orders, those that hold most money first, ours and foreign, and the report says all', async () => {
  const own = [await ground.own(1, '290'), await ground.own(7, '290')];
  const foreign = await ground.foreign(3, '290');
  const stops = [await ground.stop(1, '250'), await ground.stop(4, '250')];
  const stopped = await ground.task();
  const since = await ground.lastSeq();
  const id = await ground.begin();
  const process = ground.process();
  await ground.untilReported(id);
  await process.close();
  expect(await ground.working()).toEqual([]);
  const gone = (await ground.control.ledger(since)).filter(({ kind }) => /cancelled$/.test(kind));
  expect(gone.map(({ requestId, stopOrderId }) => stopOrderId ?? requestId)).toEqual([
    ...[own[1], foreign, own[0], stops[1], stops[0]],
  ]);
  expect(await ground.reports('cancel-done')).toMatchObject([
    { severity: 'report', data: { orders: 3, stopOrders: 2, left: 0, executed: null, owing: null } },
  ]);
  expect(await cancelById(ground.db, id)).toMatchObject({
    state: 'done',
    tasks: expect.arrayContaining([stopped.id]),
  });
  expect((await itemsOfCancel(ground.db, id)).filter(({ taskId }) => taskId === null)).toHaveLength(3);
}, 30_000);

test('whoever carries it out dies at any step: another one goes on, and it is reported once', async () => {
  let step = 0;
  for (let isDead = true; isDead; ) {
    step += 1;
    await ground.own(1, '290');
    await ground.foreign(2, '290');
    await ground.stop(1, '250');
    const id = await ground.begin();
    const first = mortal(ground, step);
    const dying = ground.process(first);
    await eventually(async () => first.isDead() || (await cancelById(ground.db, id))?.reportedAt, {
      what: `it dies at step ${step}`,
    });
    await dying.close();
    isDead = first.isDead();
    // As if its lease had run out.
    await ground.db
      .updateTable('cancels')
      .set({ valid_until: new Date(0) })
      .where('id', '=', id)
      .execute();
    const second = ground.process();
    await ground.untilReported(id);
    await second.close();
    expect({ step, working: await ground.working() }).toEqual({ step, working: [] });
    const reports = (await ground.reports('cancel-done')).filter(({ data }) => data.number === id);
    expect(reports).toHaveLength(1);
    expect({ step, data: reports[0]?.data }).toMatchObject({
      step,
      data: { orders: 2, stopOrders: 1, left: 0, executed: null },
    });
  }
  expect(step).toBeGreaterThan(30);
}, 120_000);

test('what is executed before its cancel is told with lots and price, what a trigger places is cancelled too', async () => {
  const filled = await ground.foreign(5, '300');
  const stop = await ground.stop(6, '295');
  const { broker } = ground;
  const play = async () => {
    const { control } = ground;
    await control.book('SBER', { bids: [['294', 1]], asks: [['310', 1]] });
    await control.trade('SBER', { side: 'sell', lots: 5, price: '300' });
    // What it places rests, and is executed in part.
    await control.trade('SBER', { side: 'sell', lots: 1, price: '294' });
    await control.trade('SBER', { side: 'sell', lots: 2, price: '295' });
  };
  let seen: () => void = () => undefined;
  const areStopsSeen = new Promise<void>((resolve) => {
    seen = resolve;
  });
  /** Before the first cancel arrives, the market is faster; what waited for its price is known by then. */
  let played: Promise<void> | undefined;
  const after =
    <Args extends unknown[]>(cancel: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      played ??= areStopsSeen.then(play);
      await played;
      await cancel(...args);
    };
  const { orders, stopOrders } = broker;
  const racing = {
    ...{ accountId: broker.accountId, mode: broker.mode, instruments: broker.instruments },
    stopOrders: {
      ...stopOrders,
      cancel: after(stopOrders.cancel),
      async active(turn) {
        const stops = await stopOrders.active(turn);
        seen();
        return stops;
      },
    },
    orders: { ...orders, cancel: after(orders.cancel) },
  } as Broker;
  const id = await ground.begin();
  const process = ground.process({ broker: racing });
  await ground.untilReported(id);
  await process.close();
  expect(await ground.working()).toEqual([]);
  const items = await itemsOfCancel(ground.db, id);
  const of = (itemId: string) => items.find((item) => item.id === itemId);
  expect(of(filled)).toMatchObject({ state: 'executed', executedLots: 5, averagePrice: '300' });
  expect(of(stop)).toMatchObject({ state: 'executed' });
  const executed = items
    .filter((item) => item.id !== filled)
    .reduce((sum, { executedLots }) => sum + executedLots, 0);
  expect(executed).toBe(2);
  const [report] = (await ground.reports('cancel-done')).slice(-1);
  expect(report?.data).toMatchObject({ triggered: 1, executed: expect.stringMatching(/SBER \+5 @ 300/) });
  expect(report?.data.executed).toContain('SBER +2 @ 295');
}, 30_000);

test('answers that are lost, late or refused change nothing; nor does another program at the same limit', async () => {
  const { control } = ground;
  for (let each = 0; each < 4; each += 1) await ground.foreign(1, '290');
  for (let each = 0; each < 30; each += 1) await ground.stop(1, '250');
  const other = await ground.paper.connect({ paceMinuteMs: 1_000 });
  await control.fault({ method: 'CancelOrder', kind: 'lose-answer', count: 1 });
  await control.fault({ method: 'CancelOrder', kind: 'unavailable', count: 1 });
  await control.fault({ method: 'CancelStopOrder', kind: 'unavailable', count: 2 });
  await control.fault({ method: 'GetStopOrders', kind: 'unavailable', count: 1 });
  const id = await ground.begin();
  const spending = Promise.allSettled(Array.from({ length: 30 }, () => other.stopOrders.active()));
  // Two processes: one of them has the lease.
  const processes = [ground.process(), ground.process()];
  await ground.untilReported(id, 25_000);
  await Promise.all([spending, ...processes.map((each) => each.close())]);
  expect(await ground.working()).toEqual([]);
  expect((await ground.reports('cancel-done')).filter(({ data }) => data.number === id)).toMatchObject([
    { data: { orders: 4, stopOrders: 30, left: 0 } },
  ]);
  await control.clearFaults();
}, 40_000);

test('an order that was on its way is waited for, and cancelled before the report', async () => {
  const late = await ground.written(1, '290');
  const id = await ground.begin();
  const process = ground.process();
  await eventually(async () => ((await cancelById(ground.db, id))?.newcomerLooks ?? -1) >= 0, {
    what: 'its first look',
  });
  await ground.broker.orders.post({ ...late, instrument: ground.sber });
  await ground.untilReported(id);
  await process.close();
  expect(await ground.working()).toEqual([]);
  expect(await itemsOfCancel(ground.db, id)).toMatchObject([{ id: late.clientOrderId, state: 'cancelled' }]);
}, 30_000);

test('a hedge is left alone, and one of nobody in the log is looked at once more where a spread hedges', async () => {
  const { sber, db } = ground;
  const request = {
    sell: true,
    ticker: 'SRH7',
    instrumentUid: 'far',
    lot: 1,
    nearTicker: 'SBER',
    nearLot: sber.lot,
  };
  const spread = await ground.task('spread', { ...request, nearInstrumentUid: sber.uid, ratio: '100' });
  const hedge = await ground.hedgeOf(spread.key, 2);
  const unknown = await ground.foreign(1, '290');
  const since = await ground.lastSeq();
  const id = await ground.begin();
  const process = ground.process();
  await ground.untilReported(id);
  await process.close();
  expect(await ground.working()).toEqual([hedge]);
  const events = await ground.control.ledger(since);
  expect(events.filter(({ kind }) => kind === 'cancelled').map(({ requestId }) => requestId)).toEqual([
    unknown,
  ]);
  expect((await itemsOfCancel(db, id)).map((item) => item.id)).toEqual([unknown]);
  await finishTask(db, { key: spread.key, state: 'cancelled', result: null, error: null });
}, 30_000);

test('a program that goes on placing is not fought for ever, and what it leaves is told', async () => {
  const { broker } = ground;
  const insisting = {
    ...{ accountId: broker.accountId, mode: broker.mode, instruments: broker.instruments },
    stopOrders: broker.stopOrders,
    orders: {
      ...broker.orders,
      async today() {
        const orders = await broker.orders.today();
        await ground.foreign(1, '280');
        return orders;
      },
    },
  } as Broker;
  await ground.foreign(1, '280');
  const id = await ground.begin();
  const process = ground.process({ broker: insisting });
  await ground.untilReported(id, 25_000);
  await process.close();
  const left = (await ground.reports('cancel-left')).map(({ data }) => data.code);
  expect(left).toContain('cancel-newcomer');
  const next = await ground.begin();
  const second = ground.process();
  await ground.untilReported(next);
  await second.close();
  expect((await itemsOfCancel(ground.db, next)).every(({ state }) => state === 'cancelled')).toBe(true);
}, 40_000);
