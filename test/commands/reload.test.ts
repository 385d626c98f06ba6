/** The catalogue is read when a person asks for it, in the process that takes the command. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { outcomeText } from '../../bot/answers/outcome.js';
import { UnavailableError } from '../../broker/errors.js';
import { type CommandContext, type CommandOutcome, commandByName } from '../../commands/index.js';
import { type Database, lastGoodReading, migrateToLatest, openDatabase } from '../../database/index.js';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import { describeError, LOCALES } from '../../locales/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listed, listedFuture } from '../support/listed.js';

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

const reload = commandByName('reload');
let again = 0;
const asked = (answer: readonly ListedInstrument[] | Error, args = {}): Promise<CommandOutcome> => {
  const listing = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const readAgain = () => {
    again += 1;
  };
  const broker = { mode: 'paper', instruments: { listing, readAgain } };
  return reload.run(args, { db, broker, by: 'api' } as unknown as CommandContext);
};
const GOOD = [
  ...['a', 'b', 'c', 'd'].map((uid) => listed({ uid })),
  ...['x', 'y', 'z'].map((uid) => listedFuture(uid)),
];

test('what it came to is told; what is too short is refused with what was wrong, and taken over where a person insists', async () => {
  const outcome = await asked(GOOD);
  expect(outcome).toEqual({
    kind: 'result',
    result: { listed: 7, before: 0, added: 7, changed: 0, gone: 0 },
  });
  for (const locale of LOCALES) expect(outcomeText({ locale, command: 'reload', outcome })).toMatch(/7/);
  expect(await lastGoodReading(db, 'paper')).toMatchObject({ by: 'api', listed: 7 });
  expect(again).toBe(1);

  const short = GOOD.slice(0, 5);
  const refused = await asked(short).catch((error) => error);
  expect(refused).toMatchObject({
    ...{ code: 'catalogue-refused', problem: 'conflict' },
    message: expect.stringMatching(/5 of 7 instruments, future 1 of 3: .*\{"anyway": true\}/),
    data: { listed: '5', before: '7', future: '1/3', share: null },
  });
  for (const locale of LOCALES) {
    expect(describeError(locale, refused.told)).toMatch(/5 .*7; .* 1\/3\..*\/reload anyway/);
  }
  expect(await lastGoodReading(db, 'paper')).toMatchObject({ listed: 7 });
  await expect(asked([], { anyway: true })).rejects.toMatchObject({ code: 'catalogue-refused' });
  expect(await asked(short, { anyway: true })).toMatchObject({ result: { listed: 5, gone: 2 } });
});

test('a broker that does not answer changes nothing', async () => {
  const before = await lastGoodReading(db, 'paper');
  await expect(asked(new UnavailableError({ method: 'Bonds' }))).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect((await lastGoodReading(db, 'paper'))?.at).toEqual(before?.at);
});

test('in the chat: alone or with the one word', () => {
  expect(reload.fromWords?.([])).toEqual({});
  expect(reload.fromWords?.(['Anyway'])).toEqual({ anyway: true });
  expect(() => reload.fromWords?.(['now'])).toThrow(expect.objectContaining({ code: 'usage' }));
});
