/** A database of one's own whose role may not make extensions: all goes on, and the search is simpler. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type Database,
  migrateToLatest,
  nearestInstruments,
  openDatabase,
  replaceCatalogue,
  searchInstruments,
} from '../../database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listed } from '../support/listed.js';

let database: TestDatabase;
let owner: Database;
let role: string;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.url);
  role = `plain_${new URL(database.url).pathname.slice(1)}`;
  await sql`create role ${sql.ref(role)} login password 'plain'`.execute(owner);
  await sql`grant usage, create on schema public to ${sql.ref(role)}`.execute(owner);
});
afterAll(async () => {
  await sql`drop owned by ${sql.ref(role)}`.execute(owner);
  await sql`drop role ${sql.ref(role)}`.execute(owner);
  await owner.destroy();
  await database.drop();
});

test('it is brought up to date, and what is written or one slip away is found', async () => {
  const url = new URL(database.url);
  url.username = role;
  url.password = 'plain';
  const db = openDatabase(url.href);
  try {
    await migrateToLatest(db);
    const { rows } = await sql`select from pg_extension where extname = 'pg_trgm'`.execute(db);
    expect(rows).toEqual([]);
    const mode = 'paper';
    await replaceCatalogue(db, { mode, listed: [listed({ uid: 'sber', name: 'Сбербанк' })], by: 'test' });
    for (const text of ['сбербанк', 'SBRE', 'ыиук'])
      expect(await searchInstruments(db, { mode, text, limit: 3 })).toHaveLength(1);
    expect(await searchInstruments(db, { mode, text: 'сбербнк', limit: 3 })).toEqual([]);
    expect(await nearestInstruments(db, { mode, text: 'SBRE', limit: 3 })).toHaveLength(1);
    expect(await nearestInstruments(db, { mode, text: 'QQQQQQ', limit: 3 })).toEqual([]);
  } finally {
    await db.destroy();
  }
});
