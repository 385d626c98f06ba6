import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { failureText } from '../../../bot/answers/failure.js';
import { fitting } from '../../../bot/answers/fitting.js';
import { outcomeText, questionText } from '../../../bot/answers/outcome.js';
import { type CommandContext, carryOut, settings } from '../../../commands/index.js';
import { type Database, migrateToLatest, openDatabase } from '../../../database/index.js';
import { LOCALES, type Locale } from '../../../locales/index.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let db: Database;

const command = settings as unknown as Parameters<typeof carryOut>[0]['command'];
/** What the chat answers. */
async function say(words: string, locale: Locale = 'en'): Promise<string> {
  try {
    const args = settings.fromWords?.(words.split(' ').filter((each) => each !== ''));
    const outcome = await carryOut({ command, args }, { db, by: 'telegram:1' } as unknown as CommandContext);
    return outcome.kind === 'confirmation-required'
      ? questionText({ locale, command: 'settings', outcome })
      : outcomeText({ locale, command: 'settings', outcome });
  } catch (error) {
    return failureText({ locale, command: 'settings', error }) ?? String(error);
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

test('all of them fit into one message, in every language', async () => {
  for (const locale of LOCALES) {
    const text = await say('', locale);
    expect(text).toContain('limits.openOrders = ');
    expect(fitting(text)).toBe(text);
  }
});

test('one is shown in full, changed, and set back', async () => {
  expect(await say('stops.sum')).toMatch(
    /^stops\.sum = 300000: .*\nMay be: roubles from .*\nDefault: 300000\n/,
  );
  expect(await say('stops.sum 200 000')).toMatch(/^Set:\nstops\.sum = 200000: /);
  expect(await say('stops.sum')).toMatch(/Default: 300000\. Changed .* by telegram:1\n/);
  expect(await say('stops.levels 30,10')).toContain('stops.levels = 10, 30');
  expect(await say('stops.sum default')).toContain('stops.sum = 300000');
  expect(await say('language ru', 'ru')).toMatch(/^Установлено:\nlanguage = ru/);
});

test('what cannot be is told with what can, and what is riskier is asked about', async () => {
  expect(await say('stops.levels 0, 15')).toMatch(
    /^stops\.levels cannot be “0, 15”\. May be: up to 10 .* The nearest that works: 0\.01, 15$/,
  );
  expect(await say('scan.rows many')).toMatch(/^scan\.rows cannot be “many”\..*500\.$/);
  expect(await say('stop.sum 5')).toContain('There is no setting stop.sum');
  expect(await say('limits.day 1000')).toContain('limits.day = 1000');
  expect(await say('limits.day none')).toMatch(/^More can go wrong .*\nlimits\.day: 1000 → —/);
});
