import { describe, expect, test } from '@jest/globals';
import { CompiledQuery } from 'kysely';
import {
  isDatabaseUnavailable,
  isRefusedByDatabase,
  openDatabase,
  pingDatabase,
} from '../../database/index.js';
import { createTestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';

const failureOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('isDatabaseUnavailable', () => {
  test('is true when nobody listens', async () => {
    const db = openDatabase(`postgres://nobody@127.0.0.1:${await freePort()}/nothing`);
    expect(isDatabaseUnavailable(await failureOf(pingDatabase(db)))).toBe(true);
    await db.destroy();
  });

  test('is true when the server ends the connection, and false for a statement that is wrong', async () => {
    const database = await createTestDatabase();
    const db = openDatabase(database.url);
    const wrong = await failureOf(db.selectFrom('tasks').selectAll().execute());
    expect(wrong).toBeInstanceOf(Error);
    expect(isDatabaseUnavailable(wrong)).toBe(false);
    expect(isRefusedByDatabase(wrong)).toBe(true);
    const waiting = failureOf(db.executeQuery(CompiledQuery.raw('select pg_sleep(30)')));
    await database.drop();
    const ended = await waiting;
    expect(isDatabaseUnavailable(ended)).toBe(true);
    expect(isRefusedByDatabase(ended)).toBe(false);
    await db.destroy();
  });

  test.each([
    undefined,
    'text',
    new TypeError('x is undefined'),
    Object.assign(new Error('x'), { code: 'some-code' }),
  ])('is false for %p', (error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
