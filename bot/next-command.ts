import { Composer } from 'grammy';
import type { BotContext } from './context.js';
import { reply } from './reply.js';
import { requestKeyOf } from './request-key.js';
import type { TextCommandsDependencies } from './text-commands.js';

/** As `reply.ts` writes it. */
const PRESSED = /^do:([a-z0-9_]+):(.*)$/;

/** The button counts as the command written out: who presses it asks for it, and may be asked for consent. */
export function nextCommands({ ask }: Pick<TextCommandsDependencies, 'ask'>): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(PRESSED, async (ctx) => {
    const { locale, actor } = ctx;
    const [, command = '', words = ''] = PRESSED.exec(ctx.callbackQuery.data) ?? [];
    const answer = await ask({
      command,
      words: words.split(' '),
      actor,
      requestKey: requestKeyOf(ctx),
      locale,
    });
    // The button is gone after the first press, and a press that comes too late to be answered is no failure.
    await Promise.allSettled([ctx.answerCallbackQuery(), ctx.editMessageReplyMarkup(othersThan(ctx))]);
    await reply(ctx, answer);
  });
  return composer;
}

/** What else is offered stays. */
function othersThan({ callbackQuery, msg }: Pick<BotContext, 'callbackQuery' | 'msg'>) {
  const rows = msg?.reply_markup?.inline_keyboard ?? [];
  const others = rows
    .map((row) =>
      row.filter((each) => !('callback_data' in each) || each.callback_data !== callbackQuery?.data),
    )
    .filter((row) => row.length > 0);
  return others.length > 0 ? { reply_markup: { inline_keyboard: others } } : {};
}
