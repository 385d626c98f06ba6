import type { Update } from 'grammy/types';
import { asTelegram, type BotApiState, type BotMessage } from './bot-api-methods.js';
import { eventually } from './eventually.js';

export type BotApiUser = ReturnType<typeof createBotApiUser>;

/** A person in a private chat with the bot. */
export function createBotApiUser(state: BotApiState, { id, language }: { id: number; language?: string }) {
  const from = {
    id,
    is_bot: false,
    first_name: 'Somebody',
    ...(language !== undefined && { language_code: language }),
  };

  const deliver = (content: object): number => {
    state.lastIds.update += 1;
    const update = { update_id: state.lastIds.update, ...content } as Update;
    state.updates.push(update);
    state.delivered.push(update);
    state.waiting?.wake();
    return update.update_id;
  };
  const received = () => state.messages.filter(({ chatId }) => chatId === id);

  return {
    id,
    /** Everything the bot wrote to this person. */
    received,
    texts: () => received().map(({ text }) => text),
    /** @returns the update's id */
    says(text: string, { chat = { id, type: 'private', first_name: 'Somebody' } as object } = {}): number {
      state.lastIds.message += 1;
      const [command] = /^\/\S+/.exec(text) ?? [];
      return deliver({
        message: {
          message_id: state.lastIds.message,
          date: Math.floor(Date.now() / 1_000),
          from,
          chat,
          text,
          ...(command && { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }),
        },
      });
    },
    /** Presses the button with this label, whether or not the message still shows it. */
    presses(
      message: BotMessage,
      label: string,
      keyboard = message.keyboard,
    ): { updateId: number; answer(): string | null } {
      const button = keyboard?.inline_keyboard.flat().find(({ text }) => text === label);
      if (!button || !('callback_data' in button)) throw new Error(`there is no button ${label}`);
      const pressId = `press-${state.lastIds.update + 1}`;
      state.answeredPresses.set(pressId, null);
      const updateId = deliver({
        callback_query: {
          id: pressId,
          from,
          chat_instance: '1',
          message: asTelegram(message),
          data: button.callback_data,
        },
      });
      return { updateId, answer: () => state.answeredPresses.get(pressId) ?? null };
    },
    blocksTheBot: () => void state.blockedBy.add(id),
    unblocksTheBot: () => void state.blockedBy.delete(id),
    /** Waits for the n-th message to this person (1 is the first). */
    message: (n: number): Promise<BotMessage> =>
      eventually(() => received()[n - 1], { what: `message ${n} to ${id}` }),
  };
}
