import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Api } from 'grammy';
import { pino } from 'pino';
import { type Outbox, reportText, startOutbox } from '../../bot/outbox.js';
import {
  appendToJournal,
  type Database,
  listenToNotifications,
  migrateToLatest,
  type Notifications,
  openDatabase,
} from '../../database/index.js';
import type { JournalEntry } from '../../domain/journal.js';
import { type BotApiServer, startBotApiServer } from '../support/bot-api-server.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const logger = pino({ level: 'silent' });
const [ANNA, BORIS] = [101, 102];

let database: TestDatabase;
let db: Database;
let notifications: Notifications;
let telegram: BotApiServer;
const running: Outbox[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
  notifications = await listenToNotifications(database.url, ['journal'], () => undefined);
});
afterAll(async () => {
  await notifications.close();
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  // Each test's users are new: what the last one sent but did not mark is not theirs.
  await db.deleteFrom('outbox_marks').execute();
  telegram = await startBotApiServer();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((outbox) => outbox.stop()));
  await telegram.close();
});

/** Resolves when every user's place in the journal is known, so that what is written next is news to them. */
async function startOutboxFor(users: readonly number[]): Promise<Outbox> {
  const api = new Api(telegram.token, { apiRoot: telegram.root });
  const outbox = startOutbox({ db, notifications, api, users, localeOf: () => 'en', logger });
  running.push(outbox);
  await eventually(
    async () => {
      const marks = await db.selectFrom('outbox_marks').select('consumer').execute();
      return users.every((user) => marks.some(({ consumer }) => consumer === `telegram:${user}`));
    },
    { what: 'the marks of all users' },
  );
  return outbox;
}

const doubt = (number: number): JournalEntry => ({
  taskId: 'sellbuy/1',
  kind: 'leftover-order',
  severity: 'warning',
  data: { number },
});
const report = (number: number) => reportText('en', doubt(number));

describe('the outbox', () => {
  test('sends reports and warnings in order to every user, and nothing else', async () => {
    await startOutboxFor([ANNA, BORIS]);
    const info: JournalEntry = { ...doubt(99), severity: 'info' };
    await appendToJournal(db, [doubt(1), info, doubt(2)]);
    await appendToJournal(db, [doubt(3)]);
    for (const id of [ANNA, BORIS]) {
      const user = telegram.user({ id });
      await user.message(3);
      expect(user.texts()).toEqual([report(1), report(2), report(3)]);
    }
  });

  test('sends again what was sent but not marked when the bot died, and what came meanwhile', async () => {
    const anna = telegram.user({ id: ANNA });
    const first = await startOutboxFor([ANNA]);
    telegram.fault({ method: 'sendMessage', kind: 'lose-answer' });
    await appendToJournal(db, [doubt(4)]);
    await anna.message(1);
    await first.stop();
    await appendToJournal(db, [doubt(5)]);
    await startOutboxFor([ANNA]);
    await anna.message(3);
    expect(anna.texts()).toEqual([report(4), report(4), report(5)]);
  });

  test('goes on for others when one user blocked the bot, and catches up when they write again', async () => {
    const outbox = await startOutboxFor([ANNA, BORIS]);
    const [anna, boris] = [telegram.user({ id: ANNA }), telegram.user({ id: BORIS })];
    anna.blocksTheBot();
    await appendToJournal(db, [doubt(6)]);
    await appendToJournal(db, [doubt(7)]);
    await boris.message(2);
    await appendToJournal(db, [doubt(8)]);
    await boris.message(3);
    const attempts = telegram.calls.filter(({ payload }) => payload.chat_id === ANNA);
    expect(attempts).toHaveLength(1);
    anna.unblocksTheBot();
    outbox.retryNow(ANNA);
    await anna.message(3);
    expect(anna.texts()).toEqual([report(6), report(7), report(8)]);
  });

  test('loses nothing while Telegram is away', async () => {
    await startOutboxFor([ANNA]);
    const anna = telegram.user({ id: ANNA });
    telegram.fault({ method: '*', kind: 'cut', count: 1 });
    telegram.fault({ method: '*', kind: 'refuse', code: 429, retryAfter: 1 });
    await appendToJournal(db, [doubt(9), doubt(10)]);
    await anna.message(2);
    expect(anna.texts()).toEqual([report(9), report(10)]);
  });

  test('stops at once while it waits to try again', async () => {
    const outbox = await startOutboxFor([ANNA]);
    telegram.fault({ method: '*', kind: 'refuse', code: 500, count: 1_000 });
    await appendToJournal(db, [doubt(11)]);
    await eventually(() => telegram.refused() > 0, { what: 'a refused call' });
    const startedAt = performance.now();
    await outbox.stop();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
