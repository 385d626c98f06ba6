/** A ratio that is amended in the moment of a fill: the old one stays, with its price, and everybody is told. */
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { amendTask, clientOrderIdOf } from '../../../database/index.js';
import { eventually } from '../../support/eventually.js';
import type { BenchSpread } from './spread-bench.js';
import { twoWorkers } from './two-workers.js';

const at = twoWorkers();

/** Twice as many shares a contract, and the price that belongs to them. */
const AMENDED = { ratio: '200', limitPrice: '-30000' };
const amend = ({ key }: BenchSpread) =>
  amendTask(at.bench.db, { key, change: AMENDED, after: 1, lot: 1, by: 'test' });
const begin = async () => {
  const spread = await at.bench.spread({
    sell: true,
    amount: 2,
    price: '300',
    options: { displayQuantity: 1 },
  });
  const outcome = at.first.run(spread).catch(() => undefined);
  await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  return { spread, outcome };
};
/** One contract of two is executed and hedged, which neither the log nor the row knows of when the ratio is amended. */
const amendedBesideAFill = async () => {
  const { spread, outcome } = await begin();
  at.first.loseDatabase();
  await at.bench.fill(1);
  await at.untilHedged(10);
  expect(await amend(spread)).toMatchObject({
    kind: 'amended',
    executed: 0,
    wish: { spread: { ratio: '200' } },
  });
  return { spread, outcome };
};
const staysTold = async (spread: BenchSpread) => {
  await spread.untilTold('ratio-stays', 'warning');
  const row = await spread.row();
  expect(row?.wish).toMatchObject({ version: 3, limitPrice: '300', spread: { ratio: '100' } });
  expect(row?.request).toMatchObject({ limitPrice: '300', ratio: '100' });
};
const finish = async (spread: BenchSpread, settled: Promise<unknown>) => {
  await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  await at.bench.fill(1);
  expect(await settled).toMatchObject({
    reason: 'reached',
    executed: 2,
    spread: { ratio: '100', wantedPrice: '300', near: { executed: 200 }, unhedged: '0' },
  });
  expect(await at.hedged()).toBe(20);
  const told = (await spread.journal()).filter(({ kind }) => kind === 'ratio-stays');
  expect(told.map(({ data }) => data)).toEqual([
    { ticker: at.bench.far.ticker, ratio: '100', price: '300', wanted: '200', executed: '1' },
  ]);
};

test('the executor that knows of the fill goes on by the old one, and the row says so again', async () => {
  const { spread, outcome } = await amendedBesideAFill();
  at.first.findDatabase();
  await staysTold(spread);
  await finish(spread, outcome);
}, 30_000);

test('whoever takes over from one that died hedges by the old one, by the order log', async () => {
  const { spread } = await amendedBesideAFill();
  at.first.kill();
  expect((await spread.row())?.wish.spread?.ratio).toBe('200');
  await sql`update claims set valid_until = clock_timestamp() - interval '1 second' where task_key = ${spread.key}`.execute(
    at.bench.db,
  );
  const settled = at.second.run(spread);
  await staysTold(spread);
  expect(await at.hedged()).toBe(10);
  await finish(spread, settled);
}, 30_000);

test('an amendment beside the last fill, of which the executor does not hear before its end, does not stay in the row', async () => {
  const spread = await at.bench.spread({ sell: true, amount: 1, price: '300' });
  const outcome = at.first.run(spread);
  await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  at.first.loseDatabase();
  await at.bench.fill(1);
  await at.untilHedged(10);
  // Nothing of its hedge is written, so its end waits for the database.
  const isUnwritten = () =>
    at.first.warnings.some(({ details }) => (details as { what?: string }).what === 'progress');
  await eventually(isUnwritten, { what: 'its end waits', everyMs: 5 });
  expect(await amend(spread)).toMatchObject({ kind: 'amended', executed: 0 });
  at.first.findDatabase();
  expect(await outcome).toMatchObject({ reason: 'reached', spread: { ratio: '100' } });
  await staysTold(spread);
  expect(await at.hedged()).toBe(10);
}, 30_000);

test('while nothing is executed the order of the old ratio goes, and the new one comes into force', async () => {
  const { spread, outcome } = await begin();
  expect(await amend(spread)).toMatchObject({ kind: 'amended' });
  await eventually(
    async () => {
      const far = (await spread.orders()).filter(({ leg }) => leg === 'far');
      return far.length === 2 && far[0]?.state === 'final' && far[1]?.state === 'working';
    },
    { what: 'the order of the new ratio', timeoutMs: 10_000, everyMs: 10 },
  );
  await spread.tell('stop');
  expect(await outcome).toMatchObject({ executed: 0, spread: { ratio: '200', wantedPrice: '-30000' } });
  expect((await spread.journal()).some(({ kind }) => kind === 'ratio-stays')).toBe(false);
}, 30_000);

test('who lost its claim tells nothing of hedges of the next holder, whose far orders it does not know', async () => {
  const spread = await at.bench.spread({
    sell: true,
    amount: 3,
    price: '300',
    options: { displayQuantity: 1 },
  });
  const outcome = at.first.run(spread).catch(() => undefined);
  await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  at.first.loseClaims();
  await sql`update claims set valid_until = clock_timestamp() - interval '1 second' where task_key = ${spread.key}`.execute(
    at.bench.db,
  );
  const settled = at.second.run(spread);
  await eventually(async () => (await spread.claimedBy()) === at.second.id, { what: 'moved', everyMs: 5 });
  for (const hedges of [1, 2]) {
    await at.bench.fill(1);
    await at.untilHedged(10 * hedges);
    await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  }
  const key = clientOrderIdOf({ taskKey: spread.key, leg: 'near', number: 2 });
  await eventually(() => at.first.hub.byClientOrderId(key)?.lotsExecuted === 10, {
    what: 'the hedge is heard of',
  });
  await at.first.executors.giveUpAll();
  await outcome;
  await spread.tell('stop');
  expect(await settled).toMatchObject({ executed: 2, spread: { unhedged: '0' } });
  expect((await spread.journal()).filter(({ kind }) => kind === 'over-hedged')).toEqual([]);
}, 30_000);

test('lots that are hedged more than is due are a warning, told once', async () => {
  const { spread, outcome } = await begin();
  await at.bench.fill(1);
  await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  await spread.tell('pause');
  expect(await outcome).toMatchObject({ reason: 'paused', executed: 1, spread: { unhedged: '0' } });
  // As if it had been hedged by a ratio that was never the task's.
  await sql`update orders set ratio = 50 where task_key = ${spread.key} and leg = 'far'`.execute(at.bench.db);
  await spread.change((wish) => ({ ...wish, spread: wish.spread && { ...wish.spread, ratio: '50' } }));
  await spread.tell('run');
  const settled = at.second.run(spread);
  expect((await spread.untilTold('over-hedged', 'warning'))?.data).toEqual({ ticker: 'SBER', lots: 5 });
  await spread.tell('stop');
  expect(await settled).toMatchObject({ spread: { unhedged: '-50' } });
  expect((await spread.journal()).filter(({ kind }) => kind === 'over-hedged')).toHaveLength(1);
}, 30_000);
