/** What the chat asks for, carried out over a real database. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createCommandDesk } from '../../bot/command-desk.js';
import type { CommandDependencies } from '../../commands/index.js';
import { type Database, migrateToLatest, openDatabase } from '../../database/index.js';
import { LOCALES, translate } from '../../locales/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

test.each(LOCALES)(
  'what real money risks is told, and kept as agreed to, in the language of who asks: %s',
  async (locale) => {
    const dependencies = {
      db,
      broker: { mode: 'live', accountId: '1' },
      outage: async () => undefined,
    } as unknown as CommandDependencies;
    const { ask } = createCommandDesk({ dependencies, logger: pino({ level: 'silent' }) });
    const actor = 'telegram:1';
    const answer = await ask({ command: 'risk', words: [], actor, requestKey: `risk:${locale}`, locale });
    expect(answer).toMatchObject({ confirm: { command: 'risk' } });
    const text = translate(locale, 'risk-text');
    expect(answer.text).toContain(text);
    const kept = await db.selectFrom('confirmations').select('arguments').execute();
    expect(kept).toContainEqual({ arguments: { args: {}, preview: { mode: 'live', accountId: '1', text } } });
  },
);
