import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  acquireClaim,
  type Claim,
  countOrders,
  type Database,
  insertTask,
  inTransaction,
  LimitBrokenError,
  migrateToLatest,
  type OrderIntent,
  openDatabase,
  ordersOfTask,
  recordHedge,
  recordIntent,
  recordOutcome,
  writeSetting,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { SettingKey, Settings } from '../../domain/settings.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let db: Database;
let other: Database;

const ACCOUNT = 'account';
const LOT = 10;

const claimedTask = async (kind = 'sellbuy'): Promise<Claim> => {
  const taskKey = randomUUID();
  await insertTask(db, {
    key: taskKey,
    kind,
    mode: 'paper',
    accountId: ACCOUNT,
    ticker: 'SBER',
    instrumentUid: 'uid',
    request: { lot: LOT },
    wish: { version: 1, mode: 'run', targetLots: 50, limitPrice: null },
    amount: 500,
    requestedBy: 'test',
  });
  const claim = await acquireClaim(db, { taskKey, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is held');
  return claim;
};

/** 10 lots of 10 at 10: a thousand roubles. */
const order = (changes: Partial<OrderIntent> = {}): OrderIntent => ({
  leg: 'near',
  number: 1,
  clientOrderId: randomUUID(),
  accountId: ACCOUNT,
  instrumentUid: 'uid',
  direction: 'buy',
  lots: 10,
  price: new Decimal(10),
  timeInForce: 'day',
  wishVersion: 1,
  ...changes,
});

const limit = <Key extends SettingKey>(key: Key, value: Settings[Key]) =>
  writeSetting(db, { key, value, by: 'test' });

/** What became of an intent: true, false, or the limit that it would have broken. */
const intend = (claim: Claim, changes: Partial<OrderIntent> = {}, of = db) =>
  recordIntent(of, claim, order(changes)).catch((error: unknown) => {
    if (error instanceof LimitBrokenError) return error.breach;
    throw error;
  });

const ended = (claim: Claim, { number = 1, executedLots = 10 } = {}) => ({
  taskKey: claim.taskKey,
  leg: 'near',
  number,
  state: 'final' as const,
  doubted: false,
  epoch: claim.epoch,
  executedLots,
  executedValue: new Decimal(executedLots * LOT * 10),
  commission: new Decimal(0),
});

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  other = openDatabase(database.url);
  await migrateToLatest(db);
}, 30_000);
afterAll(async () => {
  await db?.destroy();
  await other?.destroy();
  await database?.drop();
});
beforeEach(async () => {
  for (const key of ['order', 'task', 'instrument', 'day'] as const) await limit(`limits.${key}`, null);
  await limit('limits.openOrders', null);
  await db.deleteFrom('orders').execute();
  await sql`update tasks set finished_at = now()`.execute(db);
});

describe('an order that would break a limit is not written down, one that keeps it is', () => {
  test.each([
    ['limits.order', '999.99', '1000'],
    ['limits.task', '999.99', '1000'],
    ['limits.instrument', '999.99', '1000'],
    ['limits.day', '999.99', '1000'],
  ] as const)('%s', async (key, value, would) => {
    const claim = await claimedTask();
    await limit(key, value);
    expect(await intend(claim)).toEqual({ limit: key.slice('limits.'.length), value, would });
    expect(await ordersOfTask(db, claim.taskKey)).toEqual([]);
    await limit(key, '1000');
    expect(await intend(claim)).toBe(true);
  });

  test('limits.openOrders: the second one, until the first has ended', async () => {
    const [one, two] = [await claimedTask(), await claimedTask()];
    await limit('limits.openOrders', 1);
    expect(await intend(one)).toBe(true);
    expect(await intend(two)).toEqual({ limit: 'openOrders', value: '1', would: '2' });
    await recordOutcome(db, ended(one));
    expect(await intend(two)).toBe(true);
  });
});

test('the end of the order before is written although the next one would break a limit', async () => {
  const claim = await claimedTask();
  await limit('limits.day', '1500');
  expect(await intend(claim)).toBe(true);
  const next = recordIntent(db, claim, order({ number: 2 }), [ended(claim, { executedLots: 6 })]);
  await expect(next).rejects.toMatchObject({ breach: { limit: 'day', value: '1500', would: '1600' } });
  expect(await ordersOfTask(db, claim.taskKey)).toMatchObject([
    { number: 1, state: 'final', executedLots: 6 },
  ]);
  expect(await intend(claim, { number: 2, lots: 9 })).toBe(true);
});

test('a number whose doubt ended and that is written anew is asked about as well, and its end kept', async () => {
  const claim = await claimedTask();
  expect(await intend(claim)).toBe(true);
  await limit('limits.order', '900');
  const again = recordIntent(db, claim, order(), [{ ...ended(claim), state: 'refused', executedLots: 0 }]);
  await expect(again).rejects.toMatchObject({ breach: { limit: 'order' } });
  expect(await ordersOfTask(db, claim.taskKey)).toMatchObject([{ number: 1, state: 'refused' }]);
});

test('what is sent again because nobody knows of it is let through: it counts already', async () => {
  const claim = await claimedTask();
  await limit('limits.day', '1000');
  const { clientOrderId } = order();
  expect(await intend(claim, { clientOrderId })).toBe(true);
  await limit('limits.day', '1');
  expect(await intend(claim, { clientOrderId })).toBe(true);
});

test('two workers cannot break a limit together', async () => {
  await limit('limits.instrument', '1500');
  for (let round = 0; round < 15; round += 1) {
    const [one, two] = [await claimedTask(), await claimedTask()];
    const answers = await Promise.all([intend(one, {}, db), intend(two, {}, other)]);
    expect(answers).toContain(true);
    expect(answers).toContainEqual({ limit: 'instrument', value: '1500', would: '2000' });
    await db.deleteFrom('orders').execute();
  }
});

test('a limit waits for the order that is being written down, and the order after it keeps the limit', async () => {
  const [one, two] = [await claimedTask(), await claimedTask()];
  let wasSet = false;
  let setting: Promise<void> | undefined;
  await inTransaction(other, async (transaction) => {
    expect(await intend(one, {}, transaction)).toBe(true);
    setting = limit('limits.day', '1500').then(() => {
      wasSet = true;
    });
    const waiting = () =>
      sql<{ count: number }>`select count(*)::integer as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    await eventually(async () => (await waiting()).rows[0]?.count === 1, { what: 'the limit waits' });
    expect(wasSet).toBe(false);
  });
  await setting;
  expect(await intend(two)).toEqual({ limit: 'day', value: '1500', would: '2000' });
});

describe('what counts', () => {
  test('a sale counts apart from purchases for its instrument, and together with them for the day', async () => {
    const [one, two, three] = [await claimedTask(), await claimedTask(), await claimedTask()];
    await limit('limits.instrument', '1000');
    expect(await intend(one)).toBe(true);
    expect(await intend(two, { direction: 'sell' })).toBe(true);
    expect(await intend(three, { direction: 'sell' })).toMatchObject({ limit: 'instrument' });
    expect(await intend(three, { instrumentUid: 'another' })).toBe(true);
    const count = (await countOrders(db, { accountId: ACCOUNT }))({ instrumentUid: 'uid', direction: 'buy' });
    expect(count).toEqual({
      task: new Decimal(0),
      instrument: new Decimal(1_000),
      day: new Decimal(3_000),
      openOrders: 3,
    });
  });

  test('of an ended order what was executed, of yesterday nothing but for its task, of a refused one nothing', async () => {
    const [claim, refused] = [await claimedTask(), await claimedTask()];
    await intend(claim);
    await intend(refused);
    await recordOutcome(db, ended(claim, { executedLots: 4 }));
    await recordOutcome(db, { ...ended(refused, { executedLots: 0 }), state: 'refused' });
    const count = async (taskKey?: string) =>
      (await countOrders(db, { accountId: ACCOUNT, taskKey }))({ instrumentUid: 'uid', direction: 'buy' });
    expect(await count()).toMatchObject({ day: new Decimal(400), openOrders: 0, task: new Decimal(0) });
    expect(await count(claim.taskKey)).toMatchObject({ day: new Decimal(400), task: new Decimal(400) });
    await sql`update orders set settled_at = date_trunc('day', now(), 'Europe/Moscow') - interval '1 ms'
      where task_key = ${claim.taskKey}`.execute(db);
    expect(await count(claim.taskKey)).toMatchObject({ day: new Decimal(0), task: new Decimal(400) });
    await limit('limits.task', '1399');
    expect(await intend(claim, { number: 2 })).toEqual({ limit: 'task', value: '1399', would: '1400' });
  });

  test('what nobody settled ended with its day: it keeps no place for ever', async () => {
    const [claim, night] = [await claimedTask(), await claimedTask()];
    await intend(claim);
    await intend(night);
    await sql`update orders set sent_at = now() - interval '3 days' where task_key = ${claim.taskKey}`.execute(
      db,
    );
    await sql`update orders set sent_at = now() - interval '5 hours' where task_key = ${night.taskKey}`.execute(
      db,
    );
    const count = (await countOrders(db, { accountId: ACCOUNT }))({ instrumentUid: 'uid', direction: 'buy' });
    expect(count).toMatchObject({ day: new Decimal(1_000), openOrders: 1 });
  });

  test('hedges are neither held back nor counted', async () => {
    const claim = await claimedTask('spread');
    await limit('limits.day', '1000');
    await limit('limits.openOrders', 1);
    const { wishVersion: _, ...hedge } = order({ lots: 1_000 });
    await recordHedge(db, { ...hedge, taskKey: claim.taskKey, epoch: claim.epoch });
    expect(await ordersOfTask(db, claim.taskKey)).toMatchObject([{ lots: 1_000, state: 'sent' }]);
    expect(await intend(claim, { leg: 'far' })).toBe(true);
  });
});
