import { Composer, InlineKeyboard } from 'grammy';
import type { RecordedEntry } from '../database/index.js';
import { type Locale, translate } from '../locales/index.js';
import type { BotContext } from './context.js';
import { requestKeyOf } from './request-key.js';
import type { TextCommandsDependencies } from './text-commands.js';

const CHOICES = ['keep', 'any', 'leave'] as const;

/** Telegram lets a button carry 64 bytes: `hedge:<choice>:<task id>:<number of the question>`; older ones have no number. */
const PRESSED = /^hedge:(keep|any|leave):([^\s:]+)(?::(\d+))?$/;

/** What a person can answer, below the question about a hedge. */
export function hedgeKeyboard(
  locale: Locale,
  { kind, taskId, seq }: Pick<RecordedEntry, 'kind' | 'taskId' | 'seq'>,
): InlineKeyboard | undefined {
  if (kind !== 'hedge-needs-person' || taskId === null) return undefined;
  return CHOICES.reduce(
    (keyboard, choice) =>
      keyboard.text(translate(locale, `hedge-${choice}`), `hedge:${choice}:${taskId}:${seq}`).row(),
    new InlineKeyboard(),
  );
}

/** The buttons say what the command `hedge` does; an old one answers no question but its own. */
export function hedgeButtons({ ask }: Pick<TextCommandsDependencies, 'ask'>): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(PRESSED, async (ctx) => {
    const { locale, actor } = ctx;
    const [, choice = '', task = '', question] = PRESSED.exec(ctx.callbackQuery.data) ?? [];
    const words = [choice, task, ...(question === undefined ? [] : [question])];
    const answer = await ask({ command: 'hedge', words, actor, requestKey: requestKeyOf(ctx), locale });
    await Promise.allSettled([ctx.answerCallbackQuery(), ctx.editMessageReplyMarkup()]);
    await ctx.reply(answer.text);
  });
  return composer;
}
