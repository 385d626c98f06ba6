/** A confirmation that is asked for only where there is something to consent to. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Type from 'typebox';
import { carryOut } from '../../commands/carry-out.js';
import { type CommandContext, defineCommand } from '../../commands/define-command.js';
import { type Database, migrateToLatest, openDatabase } from '../../database/index.js';
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

/** Consent is needed for risk alone; the answer says what was agreed to. */
const venture = defineCommand({
  name: 'venture',
  arguments: Type.Object({ risk: Type.Boolean() }),
  confirm: 'when-needed',
  preview: async ({ risk }) => (risk ? { risk } : undefined),
  run: async (args, { agreed = null }) => ({ kind: 'result', result: { args, agreed } }),
});
const context = () => ({ db, by: 'test' }) as unknown as CommandContext;

test('what needs no consent is carried out at once', async () => {
  expect(await carryOut({ command: venture as never, args: { risk: false } }, context())).toEqual({
    kind: 'result',
    result: { args: { risk: false }, agreed: null },
  });
});

test('what needs it is asked first, and carried out with what was agreed to', async () => {
  const command = venture as never;
  const question = await carryOut({ command, args: { risk: true } }, context());
  expect(question).toMatchObject({ kind: 'confirmation-required', preview: { risk: true } });
  const confirm = 'token' in question ? question.token : '';
  await expect(carryOut({ command, args: { risk: false }, confirm }, context())).rejects.toMatchObject({
    code: 'confirmation-invalid',
  });
  const again = await carryOut({ command, args: { risk: true } }, context());
  const token = 'token' in again ? again.token : '';
  expect(await carryOut({ command, args: undefined, confirm: token }, context())).toEqual({
    kind: 'result',
    result: { args: { risk: true }, agreed: { risk: true } },
  });
});
