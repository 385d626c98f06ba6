import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  acquireClaim,
  amendTask,
  type Claim,
  type Database,
  finishTask,
  insertTask,
  inTransaction,
  liftHalt,
  migrateToLatest,
  type OrderIntent,
  openDatabase,
  ordersOfTask,
  prolongClaims,
  readHalt,
  recordHedge,
  recordIntent,
  recordOutcome,
  recordProgress,
  releaseClaim,
  reportWorker,
  taskByKey,
  unwantedOrders,
  workingOrders,
  writeHalt,
  writeMode,
  writeStop,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let db: Database;
let taskKey: string;
let claim: Claim;
let first: OrderIntent;

const intent = (number: number, more: Partial<OrderIntent> = {}): OrderIntent => ({
  leg: 'near',
  number,
  clientOrderId: randomUUID(),
  accountId: 'account',
  instrumentUid: 'uid',
  direction: 'buy',
  lots: 5,
  price: new Decimal('10.5'),
  timeInForce: 'day',
  wishVersion: 1,
  ...more,
});
const outcome = (state: 'working' | 'final' | 'refused', epoch: string, number = 1) => ({
  taskKey,
  leg: 'near',
  number,
  state,
  epoch,
  doubted: false,
  executedLots: 0,
  executedValue: new Decimal(0),
  commission: new Decimal(0),
});
const take = async (workerId = randomUUID()): Promise<Claim> => {
  const taken = await acquireClaim(db, { taskKey, workerId });
  if (!taken) throw new Error('the claim is held');
  return taken;
};
const expire = () =>
  db
    .updateTable('claims')
    .set({ valid_until: new Date(0) })
    .where('task_key', '=', taskKey)
    .execute();

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await Promise.all([migrateToLatest(db), migrateToLatest(openDatabase(database.url))]);
}, 30_000);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  taskKey = randomUUID();
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
  claim = await take();
  first = intent(1);
});

test('an order is written under a valid claim only', async () => {
  expect(await recordIntent(db, claim, intent(1))).toBe(true);
  await expire();
  expect(await recordIntent(db, claim, intent(1))).toBe(false);
  const next = await take();
  expect(Number(next.epoch)).toBe(Number(claim.epoch) + 1);
  expect(await recordIntent(db, claim, intent(1))).toBe(false);
  expect(await recordIntent(db, next, intent(1))).toBe(true);
});

test('a number is not used before the one below it is settled', async () => {
  await recordIntent(db, claim, intent(1));
  expect(await recordIntent(db, claim, intent(2))).toBe(false);
  await recordOutcome(db, outcome('final', claim.epoch));
  expect(await recordIntent(db, claim, intent(2))).toBe(true);
  expect(await recordIntent(db, claim, intent(1))).toBe(false);
});

test('what became of the orders before is written by the statement that takes the next number, which counts it', async () => {
  await recordIntent(db, claim, intent(1));
  const [working, final] = [outcome('working', claim.epoch), outcome('final', claim.epoch)];
  expect(await recordIntent(db, claim, intent(2), [working])).toBe(false);
  expect((await ordersOfTask(db, taskKey)).map(({ state }) => state)).toEqual(['working']);
  expect(
    await recordIntent(db, claim, intent(2), [{ ...final, brokerOrderId: 'one', executedLots: 2 }]),
  ).toBe(true);
  expect(await ordersOfTask(db, taskKey)).toMatchObject([
    { number: 1, state: 'final', brokerOrderId: 'one', executedLots: 2 },
    { number: 2, state: 'sent' },
  ]);
});

test('an end that the log does not believe settles nothing', async () => {
  await recordIntent(db, claim, intent(1));
  await recordOutcome(db, { ...outcome('working', claim.epoch), executedLots: 3 });
  const older = outcome('final', claim.epoch);
  expect(await recordIntent(db, claim, intent(2), [older])).toBe(false);
  expect(await ordersOfTask(db, taskKey)).toMatchObject([{ state: 'working', executedLots: 3 }]);
});

test('a number that was refused before and works after all holds back the next one in the same statement', async () => {
  await recordIntent(db, claim, intent(1));
  await recordOutcome(db, outcome('refused', claim.epoch));
  expect(await recordIntent(db, claim, intent(2), [outcome('working', claim.epoch)])).toBe(false);
  expect(await ordersOfTask(db, taskKey)).toMatchObject([{ number: 1, state: 'working' }]);
});

test('a refused number is told and taken again in one go', async () => {
  await recordIntent(db, claim, intent(1));
  expect(await recordIntent(db, claim, intent(1, { lots: 3 }), [outcome('refused', claim.epoch)])).toBe(true);
  expect(await ordersOfTask(db, taskKey)).toMatchObject([{ number: 1, state: 'sent', lots: 3 }]);
});

test('what became of an order is written also where the next one may not be', async () => {
  await recordIntent(db, claim, intent(1));
  await expire();
  expect(await recordIntent(db, claim, intent(2), [outcome('final', claim.epoch)])).toBe(false);
  expect(await ordersOfTask(db, taskKey)).toMatchObject([{ number: 1, state: 'final' }]);
});

test('an order that was decided under an older wish, or for a finished task, is void', async () => {
  await writeStop(db, taskKey);
  expect(await recordIntent(db, claim, intent(1))).toBe(false);
  expect(await recordIntent(db, claim, intent(1, { wishVersion: 2 }))).toBe(true);
  await recordOutcome(db, outcome('final', claim.epoch));
  await finishTask(db, { key: taskKey, state: 'cancelled', result: null, error: null });
  expect(await recordIntent(db, claim, intent(2, { wishVersion: 2 }))).toBe(false);
});

/** Calls it while another connection changes the claim's row as a prolonging does, which holds the order's statement back. */
const whileItWaits = async (meanwhile: () => Promise<unknown>) =>
  db.transaction().execute(async (prolonging) => {
    await prolonging
      .updateTable('claims')
      .set({ valid_until: new Date(Date.now() + 60_000) })
      .where('task_key', '=', taskKey)
      .execute();
    const written = recordIntent(db, claim, intent(1));
    await untilWaiting();
    await meanwhile();
    return { written };
  });
const untilWaiting = () =>
  eventually(
    async () => {
      const { rows } = await sql<{ waiting: boolean }>`
        select exists (select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock') as waiting`.execute(db);
      return rows[0]?.waiting === true;
    },
    { what: 'a statement waits for a lock' },
  );
const amend = () =>
  amendTask(db, {
    key: taskKey,
    change: { targetLots: 1 },
    after: 1,
    lot: 1,
    by: 'test',
  });

test.each([
  ['a stop', () => writeStop(db, taskKey)],
  ['an amendment', amend],
  ['a pause', () => writeMode(db, { key: taskKey, mode: 'pause' })],
  ['the end', () => finishTask(db, { key: taskKey, state: 'cancelled', result: null, error: null })],
])('%s that is written while the order waits for a lock makes it void', async (_, meanwhile) => {
  const { written } = await whileItWaits(meanwhile);
  expect(await written).toBe(false);
  expect(await ordersOfTask(db, taskKey)).toEqual([]);
});

test('an amendment that is being written while the order comes is waited for, and makes it void', async () => {
  const { written } = await db.transaction().execute(async (amending) => {
    await sql`select 1 from tasks where key = ${taskKey} for update`.execute(amending);
    const order = recordIntent(db, claim, intent(1));
    await untilWaiting();
    await sql`update tasks set wish_version = 2 where key = ${taskKey}`.execute(amending);
    return { written: order };
  });
  expect(await written).toBe(false);
});

test('what changes only how far the task is, or that its claim is prolonged, holds no order back', async () => {
  const { written } = await whileItWaits(() =>
    recordProgress(db, { key: taskKey, executed: 1, averagePrice: '10' }),
  );
  expect(await written).toBe(true);
});

test("a task's end is told with the prolonging of its claim, and its progress stays as it was then", async () => {
  await finishTask(db, { key: taskKey, state: 'cancelled', result: null, error: null });
  await recordProgress(db, { key: taskKey, executed: 3, averagePrice: '10' });
  expect(await taskByKey(db, taskKey)).toMatchObject({ executed: '0', averagePrice: null });
  expect(await prolongClaims(db, claim.workerId, [taskKey])).toMatchObject([{ wishVersion: 2 }]);
});

test("a former holder's late refusal does not undo what is known to work", async () => {
  await recordIntent(db, claim, intent(1));
  await expire();
  const next = await take();
  await recordIntent(db, next, intent(1));
  await recordOutcome(db, outcome('working', next.epoch));
  await recordOutcome(db, outcome('refused', claim.epoch));
  expect((await ordersOfTask(db, taskKey)).map(({ state }) => state)).toEqual(['working']);
  await recordOutcome(db, outcome('final', claim.epoch));
  expect((await ordersOfTask(db, taskKey)).map(({ state }) => state)).toEqual(['final']);
});

test('a claim is held until it is given up or silent, and one its worker does not know of runs out', async () => {
  const other = randomUUID();
  expect(await acquireClaim(db, { taskKey, workerId: other })).toBeUndefined();
  expect(await prolongClaims(db, claim.workerId, [])).toEqual([]);
  expect(await prolongClaims(db, claim.workerId, [taskKey])).toMatchObject([{ taskKey, wishVersion: 1 }]);
  await releaseClaim(db, claim);
  expect(await acquireClaim(db, { taskKey, workerId: other })).toMatchObject({ workerId: other });
});

test('prolonging claims and telling of a worker do not wait for the disk, and what follows on the same connection does', async () => {
  const one = openDatabase(database.url, { poolSize: 1 });
  const setting = async (of: Database) =>
    (await sql<{ is: string }>`select current_setting('synchronous_commit') as is`.execute(of)).rows[0]?.is;
  try {
    // A cluster of tests may not wait at all.
    await sql`set synchronous_commit = on`.execute(one);
    await inTransaction(one, async (transaction) => {
      await prolongClaims(transaction, claim.workerId, [taskKey]);
      expect(await setting(transaction)).toBe('off');
    });
    await inTransaction(one, async (transaction) => {
      await reportWorker(transaction, { id: randomUUID(), brokerLive: true });
      expect(await setting(transaction)).toBe('off');
    });
    await prolongClaims(one, claim.workerId, [taskKey]);
    expect(await setting(one)).toBe('on');
  } finally {
    await one.destroy();
  }
});

test('a connection has the statement that an order waits for parsed once, whatever the order', async () => {
  const one = openDatabase(database.url, { poolSize: 1 });
  try {
    expect(await recordIntent(one, claim, intent(1))).toBe(true);
    for (const number of [1, 2, 3])
      expect(
        await recordIntent(one, claim, intent(number + 1), [outcome('final', claim.epoch, number)]),
      ).toBe(true);
    const { rows } = await sql<{ done: number }>`
      select (generic_plans + custom_plans)::integer as done from pg_prepared_statements
      where statement like '%insert into orders%' order by 1`.execute(one);
    // The first of a task has no order before it whose end would be written with it.
    expect(rows).toEqual([{ done: 1 }, { done: 3 }]);
  } finally {
    await one.destroy();
  }
});

const hedge = (number: number, epoch: string, lots = 5) => {
  const { wishVersion, ...order } = intent(number, { lots });
  return { ...order, taskKey, epoch };
};
const logged = async () =>
  (await ordersOfTask(db, taskKey)).map(({ number, state, lots }) => [number, state, lots]);

test('a hedge is written without a claim, under a halt and after a stop', async () => {
  await expire();
  await writeStop(db, taskKey);
  await writeHalt(db, { by: 'test', reason: null });
  await recordHedge(db, hedge(1, claim.epoch));
  expect(await logged()).toEqual([[1, 'sent', 5]]);
  await liftHalt(db, (await readHalt(db)) ?? { since: new Date() });
});

test('a hedge written late changes nothing of what became of it', async () => {
  await recordHedge(db, hedge(1, claim.epoch));
  await recordOutcome(db, { ...outcome('final', claim.epoch), executedLots: 5 });
  await recordHedge(db, hedge(1, claim.epoch));
  expect(await logged()).toEqual([[1, 'final', 5]]);
  // One that was refused is sent again under its number; two may hedge at once, the most that was sent counts.
  await recordHedge(db, hedge(2, claim.epoch, 3));
  await recordOutcome(db, outcome('refused', claim.epoch, 2));
  await recordHedge(db, hedge(2, claim.epoch, 4));
  await recordHedge(db, hedge(2, claim.epoch, 1));
  expect(await logged()).toEqual([
    [1, 'final', 5],
    [2, 'sent', 4],
  ]);
});

test('a hedge that several write down for the first time at once is written by all of them', async () => {
  for (let number = 1; number <= 50; number += 1)
    await Promise.all([1, 2, 3, 4, 5, 6].map((lots) => recordHedge(db, hedge(number, claim.epoch, lots))));
  expect(await logged()).toEqual(Array.from({ length: 50 }, (_, index) => [index + 1, 'sent', 6]));
});

test('what is unwanted of a task that is to stop is told apart from what is left of a finished one', async () => {
  const of = { mode: 'paper', accountId: 'account' };
  const mine = async () =>
    (await unwantedOrders(db, of)).find(({ clientOrderId }) => clientOrderId === sent.clientOrderId);
  const sent = hedge(1, claim.epoch);
  await recordHedge(db, sent);
  expect(await mine()).toBeUndefined();
  await writeStop(db, taskKey);
  expect(await mine()).toMatchObject({ isOver: true, isFinished: false });
  await finishTask(db, { key: taskKey, state: 'cancelled', result: {}, error: null });
  expect(await mine()).toMatchObject({ isOver: true, isFinished: true });
});

/** All that was written of the task so far, as if it had been then. */
const timePasses = async (interval: string) => {
  await sql`update orders set recorded_at = recorded_at - ${interval}::interval,
    sent_at = sent_at - ${interval}::interval where task_key = ${taskKey}`.execute(db);
};
const unwanted = async () =>
  (await unwantedOrders(db, { mode: 'paper', accountId: 'account' })).filter(
    ({ clientOrderId }) => clientOrderId === first.clientOrderId,
  );
const firstHedge = () => {
  const { wishVersion, ...order } = first;
  return { ...order, taskKey, epoch: claim.epoch };
};

test.each([
  ['an order that was refused', () => recordIntent(db, claim, first), 'refused'],
  ['an order in doubt', () => recordIntent(db, claim, first), 'sent'],
  ['a hedge in doubt', () => recordHedge(db, firstHedge()), 'sent'],
] as const)('%s days ago and is sent again today may work today', async (_, send, state) => {
  await send();
  await recordOutcome(db, { ...outcome('refused', claim.epoch), state });
  await timePasses('3 days');
  const before = await ordersOfTask(db, taskKey);
  await send();
  const [again] = await ordersOfTask(db, taskKey);
  expect(Date.now() - (again?.sentAt.getTime() ?? 0)).toBeLessThan(60_000);
  // What was refused for good never was an order; of what is in doubt the first sending may be the one that exists.
  expect(again?.recordedAt).toEqual(state === 'refused' ? again?.sentAt : before[0]?.recordedAt);
  await writeStop(db, taskKey);
  expect(await unwanted()).toHaveLength(1);
  await timePasses('2 days');
  expect(await unwanted()).toEqual([]);
});

test('a number that was freed after a doubt may be an unwanted order for some minutes, one refused for good never', async () => {
  await recordIntent(db, claim, first);
  await recordOutcome(db, outcome('refused', claim.epoch));
  await writeStop(db, taskKey);
  expect(await unwanted()).toEqual([]);
  await recordOutcome(db, { ...outcome('refused', claim.epoch), doubted: true });
  expect(await unwanted()).toMatchObject([{ number: 1, mayAppear: true }]);
  await sql`update orders set settled_at = settled_at - interval '11 minutes'
    where task_key = ${taskKey}`.execute(db);
  expect(await unwanted()).toEqual([]);
});

test('what may be in the books is what was sent and works, with what of it is left', async () => {
  const accountId = randomUUID();
  const of = { mode: 'paper', accountId };
  const legOf = (number: number) => `leg ${number}`;
  for (const number of [1, 2, 3, 4])
    expect(await recordIntent(db, claim, intent(number, { accountId, leg: legOf(number) }))).toBe(true);
  await recordOutcome(db, { ...outcome('working', claim.epoch, 2), leg: legOf(2), executedLots: 2 });
  await recordOutcome(db, { ...outcome('final', claim.epoch, 3), leg: legOf(3) });
  // It ended with its day, whatever became of it.
  await db
    .updateTable('orders')
    .set({ sent_at: new Date(Date.now() - 2 * 86_400_000) })
    .where('task_key', '=', taskKey)
    .where('number', '=', 4)
    .execute();
  const working = await workingOrders(db, of);
  expect(working.map(({ lots }) => lots).sort()).toEqual([3, 5]);
  expect(working[0]).toMatchObject({ instrumentUid: 'uid', direction: 'buy', price: new Decimal('10.5') });
  expect(working.every(({ placedAt }) => placedAt instanceof Date)).toBe(true);
  expect(await workingOrders(db, { ...of, mode: 'live' })).toEqual([]);
});
