/** Alerts are told once a crossing, whatever happens to whoever watches. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { sideNow } from '../../../commands/watching/side-now.js';
import { changeWatchMarks, replaceCatalogue, type TaskRow, taskByKey } from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { DAY_MS } from '../../../domain/moscow.js';
import type { RunningExecutor } from '../../../execution/running-executor.js';
import { eventually } from '../../support/eventually.js';
import { openWatchingGround } from './watching-ground.js';

let ground: Awaited<ReturnType<typeof openWatchingGround>>;
beforeAll(async () => {
  ground = await openWatchingGround();
});
afterAll(() => ground.close());

const BELOW = ['299.8', '299.9'] as const;
const BETWEEN = ['299.9', '300.1'] as const;
const ABOVE = ['300.1', '300.2'] as const;

/** It is below, rises over the threshold, falls back, and rises again. */
async function story(task: TaskRow): Promise<void> {
  await ground.untilAtLeast(task, { above: false, reports: 0 });
  await ground.book(...ABOVE);
  await ground.untilAtLeast(task, { above: true, reports: 1 });
  await ground.book(...BETWEEN);
  await ground.book(...BELOW);
  await ground.untilAtLeast(task, { above: false, reports: 1 });
  await ground.book(...ABOVE);
  await ground.untilAtLeast(task, { above: true, reports: 2 });
}

const ended = async (running: RunningExecutor, task: TaskRow) => {
  running.obey(await ground.stop(task));
  return running.settled;
};

test('it is told when the price crosses, and again after it went back, under a halt too', async () => {
  await ground.book(...BELOW);
  const task = await ground.alert('300');
  const running = await ground.run(task);
  await story(task);
  const end = { reason: 'stopped', executed: 2, watching: { told: 2, why: null } };
  expect(await ended(running, task)).toMatchObject(end);
  const [first] = await ground.told(task);
  const data = { ticker: 'SBER', against: null, price: '300', at: '300.1', rises: 'yes', once: 'no' };
  expect(first).toMatchObject({ kind: 'alert-crossed', severity: 'report', data });
});

test('killed at any step, it is told as often, neither less nor more', async () => {
  const walk = async (dieAt: number) => {
    await ground.book(...BELOW);
    const task = await ground.alert('300');
    const mortals = ground.mortals(task, dieAt);
    await story(task);
    mortals.obey(await ground.stop(task));
    const { lives, steps } = await mortals.end;
    expect({ dieAt, lives, told: (await ground.told(task)).length }).toEqual({
      dieAt,
      lives: dieAt === 0 ? 1 : 2,
      told: 2,
    });
    return steps.length;
  };
  const steps = await walk(0);
  for (let dieAt = 1; dieAt <= steps; dieAt += 1) await walk(dieAt);
  // Two marks, and two marks with their counts and reports, each with its commit; then the claim is given up.
  expect(steps).toBe(2 * 2 + 2 * 4 + 1);
}, 60_000);

test('from above it is told when it falls; what flickers within the quiet time is told at its end, if it still holds', async () => {
  await ground.book(...ABOVE);
  const [quick, quiet] = [await ground.alert('300'), await ground.alert('300')];
  const running = [await ground.run(quick), await ground.run(quiet, { quietMs: 3_600_000 })] as const;
  await ground.until(quiet, { above: true, reports: 0 });
  await ground.until(quick, { above: true, reports: 0 });
  for (const reports of [1, 2]) {
    await ground.book(...BELOW);
    await ground.until(quick, { above: false, reports });
    await ground.until(quiet, { above: reports === 2, reports: 1 });
    if (reports === 2) break;
    await ground.book(...ABOVE);
    await ground.until(quick, { above: true, reports });
    await ground.until(quiet, { above: true, reports: 1 });
  }
  expect(await ended(running[1], quiet)).toMatchObject({ executed: 1 });
  // The quiet time is over, and the next worker finds it crossed.
  await sql`update watch_marks set told_at = told_at - interval '2 hours'`.execute(ground.db);
  await sql`update tasks set wish = jsonb_set(wish, '{mode}', '"run"') where key = ${quiet.key}`.execute(
    ground.db,
  );
  const again = await ground.run(quiet, { quietMs: 3_600_000 });
  await ground.until(quiet, { above: false, reports: 2 });
  await Promise.all([ended(running[0], quick), ended(again, quiet)]);
});

test('one that shall tell once ends with its report, also where its worker died right after it', async () => {
  await ground.book(...BELOW);
  const task = await ground.alert('300', { once: true });
  const running = await ground.run(task);
  await ground.until(task, { above: false, reports: 0 });
  await ground.book(...ABOVE);
  const end = { reason: 'complete', executed: 1, watching: { told: 1, why: 'once' } };
  expect(await running.settled).toMatchObject(end);
  await ground.book(...BELOW);
  expect(await (await ground.run(task)).settled).toMatchObject(end);
  expect(await ground.told(task)).toHaveLength(1);
});

test('nothing is written under a claim that was lost, nor under a wish that is not the newest', async () => {
  const task = await ground.alert('300');
  const [lost, held] = [await ground.claim(task.key), await ground.claim(task.key)];
  const decide = () => ({ marks: [{ subject: 'price', rises: true, above: true, tells: true }] });
  expect(await changeWatchMarks(ground.db, lost, { wishVersion: 1, decide })).toBeUndefined();
  expect(await changeWatchMarks(ground.db, held, { wishVersion: 0, decide })).toBeUndefined();
  expect(await ground.marks(task)).toEqual([]);
  const [mark] = (await changeWatchMarks(ground.db, held, { wishVersion: 1, decide })) ?? [];
  expect(mark).toMatchObject({ subject: 'price', above: true });
});

test('a worker that stood still, and lost its claim without knowing, tells nothing', async () => {
  await ground.book(...BELOW);
  const task = await ground.alert('300');
  const frozen = await ground.run(task);
  await ground.until(task, { above: false, reports: 0 });
  await ground.claim(task.key);
  await ground.book(...ABOVE);
  const next = await ground.run(task);
  await ground.until(task, { above: true, reports: 1 });
  for (const reports of [1, 2]) {
    const [bid, ask] = reports === 1 ? BELOW : ABOVE;
    await ground.book(bid, ask);
    await ground.until(task, { above: reports === 2, reports });
  }
  frozen.giveUp();
  await Promise.all([frozen.settled, ended(next, task)]);
  expect(await ground.told(task)).toHaveLength(2);
});

test('what crossed while the market is closed, or one side is empty, is told when that is over', async () => {
  await ground.book(...BELOW);
  const task = await ground.alert('300');
  const running = await ground.run(task);
  await ground.until(task, { above: false, reports: 0 });
  await ground.control.status('SBER', 'BREAK_IN_TRADING');
  const { market } = ground.broker;
  await eventually(() => market.status(ground.sber.uid)?.tradable === false, { what: 'closed', everyMs: 5 });
  await ground.book(...ABOVE);
  await eventually(() => market.book(ground.sber.uid)?.bids[0]?.price.eq('300.1'), {
    what: 'seen',
    everyMs: 5,
  });
  expect(await ground.told(task)).toHaveLength(0);
  await ground.control.status('SBER', 'NORMAL_TRADING');
  await ground.until(task, { above: true, reports: 1 });
  await ended(running, task);
});

describe('the price of a spread', () => {
  test('is what can be had for one contract at once, reserves included; it may be below zero', async () => {
    const far = (await ground.broker.instruments.ofAsset(ground.sber.positionUid)).find(
      ({ future }) => future && future.lastTradeAt.getTime() > Date.now() + DAY_MS,
    );
    if (!far?.future) throw new Error('SBER has no future');
    const size = far.future.basicAssetSize.toNumber();
    const ratio = String(size);
    await ground.book('299.9', '300');
    await ground.book(String(size * 297), String(size * 297 + 1), far);
    const request = {
      ticker: far.ticker,
      instrumentUid: far.uid,
      against: 'SBER',
      againstUid: ground.sber.uid,
      ratio,
    };
    // About −3 a share, and somewhat less by commissions and reserves.
    const task = await ground.alert(String(-size * 2), request);
    const running = await ground.run(task);
    await ground.until(task, { above: false, reports: 0 });
    await ground.book(String(size * 300), String(size * 300 + 1), far);
    await ground.until(task, { above: true, reports: 1 });
    const [told] = await ground.told(task);
    // Sold at 300 a share less 0.1 %, bought at 300 and two steps of 0.01 more, and 0.1 % of that.
    const at = size * 300 * 0.999 - size * 300.02 * 1.001;
    expect(Number(told?.data.at)).toBeCloseTo(at, 1);
    expect(told?.data).toMatchObject({ against: 'SBER', rises: 'yes' });
    await ended(running, task);
  });

  test('ends by itself when a leg has traded for the last time', async () => {
    const far = (await ground.broker.instruments.ofAsset(ground.sber.positionUid)).find(
      ({ future }) => future,
    );
    const after = new Date((far?.future?.lastTradeAt.getTime() ?? 0) + 1);
    const task = await ground.alert('30000', { ticker: far?.ticker ?? '', instrumentUid: far?.uid ?? '' });
    const running = await ground.run(task, { now: () => after });
    expect(await running.settled).toMatchObject({
      reason: 'complete',
      watching: { told: 0, why: 'expired' },
    });
  });
});

test('it ends when the catalogue does not list it any more, not by one list without it', async () => {
  const listed = (await ground.broker.instruments.listing()).slice(0, 10);
  const [first] = listed;
  if (!first) throw new Error('nothing is listed');
  const gone = { ...first, uid: '00000000-0000-0000-0000-000000000000' };
  const replace = (all: typeof listed) =>
    replaceCatalogue(ground.db, { mode: 'paper', listed: all, by: 'test', anyway: true });
  const task = await ground.alert('300', { instrumentUid: gone.uid });
  await replace([...listed, gone]);
  const waiting = await ground.run(task, { blindMs: 1 });
  // It says what it waits for, once for all who wait one after the other.
  await ground.untilSaid(task, ['watching-blind']);
  waiting.giveUp();
  expect(await waiting.settled).toBeUndefined();
  await replace(listed);
  const running = await ground.run(task, { blindMs: 1 });
  expect(await running.settled).toMatchObject({ reason: 'complete', watching: { told: 0, why: 'gone' } });
  await ground.untilSaid(task, ['watching-blind']);
});

test('what jumped over the threshold before anybody looked is told: where it was is known from the request', async () => {
  await ground.book(...ABOVE);
  const rise = await ground.alert('300', { from: 'below' });
  const fall = await ground.alert('300', { from: 'above' });
  const running = [await ground.run(rise), await ground.run(fall)] as const;
  await ground.until(rise, { above: true, reports: 1 });
  // From above it waits for the fall, and what is on the side where it was needs no mark.
  await ground.book(...BELOW);
  await ground.until(fall, { above: false, reports: 1 });
  await ground.until(rise, { above: false, reports: 1 });
  await Promise.all([ended(running[0], rise), ended(running[1], fall)]);
});

test('where the price is at the request is told by the book while it trades, else by the last price', async () => {
  const { broker, db, sber: instrument } = ground;
  await ground.book(...BELOW);
  const at = (price: string) => sideNow({ price: new Decimal(price), instrument }, { broker, db });
  expect([await at('300'), await at('299.8')]).toEqual(['below', 'above']);
  const last = (await broker.instruments.lastPrices([instrument.uid])).get(instrument.uid) ?? new Decimal(0);
  await ground.control.status('SBER', 'BREAK_IN_TRADING');
  const sides = [await at(last.add(1).toFixed()), await at(last.sub(1).toFixed())];
  await ground.control.status('SBER', 'NORMAL_TRADING');
  expect(sides).toEqual(['below', 'above']);
  await eventually(() => broker.market.status(instrument.uid)?.tradable, { what: 'open', everyMs: 5 });
});

test('an alert that is blind though its market trades says so once, and once when it sees, whoever goes on with it', async () => {
  await ground.book(...BELOW);
  const task = await ground.alert('300');
  let isBlind = true;
  const book = (uid: string) => (isBlind ? undefined : ground.broker.market.book(uid));
  const market = Object.create(ground.broker.market, { book: { value: book } });
  const broker = Object.create(ground.broker, { market: { value: market } });
  const first = await ground.run(task, { blindMs: 20 }, { broker });
  await ground.untilSaid(task, ['watching-blind']);
  first.giveUp();
  await first.settled;
  expect((await taskByKey(ground.db, task.key))?.idle).toMatchObject({ reason: 'book-unknown', of: 'SBER' });
  const next = await ground.run(task, { blindMs: 20 }, { broker });
  isBlind = false;
  await ground.book('299.7', '299.8');
  await ground.untilSaid(task, ['watching-blind', 'watching-sees']);
  await eventually(async () => (await taskByKey(ground.db, task.key))?.idle === null, { what: 'not idle' });
  await ended(next, task);
});
