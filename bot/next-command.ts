import { Composer } from 'grammy';
import type { BotContext } from './context.js';
import { reply } from './reply.js';
import { buttonKeyOf } from './request-key.js';
import type { TextCommandsDependencies } from './text-commands.js';

/** As `reply.ts` writes it. */
const PRESSED = /^do:([a-z0-9_]+):(.*)$/;

/** So many messages are remembered whose buttons were pressed. */
const MOST_PRESSED = 100;

/**
 * The button counts as the command written out: who presses it asks for it, and may be asked for consent. It counts once,
 * however often it is pressed, and is gone before what it asks for is done.
 */
export function nextCommands({ ask }: Pick<TextCommandsDependencies, 'ask'>): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const pressed = rememberPressed();
  composer.callbackQuery(PRESSED, async (ctx) => {
    const { locale, actor } = ctx;
    const [, command = '', words = ''] = PRESSED.exec(ctx.callbackQuery.data) ?? [];
    const left = buttonsBut(ctx, pressed(ctx));
    // A press that comes too late to be answered is no failure.
    const told = Promise.allSettled([ctx.answerCallbackQuery(), ctx.editMessageReplyMarkup(left)]);
    const answer = await ask({
      command,
      words: words.split(' '),
      actor,
      requestKey: buttonKeyOf(ctx),
      locale,
    });
    await told;
    await reply(ctx, answer);
  });
  return composer;
}

/** What was pressed below a message: who presses two in a row sends both with the buttons as they were before. */
function rememberPressed() {
  const byMessage = new Map<string, Set<string>>();
  return ({ chat, msg, callbackQuery }: BotContext): ReadonlySet<string> => {
    const message = `${chat?.id} ${msg?.message_id}`;
    const pressed = byMessage.get(message) ?? new Set();
    byMessage.set(message, pressed.add(callbackQuery?.data ?? ''));
    const [oldest] = byMessage.keys();
    if (byMessage.size > MOST_PRESSED && oldest !== undefined) byMessage.delete(oldest);
    return pressed;
  };
}

/** What else is offered stays. */
function buttonsBut({ msg }: Pick<BotContext, 'msg'>, pressed: ReadonlySet<string>) {
  const rows = msg?.reply_markup?.inline_keyboard ?? [];
  const others = rows
    .map((row) => row.filter((each) => !('callback_data' in each) || !pressed.has(each.callback_data)))
    .filter((row) => row.length > 0);
  return others.length > 0 ? { reply_markup: { inline_keyboard: others } } : {};
}
