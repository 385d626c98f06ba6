/** The bot as a process, with everything behind it real; only Telegram's servers are ours. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readSettings } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { SettingKey } from '../../domain/settings.js';
import { translate } from '../../locales/index.js';
import { type BotApiServer, startBotApiServer } from '../support/bot-api-server.js';
import type { BotApiUser } from '../support/bot-api-user.js';
import { eventually } from '../support/eventually.js';
import { startTestProcess, type TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let telegram: BotApiServer;
let bot: TestProcess;
let anna: BotApiUser;
let boris: BotApiUser;
let lot: number;

const startBot = async (): Promise<TestProcess> => {
  const started = startTestProcess('bot', {
    ...system.environment,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_USERS: `${anna.id}, ${boris.id}`,
    TELEGRAM_API_ROOT: telegram.root,
    LOG_LEVEL: 'info',
  });
  await started.ready();
  return started;
};

/** The reports of a halt belong to no task. */
const isOfHalt = (text: string) =>
  /^(Orders are halted|The halt is lifted|Стоп-кран (включён|отпущен)):/.test(text);
/** Nor do those of a setting, or of the cancelling of everything. */
const isOfNoTask = (text: string) =>
  isOfHalt(text) || /^(Setting |Настройка |Everything is |Снимаю всё|Всё снято)/.test(text);
const isAnswer = (text: string) =>
  (!isOfNoTask(text) && !/^(⚠️ )?(sellbuy|nuke)\/\d+: /.test(text)) || text.includes('. running');
const answersTo = (user: BotApiUser) => user.texts().filter(isAnswer);

/** Says something and waits for the answer to it: the next message that is no report. */
async function ask(user: BotApiUser, text: string): Promise<string> {
  const before = answersTo(user).length;
  user.says(text);
  return eventually(() => answersTo(user)[before], { what: `the answer to ${text}` });
}
const settingOf = async (key: SettingKey) => (await readSettings(system.db))[key];
const unfinished = () => system.tasks.list({ unfinished: true });

beforeAll(async () => {
  [system, telegram] = await Promise.all([startSystem(), startBotApiServer()]);
  [anna, boris] = [telegram.user({ id: 101, language: 'en' }), telegram.user({ id: 102, language: 'ru' })];
  ({ lot } = await system.instrument('SBER'));
  [bot] = await Promise.all([startBot(), system.startWorker()]);
}, 60_000);
afterAll(async () => {
  await bot?.stop();
  await telegram?.close();
  await system?.stop();
});
beforeEach(async () => {
  await system.exchange.book('SBER', { bids: [['300', 5_000]], asks: [['300.2', 5_000]] });
  for (const { id } of await unfinished()) await system.tasks.cancel(id, 'test');
  await eventually(async () => (await unfinished()).length === 0, { what: 'no unfinished task' });
});

describe('the chat', () => {
  test('buys for a sum of roubles, and a number of pieces with a limit price', async () => {
    expect(await ask(anna, `/buy SBER ${300 * lot * 3 + 1}`)).toContain(`buy ${3 * lot} SBER`);
    expect(await ask(anna, `/buy ${lot} sber @ 299.5`)).toContain('for no more than 299.5');
    const tasks = await unfinished();
    expect(tasks.map(({ request }) => request)).toMatchObject([
      { direction: 'buy', ticker: 'SBER', amount: lot, limitPrice: '299.5' },
      { direction: 'buy', ticker: 'SBER', amount: 3 * lot, limitPrice: null },
    ]);
    expect(tasks.map(({ requestedBy }) => requestedBy)).toEqual(['telegram:101', 'telegram:101']);
  });

  test('lists tasks, pauses, resumes and stops them', async () => {
    expect(await ask(anna, '/tasks')).toBe(translate('en', 'answer-no-tasks'));
    await ask(anna, `/buy ${lot} SBER`);
    const [task] = await unfinished();
    expect(await ask(anna, '/tasks')).toContain(`${task?.id}: buy ${lot} SBER. running`);
    expect(await ask(anna, `/pause ${task?.id}`)).toBe(`Pausing: ${task?.id}.`);
    await system.untilState(String(task?.id), 'paused');
    expect(await ask(anna, `/resume ${task?.id}`)).toBe(`Going on: ${task?.id}.`);
    expect(await ask(anna, `/amend ${task?.id} ${2 * lot} @ 299.5`)).toMatch(
      new RegExp(`^Changed.\n${task?.id}: buy ${2 * lot} SBER for no more than 299.5`),
    );
    expect(await ask(boris, `/amend ${task?.id} @ любая`)).toMatch(/^Изменено/);
    expect(await ask(anna, `/amend ${task?.id} @ any`)).toMatch(/^Nothing to change/);
    expect(await ask(boris, '/stop')).toBe(`Останавливаю: ${task?.id}.`);
    await system.untilState(String(task?.id), 'cancelled');
    await eventually(() => anna.texts().find((text) => text.startsWith(`${task?.id}: Stopped`)), {
      what: 'the report',
    });
  });

  test('tells what the account holds and what works on it, and sends it as a file', async () => {
    expect(await ask(anna, '/positions')).toMatch(/^RUB .*\.\d\d\s₽\nIn all .*\s₽, not realized 0.00\s₽$/);
    expect(await ask(boris, '/balance')).toMatch(/^Свободно .*\s₽/);
    expect(await ask(anna, '/orders stops NOSUCH')).toMatch(/NOSUCH/);
    expect(await ask(boris, '/orders')).toBe('Ничего не стоит и ничего не ждёт.');
    expect(await ask(anna, '/positions csv')).toBe('1 row.');
    const { document } = anna.received().at(-1) ?? {};
    expect(document?.name).toMatch(/^trademan-positions-\d{4}-\d\d-\d\d\.csv$/);
    expect(document?.text).toMatch(/^\ufeffticker,name,.*\r\nRUB,,currency,/);
  });

  test('keeps the lists of ladders, asks before one is placed, and places it', async () => {
    await ask(anna, '/stops remove GAZP');
    expect(await ask(anna, '/stops list')).toMatch(
      /^White list of \/stops \(\d+\): (?!.*GAZP).*YDEX \(inactive\)/,
    );
    expect(await ask(anna, '/stops add GAZP, nosuch')).toBe(
      'The broker does not list: NOSUCH. Nothing was changed.',
    );
    expect(await ask(anna, '/stops block gazp')).toContain('Black list of /stops (1): GAZP');
    expect(await ask(anna, '/stops levels 15, 120')).toContain('The nearest that works: 15, 99.99');
    expect(await ask(boris, '/stops levels 15')).toMatch(/^\d+ стоп-заяв.* на покупку по \d+ инструмент/);

    expect(await ask(anna, '/nuke SBER 100 000 minutes 5')).toMatch(
      /^4 stop orders to buy in 1 instrument, 0, 1, 5, 7 %/,
    );
    const question = anna.received().at(-1);
    if (!question) throw new Error('there is no question');
    const before = answersTo(anna).length;
    anna.presses(question, 'Yes');
    await eventually(() => answersTo(anna)[before], { what: 'the answer' });
    const placed = await eventually(
      async () => {
        const active = await system.broker.stopOrders.active();
        return active.length === 4 ? active : undefined;
      },
      { what: 'four stop orders at the exchange' },
    );
    expect(placed.every(({ direction, kind }) => direction === 'buy' && kind === 'take-profit')).toBe(true);
    await eventually(async () => (await unfinished()).length === 0, { what: 'the end of the ladder' });
  });

  test('halts at once and says so above everything, refuses to order, and asks before it goes on', async () => {
    await ask(anna, `/buy ${lot} SBER`);
    const [task] = await unfinished();
    const halted = /^Orders are halted since .*, by telegram:101: “strange market”/;
    expect(await ask(anna, '/halt strange market')).toMatch(halted);
    await eventually(() => boris.texts().find((text) => text.startsWith('Стоп-кран включён: ')), {
      what: 'the report to everybody',
    });
    await system.untilState(String(task?.id), 'waiting');
    expect(await ask(anna, '/tasks')).toMatch(halted);
    await eventually(async () => halted.test(await ask(anna, '/health')), { what: 'the halt in /health' });
    expect(await ask(anna, `/buy ${lot} SBER`)).toMatch(halted);
    expect(await ask(anna, '/unhalt')).toContain(`These will place orders again: ${task?.id}.`);
    const question = anna.received().at(-1);
    if (!question) throw new Error('there is no question');
    anna.presses(question, 'Yes');
    await system.untilState(String(task?.id), 'running');
  });

  test('reports the end of a task to everybody, each in the language they write in', async () => {
    await ask(boris, `/buy ${lot} SBER`);
    const [task] = await unfinished();
    await eventually(
      async () => (await system.broker.orders.today()).some(({ status }) => status === 'new'),
      {
        what: 'the order at the exchange',
      },
    );
    await system.exchange.trade('SBER', { side: 'sell', lots: 5_001, price: '300' });
    await system.untilState(String(task?.id), 'done');
    for (const [user, words] of [
      [anna, 'Done. Bought'],
      [boris, 'Готово. Куплено'],
    ] as const) {
      await eventually(() => user.texts().find((text) => text.startsWith(`${task?.id}: ${words}`)), {
        what: `the report to ${user.id}`,
      });
    }
  });

  test('closes a position after a Yes, once however often it is pressed, and only for who was asked', async () => {
    await system.exchange.account({ positions: [{ ticker: 'SBER', amount: 5 * lot }] });
    expect(await ask(anna, '/dump SBER')).toContain(`Sell ${5 * lot} pieces of SBER`);
    const question = anna.received().at(-1);
    if (!question) throw new Error('there is no question');
    const { keyboard } = question;
    expect(await unfinished()).toEqual([]);
    const foreign = boris.presses(question, 'Yes', keyboard);
    await eventually(() => foreign.answer() !== null, { what: 'the answer to the other user' });
    expect(await unfinished()).toEqual([]);
    const presses = [anna.presses(question, 'Yes', keyboard), anna.presses(question, 'Yes', keyboard)];
    await eventually(() => presses.every((press) => press.answer() !== null), { what: 'both presses' });
    expect((await unfinished()).map(({ request }) => request)).toMatchObject([
      { direction: 'sell', amount: 5 * lot },
    ]);
    await eventually(() => anna.texts().includes(translate('en', 'error-confirmation-invalid')), {
      what: 'the answer to the second press',
    });
  });

  test('starts nothing twice when an update comes again, even from before a crash of the bot', async () => {
    const before = answersTo(anna).length;
    const fresh = () => answersTo(anna).slice(before);
    const update = anna.says(`/buy ${lot} SBER`);
    await eventually(() => fresh().length === 1, { what: 'the answer' });
    telegram.redeliver(update);
    await eventually(() => fresh().length === 2, { what: 'the same answer again' });
    await bot.stop('SIGKILL');
    telegram.redeliver(update);
    bot = await startBot();
    await eventually(() => fresh().length === 3, { what: 'the answer after the crash' });
    expect(new Set(fresh()).size).toBe(1);
    expect(await unfinished()).toHaveLength(1);
  });

  test('says in words what is wrong, and shows how it is written', async () => {
    expect(await ask(anna, '/buy SBER')).toContain('/buy SBER 100000');
    expect(await ask(anna, '/buy 100 NOSUCH')).toBe(
      translate('en', 'error-unknown-ticker', { ticker: 'NOSUCH', goneAt: null, nearest: null }),
    );
    expect(await ask(anna, '/sell 1000000 LKOH')).toContain('There is not enough money');
    expect(await ask(anna, '/status sellbuy/999999')).toContain('There is no task sellbuy/999999');
    expect(await unfinished()).toEqual([]);
  });

  test('shows and changes settings, and asks where more could go wrong', async () => {
    expect(await ask(anna, '/settings limits.order')).toMatch(/^limits\.order = none: /);
    expect(await ask(anna, '/settings limits.order 1000000')).toContain('limits.order = 1000000');
    expect(await ask(anna, `/buy ${5_000 * lot} SBER`)).toContain('/settings limits.order');
    await ask(anna, '/settings limits.order default');
    const question = anna.received().at(-1);
    if (!question) throw new Error('there is no question');
    expect(await settingOf('limits.order')).toBe('1000000');
    anna.presses(question, 'Yes');
    await eventually(async () => (await settingOf('limits.order')) === null, { what: 'it is set back' });
    expect(await ask(boris, '/settings stops.levels 0')).toMatch(/^stops\.levels .*Ближайшее/s);
    expect(await unfinished()).toEqual([]);
  });

  test('cancels everything of the account after a Yes, by itself, and reports it to all', async () => {
    const { broker } = system;
    const instrument = await system.instrument('SBER');
    const clientOrderId = randomUUID();
    const price = new Decimal(290);
    await broker.orders.post({
      clientOrderId,
      instrument,
      direction: 'buy',
      lots: 1,
      price,
      timeInForce: 'day',
    });
    const question = await ask(anna, '/cancel');
    expect(question).toContain('Orders: 0 of mine, 1 of others. Stop orders: 2 of mine, 0 of others.');
    expect(question).toContain(`SBER +1 @ 290`);
    const asked = anna.received().at(-1);
    if (!asked) throw new Error('there is no question');
    anna.presses(asked, 'Yes');
    const isTold = (user: BotApiUser, words: RegExp) => user.texts().some((text) => words.test(text));
    await eventually(() => isTold(anna, /^Cancelling everything \(\d+\): /), { what: 'the answer' });
    await eventually(() => isTold(anna, /^Everything is cancelled: 1 order and 2 stop orders\./), {
      what: 'the report',
    });
    await eventually(() => isTold(boris, /^Всё снято: /), { what: 'the report in the other language' });
    expect(await broker.orders.state({ clientOrderId })).toMatchObject({ status: 'cancelled' });
  });

  test('adds a spread, offers to start it by a button, asks before it, and tells what it can be had for', async () => {
    const { positionUid } = await system.instrument('SBER');
    const far = (await system.broker.instruments.ofAsset(positionUid)).filter(
      ({ future }) => future && !future.perpetual,
    )[1]?.ticker;
    await system.exchange.book(String(far), { bids: [['30500', 50]], asks: [['30510', 50]] });
    const added = await ask(anna, `/spread sell 5 ${far} SBER 480,5 slop 3`);
    expect(added).toMatch(
      new RegExp(`^Row \\d+[.] Sell 5 contracts of ${far} and buy SBER, 480.5\u00a0₽ or more\n`),
    );
    const offer = anna.received().at(-1);
    if (!offer) throw new Error('there is no offer');
    const before = answersTo(anna).length;
    anna.presses(offer, 'Start');
    const question = await eventually(() => answersTo(anna)[before], { what: 'the question' });
    expect(question).toMatch(new RegExp(`Sell 5 contracts of ${far}.*\nA short position: ${far}, 5[.]`));
    const asked = anna.received().at(-1);
    if (!asked) throw new Error('there is no question');
    anna.presses(asked, 'No');
    await eventually(() => anna.texts().includes(translate('en', 'confirm-refused')), {
      what: 'the refusal',
    });
    expect(await ask(boris, '/sprices')).toMatch(/Сразу: .*₽ на 5 контрактов/);
    expect(await ask(anna, '/unwind spread/999999 240')).toContain('There is no task spread/999999');
    expect(await ask(anna, '/spread sell 5')).toContain('/spread sell 5 SRH7 SBER 250');
    expect(await unfinished()).toEqual([]);
  });

  test('finds pairs that bring more than a rate, of which a tap puts one into the queue and starts nothing', async () => {
    expect(await ask(anna, '/scan 0')).toMatch(/^More than 0 % a year: \d+ pairs of \d+/);
    const offers = await eventually(
      () => {
        const message = anna.received().at(-1);
        const labels = message?.keyboard?.inline_keyboard.flat().map(({ text }) => text) ?? [];
        return message && labels.length === 10 ? { message, labels } : undefined;
      },
      { what: 'ten offers' },
    );
    const [label = ''] = offers.labels;
    const [, amount, far, near] = /^To the queue: sell (\d+) (\S+) (\S+) [\d.]+$/.exec(label) ?? [];
    const before = answersTo(anna).length;
    anna.presses(offers.message, label);
    const added = await eventually(() => answersTo(anna)[before], { what: 'the row' });
    expect(added).toMatch(new RegExp(`^Row \\d+[.] Sell ${amount} contracts? of ${far} and buy ${near}, `));
    expect(await unfinished()).toEqual([]);
    expect(await ask(boris, '/scan 5000')).toContain('Например: scan 18');
  });

  test('has help and health in the language of who asks', async () => {
    expect(await ask(boris, '/start')).toContain(translate('ru', 'usage-dump'));
    expect(await ask(anna, '/health')).toContain('Everything works (paper exchange)');
  });

  test('answers a stranger nothing, logs their id, and keeps what people write and the token out of the log', async () => {
    const stranger = telegram.user({ id: 666 });
    stranger.says('/stop');
    await eventually(() => bot.output().includes('"userId":666'), { what: 'the id in the log' });
    expect(stranger.received()).toEqual([]);
    await ask(anna, '/tasks');
    expect(bot.output()).not.toMatch(/TEST-token|\/stop|\/tasks/);
  });

  test('stops within two seconds', async () => {
    const startedAt = performance.now();
    await bot.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(bot.child.exitCode).toBe(0);
  });
});
