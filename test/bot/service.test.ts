import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Answer } from '../../bot/requests.js';
import { startBotService } from '../../bot/service.js';
import {
  appendToJournal,
  type Database,
  listenToNotifications,
  migrateToLatest,
  type Notifications,
  openDatabase,
  readJournal,
} from '../../database/index.js';
import { translate } from '../../locales/index.js';
import { type BotApiServer, startBotApiServer } from '../support/bot-api-server.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const [ANNA, BORIS, STRANGER] = [101, 102, 666];

let database: TestDatabase;
let db: Database;
let notifications: Notifications;
let telegram: BotApiServer;
let logged: string[];
let asked: unknown[];
let answer: Answer;
let service: { stop(): Promise<void> };

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
  telegram = await startBotApiServer();
  [logged, asked, answer] = [[], [], { text: 'the answer' }];
  service = startBotService({
    token: telegram.token,
    client: { apiRoot: telegram.root },
    users: [ANNA, BORIS],
    commands: ['buy', 'tasks', 'help'],
    db,
    notifications,
    logger: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    onRefused: () => undefined,
    isCommand: (name) => ['buy', 'tasks', 'help', 'dump'].includes(name),
    ask: async (request) => {
      asked.push(request);
      return answer;
    },
    confirm: async (request) => {
      asked.push(request);
      return answer;
    },
  });
});
afterEach(async () => {
  await service.stop();
  await telegram.close();
});

describe('the bot', () => {
  test('sends a file as a document, with the mark that spreadsheets know UTF-8 by', async () => {
    const anna = telegram.user({ id: ANNA, language: 'en' });
    answer = { text: '2 rows.', file: { name: 'trademan-positions-2026-11-30.csv', text: 'a,я\r\n1,2\r\n' } };
    anna.says('/tasks csv');
    const { text, document } = await anna.message(1);
    expect(text).toBe('2 rows.');
    expect(document).toEqual({
      name: 'trademan-positions-2026-11-30.csv',
      text: '\ufeffa,я\r\n1,2\r\n',
    });
    expect(telegram.refused()).toBe(0);
  });

  test('puts the answers below the question about a hedge, and carries out the one that is pressed', async () => {
    const anna = telegram.user({ id: ANNA, language: 'en' });
    anna.says('/help');
    await anna.message(1);
    await eventually(async () => (await db.selectFrom('outbox_marks').selectAll().execute()).length > 0, {
      what: 'her place in the journal',
    });
    const data = { ticker: 'SBER', unhedged: '300', price: '313.5', bound: '313.4' };
    const kind = 'hedge-needs-person';
    await appendToJournal(db, [{ taskId: 'spread/7', kind, severity: 'warning', data }]);
    const question = await anna.message(2);
    expect(question.text).toContain('spread/7: The hedge of 300 SBER is not executed');
    const labels = question.keyboard?.inline_keyboard.flat().map(({ text }) => text);
    expect(labels).toEqual(['Keep trying', 'Any price', 'Leave it']);
    const entries = await readJournal(db, { after: 0, taskId: 'spread/7', limit: 10 });
    const number = String(entries.at(-1)?.seq);
    const press = anna.presses(question, 'Any price');
    await eventually(() => press.answer() !== null, { what: 'the answer to the press' });
    expect(asked.at(-1)).toMatchObject({
      ...{ command: 'hedge', words: ['any', 'spread/7', number], actor: 'telegram:101' },
    });
    expect((await anna.message(3)).text).toBe('the answer');
    await appendToJournal(db, [
      { taskId: 'spread/7', kind: 'task-started-again', severity: 'warning', data: {} },
    ]);
    expect((await anna.message(4)).keyboard).toBeUndefined();
  });

  test('sets its menu in Russian and English, Russian for everybody else', async () => {
    await eventually(() => telegram.menus.size === 3, { what: 'the menus' });
    for (const [code, locale] of [
      ['', 'ru'],
      ['ru', 'ru'],
      ['en', 'en'],
    ] as const) {
      const buy = { command: 'buy', description: translate(locale, 'command-buy') };
      expect(telegram.menus.get(code)).toContainEqual(buy);
    }
  });

  test('passes a command on with who asks, in their language', async () => {
    const anna = telegram.user({ id: ANNA, language: 'en' });
    const update = anna.says('/buy SBER 100000');
    await anna.message(1);
    expect(asked).toEqual([
      {
        command: 'buy',
        words: ['SBER', '100000'],
        actor: `telegram:${ANNA}`,
        requestKey: `telegram:${ANNA}:${update}`,
        locale: 'en',
      },
    ]);
    expect(anna.texts()).toEqual(['the answer']);
  });

  test('hints at the help when it does not understand', async () => {
    const anna = telegram.user({ id: ANNA, language: 'ru' });
    anna.says('/rm -rf');
    anna.says('hello');
    await anna.message(2);
    expect(anna.texts()).toEqual([
      translate('ru', 'error-unknown-command', { name: '/rm' }),
      translate('ru', 'not-a-command'),
    ]);
    expect(asked).toEqual([]);
  });

  test('gives a stranger nothing at all, and their id to the log', async () => {
    const stranger = telegram.user({ id: STRANGER });
    const anna = telegram.user({ id: ANNA });
    answer = { text: 'sure?', confirm: { command: 'dump', token: 'single-use' } };
    anna.says('/dump SBER');
    const question = await anna.message(1);
    asked.length = 0;
    stranger.says('/buy SBER 100000');
    const press = stranger.presses(question, translate('ru', 'confirm-yes'));
    anna.says('/tasks', { chat: { id: -5, type: 'group', title: 'a group' } });
    answer = { text: 'the answer' };
    anna.says('/tasks');
    await anna.message(2);
    expect(asked).toMatchObject([{ command: 'tasks', actor: `telegram:${ANNA}` }]);
    expect(press.answer()).toBeNull();
    expect(telegram.messages.every(({ chatId }) => chatId === ANNA)).toBe(true);
    expect(logged.filter((line) => line.includes(`"userId":${STRANGER}`))).toHaveLength(2);
    expect(logged.join('')).not.toContain('SBER');
  });

  test('asks for consent with two buttons, and takes them away when one is pressed', async () => {
    const anna = telegram.user({ id: ANNA, language: 'en' });
    answer = { text: 'sure?', confirm: { command: 'dump', token: 'single-use' } };
    anna.says('/dump SBER');
    const question = await anna.message(1);
    const { keyboard } = question;
    answer = { text: 'started' };
    asked.length = 0;
    const yes = anna.presses(question, 'Yes', keyboard);
    await anna.message(2);
    expect(asked).toMatchObject([
      { command: 'dump', token: 'single-use', requestKey: `telegram:${ANNA}:${yes.updateId}` },
    ]);
    expect(question.keyboard).toBeUndefined();
    expect(yes.answer()).not.toBeNull();
    anna.presses(question, 'No', keyboard);
    await anna.message(3);
    expect(asked).toHaveLength(1);
    expect(anna.texts().slice(1)).toEqual(['started', translate('en', 'confirm-refused')]);
  });

  test('sends an answer again when Telegram stumbles', async () => {
    const anna = telegram.user({ id: ANNA });
    telegram.fault({ method: 'sendMessage', kind: 'refuse', code: 429, retryAfter: 1 });
    anna.says('/tasks');
    await anna.message(1);
    expect(asked).toHaveLength(1);
  });
});
