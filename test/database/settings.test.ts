import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type Database,
  listenToNotifications,
  migrateToLatest,
  openDatabase,
  readJournal,
  readSettings,
  settingsChanged,
  watchSettings,
  writeSetting,
  writeSettings,
} from '../../database/index.js';
import { DEFAULT_SETTINGS } from '../../domain/settings.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let db: Database;

const told = async () =>
  (await readJournal(db, { limit: 1_000 }))
    .filter(({ kind }) => kind === 'setting-changed')
    .map(({ data: { by, setting, was, is } }) => [by, setting, was, is])
    .reverse();

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});
beforeEach(async () => {
  await db.deleteFrom('settings').execute();
  await db.deleteFrom('journal').execute();
});

test('what was never set is the default; what is set stays, and can be set back; the journal tells what it was', async () => {
  expect(await readSettings(db)).toEqual(DEFAULT_SETTINGS);
  await writeSetting(db, { key: 'stops.levels', value: ['10', '20'], by: 'api' });
  await writeSetting(db, { key: 'limits.day', value: '1000000', by: 'telegram:1' });
  expect(await readSettings(db)).toEqual({
    ...DEFAULT_SETTINGS,
    'stops.levels': ['10', '20'],
    'limits.day': '1000000',
  });
  await writeSetting(db, { key: 'stops.levels', value: undefined, by: 'api' });
  await writeSetting(db, { key: 'limits.day', value: null, by: 'api' });
  expect(await readSettings(db)).toEqual(DEFAULT_SETTINGS);
  expect(await told()).toEqual([
    ['api', 'stops.levels', '15, 20, 25', '10, 20'],
    ['telegram:1', 'limits.day', null, '1000000'],
    ['api', 'stops.levels', '10, 20', '15, 20, 25'],
    ['api', 'limits.day', '1000000', null],
  ]);
  expect((await settingsChanged(db)).get('limits.day')).toMatchObject({ by: 'api', at: expect.any(Date) });
});

test('what is that already is neither told nor changed', async () => {
  await writeSetting(db, { key: 'scan.rows', value: 70, by: 'api' });
  expect(await told()).toEqual([]);
  expect(await settingsChanged(db)).toEqual(new Map());
});

test('several are changed together, or none of them', async () => {
  const changes = [
    { key: 'scan.rows', value: 10, by: 'api' },
    { key: 'dscan.rows', value: 11, by: null as unknown as string },
  ] as const;
  await expect(writeSettings(db, changes)).rejects.toThrow('null');
  expect(await readSettings(db)).toEqual(DEFAULT_SETTINGS);
  expect(await told()).toEqual([]);
});

test('of many who change one at once each tells what it was before them, and all of it is announced', async () => {
  let heard = 0;
  const notifications = await listenToNotifications(database.url, ['settings'], () => undefined);
  notifications.on('settings', () => {
    heard += 1;
  });
  const values = [1, 2, 3, 4, 5];
  await Promise.all(values.map((value) => writeSetting(db, { key: 'scan.rows', value, by: 'api' })));
  const lines = await told();
  expect(lines.map(([, , was]) => was)).toEqual(['70', ...lines.slice(0, -1).map(([, , , is]) => is)]);
  await eventually(() => heard === values.length, { what: 'every announcement' });
  await notifications.close();
});

test('who watches them knows each change, also one that was announced while the connection was broken', async () => {
  const notifications = await listenToNotifications(database.url, ['settings'], () => undefined);
  const watch = watchSettings({ db, notifications, logger: { warn() {} } });
  await eventually(() => watch.current()?.language === 'ru', { what: 'the settings are read' });
  const before = watch.current();
  await writeSetting(db, { key: 'language', value: 'en', by: 'api' });
  await eventually(() => watch.current()?.language === 'en', { what: 'the change is heard of' });
  expect(watch.current()).not.toBe(before);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like '%-listen'`.execute(db);
  await writeSetting(db, { key: 'language', value: 'ru', by: 'api' });
  await eventually(() => watch.current()?.language === 'ru', { what: 'the change is read' });
  watch.close();
  await notifications.close();
});
