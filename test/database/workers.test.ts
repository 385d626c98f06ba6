import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type Database,
  liveWorkers,
  migrateToLatest,
  openDatabase,
  removeWorker,
  reportWorker,
} from '../../database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
}, 30_000);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test('whoever tells that it lives is told how many do', async () => {
  const [one, other, silent] = [randomUUID(), randomUUID(), randomUUID()];
  const report = (id: string) => reportWorker(db, { id, brokerLive: true });
  expect(await report(silent)).toBe(1);
  await sql`update workers set seen_at = now() - interval '6 seconds'`.execute(db);
  expect([await report(one), await report(one), await report(other), await report(one)]).toEqual([
    1, 1, 2, 2,
  ]);
  expect((await liveWorkers(db)).map(({ id }) => id).sort()).toEqual([one, other].sort());
  await removeWorker(db, other);
  expect(await report(one)).toBe(1);
});
