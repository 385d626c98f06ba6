/** Whoever goes on with a spread hedges what is owed, once: judged by the exchange's own fills. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { eventually } from '../../support/eventually.js';
import { type BenchSpread, type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let first: BenchWorker;
let second: BenchWorker;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.exchange.clearFaults();
  [first, second] = await Promise.all([bench.worker(), bench.worker()]);
  await bench.usualBooks();
});

afterEach(() => Promise.all([first.end(), second.end()]));

/** A spread of two contracts, one shown at a time, whose first far order works at the first worker. */
const begun = async () => {
  const spread = await bench.spread({ sell: true, amount: 2, price: '300', options: { displayQuantity: 1 } });
  const outcome = first.run(spread).catch(() => undefined);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  return { spread, outcome };
};
const finishedBy = async (worker: BenchWorker, spread: BenchSpread, more = {}) => {
  const settled = worker.run(spread);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({
    reason: 'reached',
    executed: 2,
    spread: { near: { executed: 200 }, unhedged: '0', ...more },
  });
  return bench.filled(bench.near, 'buy');
};
/** As if its holder had been silent for some seconds: a claim holds for 2.5 of them. */
const forgetClaim = ({ key }: BenchSpread) =>
  sql`update claims set valid_until = clock_timestamp() - interval '1 second' where task_key = ${key}`.execute(
    bench.db,
  );
const hedgesOf = (spread: BenchSpread) =>
  spread.orders().then((orders) => orders.filter(({ leg }) => leg === 'near'));

test('one that dies between the fill and its hedge', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread } = await begun();
  first.kill();
  await bench.fill(1);
  await forgetClaim(spread);
  // What was owed while nobody lived is told too: the silence of 3.5 s and more, which is the most that it can have been.
  const longestUnhedgedMs = expect.closeTo(8_000, -4);
  const told = { longestUnhedgedMs, largestUnhedged: '100' };
  expect((await finishedBy(second, spread, told)) - before).toBe(20);
}, 30_000);

test('one that dies when its hedge is executed and not yet written down: the order is found, not sent again', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread } = await begun();
  first.holdPosts(({ instrument }) => {
    // From the moment of the sending nothing of it is written, but the order itself is on its way.
    if (instrument.uid === bench.near.uid) first.loseDatabase();
  });
  await bench.fill(1);
  await bench.untilFilled(bench.near, before + 10);
  first.kill();
  expect(await hedgesOf(spread)).toEqual([]);
  await forgetClaim(spread);
  const since = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
  expect((await finishedBy(second, spread)) - before).toBe(20);
  const sent = (await bench.exchange.ledger(since)).filter(
    ({ kind, ticker }) => kind === 'received' && ticker === bench.near.ticker,
  );
  expect(sent).toHaveLength(1);
  expect(
    (await hedgesOf(spread)).map(({ number, state, executedLots }) => [number, state, executedLots]),
  ).toEqual([
    [1, 'final', 10],
    [2, 'final', 10],
  ]);
}, 30_000);

test('of one that died with more of its far order yet to be executed: it starts at the first try, and each fill is told once', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 2, price: '300' });
  first.run(spread).catch(() => undefined);
  await bench.untilWorking(bench.far, { price: '31200', lots: 2 });
  first.holdPosts(({ instrument }) => {
    if (instrument.uid === bench.near.uid) first.loseDatabase();
  });
  await bench.fill(1);
  await bench.untilFilled(bench.near, before + 10);
  first.kill();
  await bench.fill(1, { isFirst: true });
  await forgetClaim(spread);
  expect(await second.run(spread)).toMatchObject({
    reason: 'reached',
    executed: 2,
    spread: { unhedged: '0' },
  });
  expect((await bench.filled(bench.near, 'buy')) - before).toBe(20);
  expect(second.warnings.map(({ message }) => message)).not.toContainEqual(
    expect.stringContaining('cannot start'),
  );
  const fills = (await spread.journal()).filter(({ kind }) => kind === 'fill');
  const told = (ticker: string) =>
    fills.reduce((lots, { data }) => lots + (data.ticker === ticker ? Number(data.lots) : 0), 0);
  expect([told(bench.far.ticker), told(bench.near.ticker)]).toEqual([2, 20]);
}, 30_000);

test('one that loses its claim hedges what was executed, and opens nothing more', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread } = await begun();
  first.loseClaims();
  await forgetClaim(spread);
  const settled = second.run(spread);
  await eventually(async () => (await spread.claimedBy()) !== first.id, {
    what: 'the claim moves',
    everyMs: 5,
  });
  await bench.fill(1);
  await bench.untilFilled(bench.near, before + 10);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', executed: 2, spread: { unhedged: '0' } });
  expect((await bench.filled(bench.near, 'buy')) - before).toBe(20);
}, 30_000);

test('one that stood still with a hedge on its way, while another hedged that and the next, hedges nothing twice', async () => {
  const { far, near } = bench;
  const before = await bench.filled(near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 3, price: '300', options: { displayQuantity: 1 } });
  first.run(spread).catch(() => undefined);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  let letGo: () => void = () => undefined;
  let isHeld = false;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  first.holdPosts(({ instrument }) => {
    if (instrument.uid !== near.uid) return undefined;
    isHeld = true;
    return gate;
  });
  await bench.fill(1);
  await eventually(() => isHeld, { what: 'the first hedge under way', everyMs: 5 });
  first.hearOnly(() => false);
  first.loseClaims();
  await forgetClaim(spread);
  const settled = second.run(spread);
  await bench.untilFilled(near, before + 10);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  await bench.fill(1);
  await bench.untilFilled(near, before + 20);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  const since = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
  const repeated = async () =>
    (await bench.exchange.ledger(since)).filter(
      ({ kind, ticker }) => kind === 'received' && ticker === near.ticker,
    );
  // It wakes to what was executed of the far leg; of the other's hedges it learns by their keys alone.
  first.hearOnly(({ instrumentUid }) => instrumentUid === far.uid);
  letGo();
  await eventually(async () => (await repeated()).length === 1, { what: 'its hedge is sent at last' });
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', executed: 3, spread: { unhedged: '0' } });
  expect((await bench.filled(near, 'buy')) - before).toBe(30);
  expect((await hedgesOf(spread)).map(({ number, executedLots }) => [number, executedLots])).toEqual([
    [1, 10],
    [2, 10],
    [3, 10],
  ]);
}, 30_000);

test('one that gives its tasks up hedges first what is owed, and the next one goes on', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread, outcome } = await begun();
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isHeld = false;
  first.holdPosts(({ instrument }) => {
    if (instrument.uid !== bench.near.uid) return undefined;
    isHeld = true;
    return gate;
  });
  await bench.fill(1);
  await eventually(() => isHeld, { what: 'the hedge under way', everyMs: 5 });
  const leaving = first.executors.giveUpAll();
  letGo();
  await leaving;
  expect((await bench.filled(bench.near, 'buy')) - before).toBe(10);
  expect(await outcome).toBeUndefined();
  expect((await finishedBy(second, spread)) - before).toBe(20);
}, 30_000);

test('a hedge does not wait for the database', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread } = await begun();
  first.loseDatabase();
  await bench.fill(1);
  await bench.untilFilled(bench.near, before + 10);
  first.findDatabase();
  expect((await finishedBy(first, spread)) - before).toBe(20);
}, 30_000);

test('nor does a hedge whose call was lost: it is sent again under its key', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread } = await begun();
  first.loseDatabase();
  await bench.exchange.fault({ method: 'PostOrder', kind: 'unavailable', count: 1, probability: 1 });
  await bench.fill(1);
  await bench.untilFilled(bench.near, before + 10);
  // To ask what became of it needs no database either.
  expect(first.warnings.map(({ details }) => details)).not.toContainEqual(
    expect.objectContaining({ action: 'ask' }),
  );
  first.findDatabase();
  expect((await finishedBy(first, spread)) - before).toBe(20);
}, 30_000);

test('one that gives its tasks up hedges as long as the database keeps them in its hand', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const { spread, outcome } = await begun();
  const leaving = await bench.db.transaction().execute(async (holding) => {
    await sql`select key from tasks where key = ${spread.key} for update`.execute(holding);
    const left = first.executors.giveUpAll();
    // Nothing is owed yet: the hand-over has begun, and waits for the row.
    await eventually(
      async () => {
        const { rows } = await sql`select 1 from pg_locks where not granted`.execute(bench.db);
        return rows.length > 0;
      },
      { what: 'the hand-over waits', everyMs: 5 },
    );
    await bench.fill(1);
    await bench.untilFilled(bench.near, before + 10);
    return { left };
  });
  await leaving.left;
  expect(await outcome).toBeUndefined();
  expect((await finishedBy(second, spread)) - before).toBe(20);
}, 30_000);

test('of what a person let be no more than they were told: what was executed since is hedged', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 3, price: '300', options: { displayQuantity: 2 } });
  first.run(spread).catch(() => undefined);
  await bench.untilWorking(bench.far, { price: '31200', lots: 2 });
  // The far order stays as it is while its hedge cannot be had: the next offer is beyond its bound.
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  first.holdCancels(() => gate);
  first.holdPosts(async ({ instrument }) => {
    if (instrument.uid === bench.near.uid)
      await bench.exchange.book('SBER', { bids: [['306.5', 400]], asks: [['309', 400]] });
  });
  await bench.fill(1);
  const { data } = (await spread.untilTold('hedge-needs-person', 'warning')) ?? {};
  expect(data).toMatchObject({ unhedged: '100', dueLots: 10 });
  first.kill();
  letGo();
  await bench.fill(1, { isFirst: true });
  await spread.answer('leave', { dueLots: 10 });
  await forgetClaim(spread);
  expect(await second.run(spread)).toMatchObject({
    reason: 'left-unhedged',
    executed: 2,
    spread: { near: { executed: 100 }, unhedged: '100' },
  });
  expect((await bench.filled(bench.near, 'buy')) - before).toBe(10);
}, 30_000);
