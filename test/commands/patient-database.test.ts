import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { listenPatiently } from '../../commands/patient-database.js';
import { appendToJournal, lastJournalSeq, openDatabase, pingDatabase } from '../../database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let database: TestDatabase;
let proxy: TcpProxy;
let url: string;
const logger = pino({ level: 'silent' });

beforeAll(async () => {
  database = await createTestDatabase();
  const way = new URL(database.url);
  proxy = await startTcpProxy(way.host);
  way.port = String(proxy.port);
  url = way.href;
});
afterAll(async () => {
  await proxy?.close();
  await database?.drop();
});

test('a database that is away at the start is waited for, brought up to date and listened to', async () => {
  proxy.cut();
  const db = openDatabase(url);
  const failures: unknown[] = [];
  const notifications = await listenPatiently({
    url,
    db,
    channels: ['journal'],
    logger,
    fail: (error) => failures.push(error),
  });
  let resynced = 0;
  const heard: string[] = [];
  notifications.onResync(() => {
    resynced += 1;
  });
  const unlisten = notifications.on('journal', (payload) => heard.push(payload));
  await expect(pingDatabase(db)).rejects.toThrow();

  proxy.restore();
  await eventually(() => resynced > 0, { what: 'the database' });
  const entry = {
    taskId: null,
    kind: 'command',
    severity: 'info',
    data: { command: 'help', by: 'test' },
  } as const;
  await appendToJournal(db, [entry]);
  const first = String(await lastJournalSeq(db));
  await eventually(() => heard.includes(first), { what: 'the announcement' });

  unlisten();
  await appendToJournal(db, [entry]);
  await eventually(async () => (await lastJournalSeq(db)) > Number(first), { what: 'the second entry' });
  expect(heard).toEqual([first]);
  expect(failures).toEqual([]);
  await notifications.close();
  await db.destroy();
});

test('it can be given up while it is still away', async () => {
  proxy.cut();
  const db = openDatabase(url);
  const notifications = await listenPatiently({
    url,
    db,
    channels: ['journal'],
    logger,
    fail: () => undefined,
  });
  await notifications.close();
  await db.destroy();
  proxy.restore();
});

test('what waiting does not mend fails the start', async () => {
  const wrong = new URL(url);
  wrong.pathname = '/no_such_database';
  const db = openDatabase(wrong.href);
  await expect(
    listenPatiently({ url: wrong.href, db, channels: ['journal'], logger, fail: () => undefined }),
  ).rejects.toThrow(/no_such_database/);
  await db.destroy();
});
