import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { mustBeFewEnough } from '../../../commands/watching/mind-count.js';
import { type Database, insertTask, migrateToLatest, openDatabase } from '../../../database/index.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

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

const MOST = 500;
const mind = (accountId: string) =>
  mustBeFewEnough({
    db,
    broker: { mode: 'paper', accountId } as Parameters<typeof mustBeFewEnough>[0]['broker'],
  });
const start = (kind: string, accountId: string) =>
  insertTask(db, {
    ...{ key: randomUUID(), kind, mode: 'paper', accountId, ticker: 'SBER', instrumentUid: 'uid' },
    ...{ request: {}, wish: { version: 1, mode: 'run', targetLots: 0, limitPrice: null } },
    ...{ amount: null, requestedBy: 'test' },
  });

test('one more than the most is refused, of one account, until one has ended', async () => {
  const { row } = await start('alert', 'full');
  for (let count = 1; count < MOST; count += 1) await start(count % 2 ? 'alert' : 'watch', 'full');
  await start('sellbuy', 'another');
  await expect(mind('full')).rejects.toMatchObject({ code: 'too-many-watching', data: { most: '500' } });
  await expect(mind('another')).resolves.toBeUndefined();
  await sql`update tasks set finished_at = now() where key = ${row.key}`.execute(db);
  await expect(mind('full')).resolves.toBeUndefined();
});
