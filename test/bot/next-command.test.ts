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

/** Presses buttons below one message, and what came of it, in its order. */
function chat() {
  const events: unknown[] = [];
  const edits: { reply_markup?: InlineKeyboardMarkup }[] = [];
  const keys: string[] = [];
  let updates = 0;
  const api = {
    answerCallbackQuery: async () => true,
    sendMessage: async () => ({}),
    editMessageReplyMarkup: async (_chat: number, _message: number, other: object) => {
      edits.push(other);
      events.push('edited');
      return true;
    },
  } as unknown as Api;
  const composer = nextCommands({
    ask: async ({ command, words, requestKey }) => {
      keys.push(requestKey);
      events.push([command, ...words]);
      return { text: 'asked' };
    },
  });
  const press = async (
    data: string,
    inline_keyboard: Awaited<ReturnType<typeof keyboardOf>>,
    message_id = 7,
  ) => {
    updates += 1;
    const update = {
      update_id: updates,
      callback_query: {
        ...{ id: '1', from: { id: 1, is_bot: false, first_name: 'A' }, chat_instance: '1', data },
        message: {
          ...{ message_id, date: 1, text: 'Stopping.', reply_markup: { inline_keyboard } },
          chat: { id: 1, type: 'private', first_name: 'A' },
        },
      },
    } as Update;
    const ctx = Object.assign(new Context(update, api, {} as UserFromGetMe), {
      locale: 'en' as const,
      actor: 'telegram:1',
    }) as BotContext;
    await composer.middleware()(ctx, async () => undefined);
  };
  return { press, events, edits, keys };
}

test('a button that was pressed is gone before what it asks for is done, the others stay', async () => {
  const keyboard = await keyboardOf(offers);
  const { press, events, edits } = chat();
  await press('do:remove:stops/1', keyboard);
  expect(edits).toMatchObject([{ reply_markup: { inline_keyboard: keyboard.slice(1) } }]);
  await press('do:remove:nuke/2', keyboard.slice(1));
  expect(edits[1]).not.toHaveProperty('reply_markup');
  expect(events).toEqual(['edited', ['remove', 'stops/1'], 'edited', ['remove', 'nuke/2']]);
});

test('however often it is pressed, it is one request; the same words below another message are another one', async () => {
  const keyboard = await keyboardOf(offers);
  const { press, keys } = chat();
  await press('do:remove:stops/1', keyboard);
  await press('do:remove:stops/1', keyboard);
  await press('do:remove:nuke/2', keyboard);
  await press('do:remove:stops/1', keyboard, 8);
  const [first, again, other, elsewhere] = keys;
  expect(again).toBe(first);
  expect(new Set([first, other, elsewhere]).size).toBe(3);
});

test('of two that are pressed in a row the second does not bring the first back', async () => {
  const keyboard = await keyboardOf(offers);
  const { press, edits } = chat();
  await press('do:remove:stops/1', keyboard);
  await press('do:remove:nuke/2', keyboard);
  expect(edits[1]).not.toHaveProperty('reply_markup');
});
