/** What a chat is told of a spread that is being carried out, in both languages. */
import { describe, expect, test } from '@jest/globals';
import { outcomeText } from '../../../bot/answers/outcome.js';
import { reportText } from '../../../bot/outbox.js';
import type { TaskRow } from '../../../database/index.js';
import { LOCALES, type Locale } from '../../../locales/index.js';
import { REQUEST } from '../../support/spread-request.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

const END = {
  direction: 'buy',
  ticker: 'SRH7',
  nearTicker: 'SBER',
  amount: 5,
  executed: 2,
  averagePrice: '255.1234567',
  commission: '4.5',
  wantedPrice: '250',
  slippage: '-5.1234567',
  farExecuted: 2,
  farAverage: '31255',
  nearExecuted: 200,
  nearAverage: '310',
  unhedged: '0',
  largestUnhedged: '100',
  longestUnhedged: 1,
};
const NOTHING = {
  ...END,
  executed: 0,
  averagePrice: null,
  slippage: null,
  farExecuted: 0,
  farAverage: null,
  nearExecuted: 0,
  nearAverage: null,
};
const report = (kind: 'task-done' | 'task-cancelled' | 'task-failed', data: object, locale: Locale = 'en') =>
  plain(
    reportText(locale, {
      taskId: 'spread/7',
      severity: 'report',
      kind,
      data: { ...NOTHING, ...data },
    }),
  );

const TASK = {
  ...{
    id: 'spread/7',
    kind: 'spread',
    state: 'waiting',
    waitingFor: 'person',
    ticker: 'SRH7',
    request: REQUEST,
  },
  ...{ executed: '2', amount: '5', averagePrice: '255', error: null, finishedAt: null },
} as unknown as TaskRow;

describe('a report', () => {
  test('tells both legs, the average against the wanted price, commission and what was unhedged', () => {
    expect(report('task-cancelled', END)).toBe(
      'spread/7: Stopped, the order is withdrawn. Bought 2 of 5 contracts SRH7 / SBER, 255.1235 ₽ a contract on average, wanted 250 ₽, 5.123457 ₽ worse. SRH7: 2 at 31 255 ₽; SBER: 200 at 310 ₽. Commission 4.5 ₽. Without a hedge: 1 second at the longest, 100 SBER at the most; now 0.',
    );
  });

  test('tells why it ended, and nothing of prices where nothing was executed', () => {
    expect(report('task-cancelled', { code: 'time-over', until: '2026-12-01T15:30:00.000Z' })).toMatch(
      /^spread\/7: The time is over \(.*18:30.*, Moscow time\)\. Bought 0 of 5 contracts SRH7 \/ SBER\.$/,
    );
    expect(report('task-failed', { ...END, unhedged: '120', code: 'left-unhedged' })).toMatch(
      /^spread\/7: Failed\. Unhedged, as you answered: 120 SBER\. Bought 2 .* now 120\.$/,
    );
  });

  test.each(LOCALES)('leaves nothing open in %s', (locale) => {
    for (const kind of ['task-done', 'task-cancelled', 'task-failed'] as const)
      for (const data of [END, NOTHING, { code: 'left-unhedged' }, { code: 'time-over', until: 'none' }])
        expect(report(kind, data, locale)).not.toMatch(/none|null|undefined|\{/);
  });
});

test('the line of a spread, and what was done after an answer about its hedge', () => {
  const tasks = { kind: 'tasks', tasks: [TASK], halted: null } as const;
  expect(plain(outcomeText({ locale: 'en', command: 'tasks', outcome: tasks }))).toBe(
    'spread/7: sell 5 SRH7 / SBER @ 250. waiting, executed 2 of 5, 255 ₽ on average (it needs your answer)',
  );
  const answer = (choice: string) =>
    outcomeText({
      locale: 'en',
      command: 'hedge',
      outcome: { kind: 'result', result: { task: 'spread/7', choice } },
    });
  expect(answer('any-price')).toBe('spread/7: I hedge at any price.');
  expect(answer('keep-trying')).toContain('I go on trying from the price of now.');
  expect(answer('leave')).toContain('the task ends');
});

test('the line of one that runs and has no order tells why, since when', () => {
  const idle = { reason: 'commission-unknown', of: 'SBER', since: '2026-12-01T07:15:00.000Z' };
  const outcome = {
    kind: 'tasks',
    tasks: [{ ...TASK, state: 'running', waitingFor: null, idle } as TaskRow],
    halted: null,
  } as const;
  expect(plain(outcomeText({ locale: 'en', command: 'status', outcome }))).toMatch(
    /running, .* No order since .*10:15.* \(Moscow time\): the broker does not tell the commission of SBER/,
  );
  expect(plain(outcomeText({ locale: 'ru', command: 'status', outcome }))).toMatch(
    /Заявки нет с .*10:15.* \(московское время\): брокер не сообщает комиссию за SBER/,
  );
});
