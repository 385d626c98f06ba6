/** Limits in roubles hold stop orders too, in the moment in which each is written down to be sent. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  acquireClaim,
  type Claim,
  type Database,
  insertTask,
  LimitBrokenError,
  migrateToLatest,
  openDatabase,
  planStops,
  recordStopEnds,
  recordStopIntent,
  recordStopOutcome,
  recordStopPlaced,
  type StopEnd,
  stopsOfTask,
  writeSetting,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { SettingKey, Settings } from '../../domain/settings.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const accountId = 'account';
let database: TestDatabase;
let db: Database;
let other: Database;
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

const limit = <Key extends SettingKey>(key: Key, value: Settings[Key]) =>
  writeSetting(db, { key, value, by: 'test' });
beforeEach(async () => {
  for (const key of ['order', 'task', 'instrument', 'day'] as const) await limit(`limits.${key}`, null);
  await limit('limits.openOrders', null);
});

const terms: StopTerms = {
  ...{ instrumentUid: 'uid', ticker: 'SBER', direction: 'buy', lots: 10, kind: 'take-profit', margin: false },
  ...{ stopPrice: '10', child: { type: 'limit', price: '10' }, expiry: { type: 'till-cancel' } },
  priceUnit: 'roubles',
};

/** A task with so many stop orders in each of its rounds, and a claim on it. */
async function ladder(...rounds: number[]): Promise<Claim> {
  const taskKey = randomUUID();
  const wish = { version: 1, mode: 'run', targetLots: 1, limitPrice: null } as const;
  await insertTask(db, {
    ...{ key: taskKey, kind: 'stops', mode: 'paper', accountId, ticker: null, instrumentUid: null },
    ...{ request: {}, wish, amount: 1, requestedBy: 'test' },
  });
  for (const [place, count] of rounds.entries()) {
    const orders = Array.from({ length: count }, () => ({ terms }));
    await planStops(db, { taskKey, accountId, orders, round: place + 1 });
  }
  const claim = await acquireClaim(db, { taskKey, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is held');
  return claim;
}

/** Worth a thousand. What became of the intent: true, false, or the limit that it would have broken. */
const intend = (claim: Claim, number: number, of = db) =>
  recordStopIntent(of, claim, { number, wishVersion: 1, value: new Decimal(1_000) }).catch(
    (error: unknown) => {
      if (error instanceof LimitBrokenError) return error.breach;
      throw error;
    },
  );
async function ended(claim: Claim, number: number, end: StopEnd): Promise<void> {
  const stopOrderId = randomUUID();
  await recordStopPlaced(db, { ...claim, number, stopOrderId });
  await recordStopEnds(db, accountId, new Map([[stopOrderId, end]]));
}

test('one that would break a limit is not written down; those of an instrument, a day and open orders do not hold it', async () => {
  const claim = await ladder(3);
  expect(await intend(claim, 1)).toBe(true);
  await limit('limits.instrument', '1');
  await limit('limits.day', '1');
  await limit('limits.openOrders', 1);
  await limit('limits.order', '999.99');
  expect(await intend(claim, 2)).toEqual({ limit: 'order', value: '999.99', would: '1000' });
  await limit('limits.order', '1000');
  await limit('limits.task', '1999');
  // What was sent before a limit was set counts.
  expect(await intend(claim, 2)).toEqual({ limit: 'task', value: '1999', would: '2000' });
  expect((await stopsOfTask(db, claim.taskKey)).map(({ state }) => state)).toEqual([
    ...['sent', 'planned', 'planned'],
  ]);
  await limit('limits.task', '2000');
  expect(await intend(claim, 2)).toBe(true);
  expect(await intend(claim, 3)).toMatchObject({ limit: 'task', would: '3000' });
});

test('what was refused, cancelled or expired has made room, and an earlier round but for what triggered', async () => {
  await limit('limits.task', '2000');
  const claim = await ladder(5, 3);
  expect(await intend(claim, 1)).toBe(true);
  expect(await intend(claim, 2)).toBe(true);
  const reason = { code: 'broker-refused', data: {} };
  await recordStopOutcome(db, { ...claim, number: 1, outcome: { state: 'refused', reason } });
  await ended(claim, 2, 'cancelled');
  expect(await intend(claim, 3)).toBe(true);
  expect(await intend(claim, 4)).toBe(true);
  await ended(claim, 4, 'executed');
  expect(await intend(claim, 5)).toMatchObject({ limit: 'task', would: '3000' });
  // The third still waits by the log, and its round is over.
  expect(await intend(claim, 6)).toBe(true);
  expect(await intend(claim, 7)).toMatchObject({ limit: 'task', would: '3000' });
});

test('two of one task that are written down at once cannot break a limit together', async () => {
  await limit('limits.task', '1500');
  for (let round = 0; round < 10; round += 1) {
    const claim = await ladder(2);
    const answers = await Promise.all([intend(claim, 1, db), intend(claim, 2, other)]);
    expect(answers).toContain(true);
    expect(answers).toContainEqual({ limit: 'task', value: '1500', would: '2000' });
  }
});
