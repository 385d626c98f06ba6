import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, inTransaction, openDatabase } from '../../database/index.js';
import { prepared } from '../../database/prepared.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
}, 30_000);
afterAll(() => database.drop());
beforeEach(() => {
  db = openDatabase(database.url, { poolSize: 1 });
});
afterEach(() => db.destroy());

const twice = async (value: number, of = db) =>
  (await sql<{ is: number }>`${prepared} select 2 * ${value}::integer as is`.execute(of)).rows[0]?.is;
/** What the server knows of our one connection by name, and how often each was done. */
const known = async () =>
  (
    await sql<{ name: string; done: number }>`
      select name, (generic_plans + custom_plans)::integer as done from pg_prepared_statements`.execute(db)
  ).rows;

test('a prepared statement is parsed once and done again with other values', async () => {
  expect([await twice(1), await twice(21)]).toEqual([2, 42]);
  expect(await known()).toMatchObject([{ done: 2 }]);
});

test('on a new connection it is prepared anew', async () => {
  await twice(1);
  const gone = sql`select pg_terminate_backend(pg_backend_pid())`.execute(db);
  await expect(gone).rejects.toThrow('terminating connection');
  // The pool may hand out the old one until it has seen it close.
  const answer = await eventually(() => twice(21).catch(() => undefined), { what: 'a new connection' });
  expect(answer).toBe(42);
  expect(await known()).toMatchObject([{ done: 1 }]);
});

test('in a transaction, which an unknown name would end, it has no name', async () => {
  await inTransaction(db, async (transaction) => expect(await twice(21, transaction)).toBe(42));
  expect(await known()).toEqual([]);
});

test('behind a pooler that gives us a connection without our statements they are done without names from then on', async () => {
  await twice(1);
  await sql`deallocate all`.execute(db);
  expect([await twice(21), await twice(4)]).toEqual([42, 8]);
  expect(await known()).toEqual([]);
});

test('behind a pooler that gives us a connection with the same statement of another client, likewise', async () => {
  await twice(1);
  const [{ name } = { name: '' }] = await known();
  await db.destroy();
  db = openDatabase(database.url, { poolSize: 1 });
  await sql`prepare ${sql.id(name)} as select 1`.execute(db);
  expect([await twice(21), await twice(4)]).toEqual([42, 8]);
  expect(await known()).toMatchObject([{ name, done: 0 }]);
});

test('what fails for another reason fails', async () => {
  await expect(sql`${prepared} select 1 / ${0}::integer`.execute(db)).rejects.toThrow('division by zero');
  expect(await twice(21)).toBe(42);
  expect(await known()).not.toEqual([]);
});
