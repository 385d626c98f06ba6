/** A ladder is placed as fast as the limit allows, each order once, whatever becomes of answers, workers and people's minds. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { CommandContext } from '../../../commands/index.js';
import { Decimal } from '../../../domain/decimal.js';
import * as leg from '../../../domain/leg.js';

/** What was not found by then never appears: three minutes, which no test waits for. */
const APPEARS_WITHIN_MS = 1_200;
jest.unstable_mockModule('../../../domain/leg.js', () => ({ ...leg, APPEARS_WITHIN_MS }));
const { stopsNotPlaced, stopsOfTask, taskByKey, writeSetting } = await import('../../../database/index.js');
const { amendOrder } = await import('../../../commands/amendment.js');
const { settle } = await import('../../../commands/settle.js');
const { eventually } = await import('../../support/eventually.js');
const { openSpreadBench } = await import('../spreads/spread-bench.js');
const { judge, ladderOf, placedSince, rungs, tellMode, toldOf } = await import('./ladder-bench.js');

let bench: Awaited<ReturnType<typeof openSpreadBench>>;
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  await bench.book(bench.near, ['306.5', '306.6']);
}, 60_000);
afterAll(() => bench?.stop());
afterEach(() => bench.exchange.clearFaults());

const CLEAN = { doubles: [], lost: [], strange: [] };
const statesOf = async (task: { key: string }) =>
  (await stopsOfTask(bench.db, task.key)).map(({ state }) => state);
const method = 'PostStopOrder';

test('more than one window of the limit, at the pace of the limit; what would expire first is skipped', async () => {
  const task = await ladderOf(bench, [...rungs(69), { price: '150', lifetimeMs: 0 }]);
  const worker = await bench.worker();
  expect(await worker.run(task)).toMatchObject({
    reason: 'complete',
    executed: 69,
    stopFigures: { amount: 69, skipped: 1, failed: 0 },
  });
  expect(await judge(bench, task)).toEqual(CLEAN);
  const placed = await placedSince(bench);
  expect(placed).toHaveLength(69);
  // Windows of one second of 50 calls: the nineteen of the second one follow within it; a busy machine takes longer.
  const tookMs = ((placed.at(-1)?.atUs ?? 0) - (placed[0]?.atUs ?? 0)) / 1_000;
  expect(tookMs).toBeLessThan(4_000);
  expect((await taskByKey(bench.db, task.key))?.progress).toMatchObject({ placed: 69, left: 0, skipped: 1 });
  await worker.end();
});

test('what expires while the limit is spent is skipped as expired, at its very edge too; nothing is refused for it', async () => {
  const edge = rungs(60).map(({ price }) => ({
    price: new Decimal(price).sub(50).toFixed(2),
    lifetimeMs: 600,
  }));
  const task = await ladderOf(bench, [...rungs(50), ...edge]);
  const worker = await bench.worker();
  expect(await worker.run(task)).toMatchObject({ reason: 'complete', stopFigures: { failed: 0 } });
  expect(await judge(bench, task)).toEqual(CLEAN);
  const rows = await stopsOfTask(bench.db, task.key);
  const skipped = rows.filter(({ state }) => state === 'skipped');
  // Two windows of fifty may begin within the 600 ms at most.
  expect(skipped.length).toBeGreaterThanOrEqual(10);
  expect(new Set(skipped.map(({ reason }) => reason?.code))).toEqual(new Set(['stop-expired']));
  expect(skipped.every(({ number }) => number > 50)).toBe(true);
  expect(rows.filter(({ state }) => state === 'placed')).toHaveLength(110 - skipped.length);
  await worker.end();
});

test.each([[true], [false]])(
  'lost, late, refused and never taken ones, while keys are honoured: %s; each is there once',
  async (honoured) => {
    const { exchange } = bench;
    await exchange.stopKeys(honoured);
    await exchange.fault({ method, kind: 'lose-answer', count: 3 });
    await exchange.fault({ method, kind: 'appear-late', count: 2, ms: 700 });
    await exchange.fault({ method, kind: 'unavailable', count: 3 });
    await exchange.fault({ method, kind: 'reject', code: '30053', count: 1 });
    const task = await ladderOf(bench, rungs(20));
    const worker = await bench.worker();
    const settlement = await worker.run(task);
    await exchange.stopKeys(true);
    expect(settlement).toMatchObject({ reason: 'complete', executed: 19, stopFigures: { failed: 1 } });
    expect(await judge(bench, task)).toEqual(CLEAN);
    const [refused] = (await stopsOfTask(bench.db, task.key)).filter(({ state }) => state === 'refused');
    expect(refused?.reason).toMatchObject({ code: 'broker-refused', data: { brokerCode: '30053' } });
    expect(await toldOf(bench, task, 'stop-in-doubt')).not.toHaveLength(0);
    await worker.end();
  },
  20_000,
);

test('a worker that dies with answers on their way: the next one asks before it sends', async () => {
  const task = await ladderOf(bench, rungs(30));
  const first = await bench.worker();
  let answered = 0;
  first.holdAnswersToStops(async () => {
    answered += 1;
    if (answered > 5) await new Promise(() => undefined);
  });
  first.run(task).catch(() => undefined);
  await eventually(() => answered >= 13, { what: 'eight orders whose answers are not heard' });
  first.kill();
  const second = await bench.worker();
  expect(await second.run(task)).toMatchObject({ reason: 'complete', executed: 30 });
  expect(await judge(bench, task)).toEqual(CLEAN);
  await Promise.all([first.end(), second.end()]);
}, 20_000);

test('a frozen worker that comes back places nothing', async () => {
  const task = await ladderOf(bench, rungs(12));
  const frozen = await bench.worker();
  const thaw: (() => void)[] = [];
  frozen.holdStops(() => new Promise((resolve) => thaw.push(resolve)));
  frozen.run(task).catch(() => undefined);
  await eventually(() => thaw.length === 8, { what: 'eight orders written down, and not sent' });
  frozen.loseClaims();
  const next = await bench.worker();
  const settling = next.run(task);
  await eventually(async () => (await statesOf(task)).filter((state) => state === 'placed').length >= 4, {
    what: 'the next one goes on',
    timeoutMs: 10_000,
  });
  for (const go of thaw) go();
  expect(await settling).toMatchObject({ reason: 'complete', executed: 12 });
  expect(await judge(bench, task)).toEqual(CLEAN);
  expect((await placedSince(bench)).filter(({ requestId }) => requestId).length).toBeGreaterThan(0);
  await Promise.all([frozen.end(), next.end()]);
}, 20_000);

test('a pause, a halt and a stop hold it; what was not sent by then is dropped, what is placed stays', async () => {
  const task = await ladderOf(bench, rungs(40));
  const worker = await bench.worker();
  const after = (count: number) => async () => {
    if ((await statesOf(task)).filter((state) => state === 'placed').length >= count) await mind?.();
  };
  let mind: (() => Promise<unknown>) | undefined = () => tellMode(bench, task, 'pause');
  worker.holdAnswersToStops(after(5));
  expect(await worker.run(task)).toMatchObject({ reason: 'paused' });
  const paused = (await statesOf(task)).filter((state) => state === 'planned').length;
  expect(paused).toBeGreaterThan(0);
  mind = () => bench.halt();
  await tellMode(bench, task, 'run');
  expect(await worker.run(task)).toMatchObject({ reason: 'halted' });
  mind = () => tellMode(bench, task, 'stop');
  await bench.unhalt();
  expect(await worker.run(task)).toMatchObject({ reason: 'stopped' });
  const states = await statesOf(task);
  expect(new Set(states)).toEqual(new Set(['placed', 'dropped']));
  expect(await judge(bench, task)).toEqual(CLEAN);
  const placed = states.filter((state) => state === 'placed').length;
  expect((await placedSince(bench)).filter(({ requestId }) => requestId)).toHaveLength(
    (await placedSince(bench)).length,
  );
  expect(placed).toBeLessThan(40);
  await worker.end();
}, 20_000);

test('a limit in roubles that is set meanwhile holds what was not written down before, and the result names it', async () => {
  const task = await ladderOf(bench, rungs(30));
  const worker = await bench.worker();
  const limit = (value: string | null) => writeSetting(bench.db, { key: 'limits.order', value, by: 'test' });
  let sentByThen: number | undefined;
  worker.holdAnswersToStops(async () => {
    if (sentByThen !== undefined || (await statesOf(task)).filter((state) => state === 'placed').length < 3)
      return;
    sentByThen = 0;
    await limit('1');
    sentByThen = (await statesOf(task)).filter((state) => state !== 'planned' && state !== 'skipped').length;
  });
  const settlement = await worker.run(task);
  await limit(null);
  expect(sentByThen).toBeLessThan(20);
  expect(settlement).toMatchObject({
    ...{ reason: 'complete', executed: sentByThen },
    stopFigures: { amount: sentByThen, skipped: 30 - Number(sentByThen), failed: 0 },
  });
  expect(await judge(bench, task)).toEqual(CLEAN);
  const [first] = await stopsNotPlaced(bench.db, task.key);
  expect(first).toMatchObject({
    state: 'skipped',
    reason: {
      code: 'limit-broken',
      data: {
        limit: 'order',
        value: '1',
        would: new Decimal(first?.stopPrice ?? 0).mul(bench.near.lot).toFixed(),
        ticker: 'SBER',
      },
    },
  });
  await worker.end();
}, 20_000);

test('another program spends the same limit: nothing is lost, and nothing is sent twice', async () => {
  const task = await ladderOf(bench, rungs(60));
  const worker = await bench.worker();
  let isOver = false;
  const spending = (async () => {
    // Half of the limit of 50 a second.
    for (; !isOver; await delay(40)) await bench.broker.stopOrders.active().catch(() => undefined);
  })();
  expect(await worker.run(task)).toMatchObject({ reason: 'complete', executed: 60 });
  isOver = true;
  await spending;
  expect(await judge(bench, task)).toEqual(CLEAN);
  await worker.end();
}, 30_000);

test('one that nobody can tell from a stranger waits for a person, whose word is taken', async () => {
  const { near, broker, db, exchange } = bench;
  const task = await ladderOf(bench, [{ price: '190' }]);
  const [row] = await stopsOfTask(db, task.key);
  if (!row) throw new Error('nothing is planned');
  // Somebody places the same at the same time; of ours nobody knows.
  const worker = await bench.worker();
  worker.holdStops(async () => {
    await broker.stopOrders.post({ ...row.terms, clientOrderId: randomUUID(), instrument: near });
    await exchange.fault({ method, kind: 'lose-answer', count: 1 });
  });
  expect(await worker.run(task)).toMatchObject({ reason: 'later', waitsFor: 'person' });
  const running = {
    db,
    broker,
    tasks: { running: () => taskByKey(db, task.key) },
  } as unknown as CommandContext;
  await expect(amendOrder({ task: task.id, amount: 2 }, running, 'test')).rejects.toMatchObject({
    code: 'not-amendable',
  });
  expect(await toldOf(bench, task, 'stop-needs-person')).toHaveLength(1);
  const context = { db, broker, by: 'test', tasks: { running: () => taskByKey(db, task.key), wake() {} } };
  const said = settle.fromWords?.([task.id, '1', 'placed']) as { task: string };
  await settle.run(said, context as unknown as CommandContext);
  await expect(settle.run(said, context as unknown as CommandContext)).rejects.toMatchObject({
    code: 'stop-not-in-doubt',
  });
  expect(await worker.run(task)).toMatchObject({ reason: 'complete', executed: 1 });
  await worker.end();
}, 20_000);
