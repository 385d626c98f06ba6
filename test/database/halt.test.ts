import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  acquireClaim,
  type Claim,
  type Database,
  insertTask,
  inTransaction,
  liftHalt,
  listenToNotifications,
  migrateToLatest,
  openDatabase,
  ordersOfTask,
  prolongClaims,
  readHalt,
  recordIntent,
  writeHalt,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let db: Database;

const claimedTask = async (): Promise<Claim> => {
  const taskKey = randomUUID();
  await insertTask(db, {
    key: taskKey,
    kind: 'sellbuy',
    mode: 'paper',
    accountId: 'account',
    ticker: 'SBER',
    instrumentUid: 'uid',
    request: {},
    wish: { version: 1, mode: 'run', targetLots: 5, limitPrice: null },
    amount: 5,
    requestedBy: 'test',
  });
  const claim = await acquireClaim(db, { taskKey, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is held');
  return claim;
};
const intend = (of: Database, claim: Claim) =>
  recordIntent(of, claim, {
    leg: 'near',
    number: 1,
    clientOrderId: randomUUID(),
    accountId: 'account',
    instrumentUid: 'uid',
    direction: 'buy',
    lots: 5,
    price: new Decimal('10.5'),
    timeInForce: 'day',
    wishVersion: 1,
  });
const halt = (by = 'api', reason: string | null = null) => writeHalt(db, { by, reason });
const lift = async () => {
  const now = await readHalt(db);
  return now ? liftHalt(db, now) : false;
};

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { poolSize: 20 });
  await migrateToLatest(db);
}, 30_000);
afterEach(lift);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('while halted no order is written down, and every prolonging of a claim says so', async () => {
  const claim = await claimedTask();
  expect(await readHalt(db)).toBeNull();
  expect(await halt()).toBe(true);
  expect(await intend(db, claim)).toBe(false);
  expect(await prolongClaims(db, claim.workerId, [claim.taskKey])).toMatchObject([{ halted: true }]);
  expect(await lift()).toBe(true);
  expect(await prolongClaims(db, claim.workerId, [claim.taskKey])).toMatchObject([{ halted: false }]);
  expect(await intend(db, claim)).toBe(true);
});

test('a second halt leaves the first as it is; only the halt that was meant is lifted', async () => {
  expect(await halt('api', 'the first')).toBe(true);
  const first = await readHalt(db);
  expect(await halt('telegram:1', 'the second')).toBe(false);
  expect(await readHalt(db)).toEqual(first);
  expect(first).toEqual({ since: expect.any(Date), by: 'api', reason: 'the first' });
  expect(await liftHalt(db, { since: new Date(0) })).toBe(false);
  expect(await readHalt(db)).toEqual(first);
});

test('each change is announced', async () => {
  const heard: string[] = [];
  const notifications = await listenToNotifications(database.url, ['halt'], () => undefined);
  notifications.on('halt', (payload) => heard.push(payload));
  await halt();
  await halt();
  await lift();
  await eventually(() => heard.length === 2, { what: 'both announcements' });
  await notifications.close();
});

test('a halt waits for an order that is being written, and one being written waits for a halt', async () => {
  const [before, after] = [await claimedTask(), await claimedTask()];
  let halted: Promise<boolean> | undefined;
  let answered = false;
  await inTransaction(db, async (transaction) => {
    expect(await intend(transaction, before)).toBe(true);
    halted = halt().finally(() => {
      answered = true;
    });
    await eventually(() => waitingStatements(1), { what: 'the halt waits' });
    expect(answered).toBe(false);
  });
  expect(await halted).toBe(true);
  await lift();

  let intended: Promise<boolean> | undefined;
  await inTransaction(db, async (transaction) => {
    await writeHalt(transaction, { by: 'api', reason: null });
    intended = intend(db, after);
    await eventually(() => waitingStatements(1), { what: 'the order waits' });
  });
  expect(await intended).toBe(false);
});

test('of many orders that race a halt none is written once it has answered', async () => {
  const claims = await Promise.all(Array.from({ length: 60 }, claimedTask));
  let haltAnswered = false;
  const late: boolean[] = [];
  const race = async (claim: Claim) => {
    const isLate = haltAnswered;
    const written = await intend(db, claim);
    if (isLate) late.push(written);
    return written;
  };
  const firsts = claims.slice(0, 30).map(race);
  const halting = halt().then(async () => {
    haltAnswered = true;
    return countWritten(claims);
  });
  const rest = claims.slice(30).map(race);
  const writtenAtTheHalt = await halting;
  const results = await Promise.all([...firsts, ...rest, ...claims.map(race)]);
  expect(await countWritten(claims)).toBe(writtenAtTheHalt);
  expect(results.filter(Boolean)).toHaveLength(writtenAtTheHalt);
  expect(late.length).toBeGreaterThan(0);
  expect(late).not.toContain(true);
});

async function countWritten(claims: readonly Claim[]): Promise<number> {
  const orders = await Promise.all(claims.map(({ taskKey }) => ordersOfTask(db, taskKey)));
  return orders.flat().length;
}

/** Whether so many statements in this database wait for a lock. */
async function waitingStatements(count: number): Promise<boolean> {
  const { rows } = await sql<{ waiting: string }>`
    select count(*) as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return Number(rows[0]?.waiting) >= count;
}
