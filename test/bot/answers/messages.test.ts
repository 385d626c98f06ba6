/** What is agreed to is shown whole: in several messages with the buttons below the last, or it is not asked. */
import { describe, expect, test } from '@jest/globals';
import { ladderQuestionText } from '../../../bot/answers/ladders.js';
import { askedWhole, messagesOf } from '../../../bot/answers/messages.js';
import { reply } from '../../../bot/reply.js';
import type { LadderPreview } from '../../../commands/index.js';
import { LOCALES } from '../../../locales/index.js';

const MOST_OF_TELEGRAM = 4_096;
const CONFIRM = { command: 'shorts', token: 't' };

/** As many as a list may hold. */
const positions = Array.from({ length: 500 }, (_, n) => ({
  ...{ ticker: `TICK${n}`, instrumentUid: `${n}`, amount: 12_345, held: 6_789 },
}));
const shorts: LadderPreview = {
  ...{ ladder: 'shorts', direction: 'sell', orders: 1_500, instruments: 500, levels: ['20', '25', '30'] },
  ...{ sum: '300000', child: 'limit', lifetimeMinutes: 120, renew: false, total: '450000000.00' },
  ...{ needed: null, free: '1000000.00', lacking: null, seconds: 1_740, late: null },
  ...{ skipped: [], standing: [], tickers: positions.map(({ ticker }) => ticker) },
  shorts: {
    positions,
    money: { before: '1000000.00', after: '451000000.00' },
    margin: { before: '0.00', after: '450000000.00' },
    isAtMost: true,
  },
};

describe.each(LOCALES)('in %s', (locale) => {
  test('every short position of the largest list is shown before Yes, money and margin in the first message', async () => {
    const sent: { text: string; asks: boolean }[] = [];
    const text = ladderQuestionText(locale, 'shorts', shorts);
    await reply(
      {
        locale,
        reply: async (message: string, other?: object) => {
          sent.push({ text: message, asks: other !== undefined });
          return {} as never;
        },
        replyWithDocument: async () => ({}) as never,
      },
      askedWhole(locale, text, CONFIRM),
    );
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.map(({ asks }) => asks)).toEqual([...Array(sent.length - 1).fill(false), true]);
    for (const { text: part } of sent) expect(part.length).toBeLessThanOrEqual(MOST_OF_TELEGRAM);
    const all = sent.map(({ text: part }) => part).join(' ');
    for (const { ticker } of positions) expect(all).toMatch(new RegExp(`${ticker} 12.345`));
    expect(sent[0]?.text).toMatch(/451.000.000/);
    expect(sent[0]?.text).toMatch(/450.000.000/);
  });

  test('what nobody would read to its end is not asked, but for the brake', () => {
    const long = 'x '.repeat(100_000);
    expect(askedWhole(locale, long, { ...CONFIRM, command: 'cancel' }).confirm).toBeDefined();
    const asked = askedWhole(locale, long, CONFIRM);
    expect(asked.confirm).toBeUndefined();
    expect(asked.text.length).toBeLessThan(500);
  });
});

test('messages are taken apart between lines, else between words, else anywhere, and nothing is lost', () => {
  expect(messagesOf('short')).toEqual(['short']);
  expect(messagesOf(`${'a'.repeat(3_000)}\n${'b '.repeat(1_000)}`)).toEqual([
    'a'.repeat(3_000),
    'b '.repeat(1_000),
  ]);
  const words = messagesOf('word '.repeat(2_000).trim());
  expect(words.every((each) => /^(word )*word$/.test(each))).toBe(true);
  expect(words.join(' ')).toBe('word '.repeat(2_000).trim());
  expect(messagesOf('x'.repeat(9_000)).join('')).toBe('x'.repeat(9_000));
});
