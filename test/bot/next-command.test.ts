/** Commands that are offered below an answer: a button each, and one that was pressed leaves the others. */
import { expect, test } from '@jest/globals';
import { type Api, Context } from 'grammy';
import type { InlineKeyboardMarkup, Update, UserFromGetMe } from 'grammy/types';
import type { BotContext } from '../../bot/context.js';
import { nextCommands } from '../../bot/next-command.js';
import { reply } from '../../bot/reply.js';

const offers = ['stops/1', 'nuke/2'].map((id) => ({ command: 'remove', words: [id] }));

const keyboardOf = async (next: typeof offers): Promise<InlineKeyboardMarkup['inline_keyboard']> => {
  let keyboard: InlineKeyboardMarkup | undefined;
  const send = async (_: string, other?: { reply_markup?: unknown }) => {
    keyboard = other?.reply_markup as InlineKeyboardMarkup | undefined;
    return {} as never;
  };
  const replyWithDocument = async () => ({}) as never;
  await reply({ locale: 'en', reply: send, replyWithDocument }, { text: 'Stopping.', next });
  return (keyboard?.inline_keyboard ?? []).filter((row) => row.length > 0);
};

test('one offer needs no name, of several each has the task in it; without any there is no button', async () => {
  expect(await keyboardOf([])).toEqual([]);
  expect(await keyboardOf(offers.slice(0, 1))).toEqual([
    [{ text: 'Remove them', callback_data: 'do:remove:stops/1' }],
  ]);
  expect(await keyboardOf(offers)).toEqual([
    [{ text: 'Remove those of stops/1', callback_data: 'do:remove:stops/1' }],
    [{ text: 'Remove those of nuke/2', callback_data: 'do:remove:nuke/2' }],
  ]);
});

test('one that is longer than Telegram lets a button be has none, and leaves the others theirs', async () => {
  // With `do:spread:` before them: 64 bytes, and one more.
  const words = ['sell', '1', 'SRH7', 'SBER', `-${'1'.repeat(36)}`];
  const longer = [...words.slice(0, -1), `${words.at(-1)}2`];
  const keyboard = await keyboardOf([longer, words].map((each) => ({ command: 'spread', words: each })));
  expect(keyboard.flat().map((each) => 'callback_data' in each && each.callback_data)).toEqual([
    `do:spread:${words.join(' ')}`,
  ]);
  expect(await keyboardOf([{ command: 'spread', words: longer }])).toEqual([]);
});

test('a button that was pressed is gone, the others stay', async () => {
  const keyboard = await keyboardOf(offers);
  const edited: unknown[] = [];
  const asked: unknown[] = [];
  const api = {
    answerCallbackQuery: async () => true,
    sendMessage: async () => ({}),
    editMessageReplyMarkup: async (_chat: number, _message: number, other: object) => {
      edited.push(other);
      return true;
    },
  } as unknown as Api;
  const press = async (data: string, inline_keyboard: typeof keyboard) => {
    const update = {
      update_id: 1,
      callback_query: {
        ...{ id: '1', from: { id: 1, is_bot: false, first_name: 'A' }, chat_instance: '1', data },
        message: {
          ...{ message_id: 7, date: 1, text: 'Stopping.', reply_markup: { inline_keyboard } },
          chat: { id: 1, type: 'private', first_name: 'A' },
        },
      },
    } as Update;
    const ctx = Object.assign(new Context(update, api, {} as UserFromGetMe), {
      locale: 'en' as const,
      actor: 'telegram:1',
    }) as BotContext;
    const composer = nextCommands({
      ask: async ({ command, words }) => {
        asked.push([command, ...words]);
        return { text: 'asked' };
      },
    });
    await composer.middleware()(ctx, async () => undefined);
  };
  await press('do:remove:stops/1', keyboard);
  expect(edited).toMatchObject([{ reply_markup: { inline_keyboard: keyboard.slice(1) } }]);
  await press('do:remove:nuke/2', keyboard.slice(1));
  expect(edited[1]).not.toHaveProperty('reply_markup');
  expect(asked).toEqual([
    ['remove', 'stops/1'],
    ['remove', 'nuke/2'],
  ]);
});
