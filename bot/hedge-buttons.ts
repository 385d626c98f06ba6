import { Composer, InlineKeyboard } from 'grammy';
import type { RecordedEntry } from '../database/index.js';
import { type Locale, translate } from '../locales/index.js';
import type { BotContext } from './context.js';
import { requestKeyOf } from './request-key.js';
import type { TextCommandsDependencies } from './text-commands.js';

const CHOICES = ['keep', 'any', 'leave'] as const;

/** Telegram lets a button carry 64 bytes: `hedge:<choice>:<task id>`. */
const PRESSED = /^hedge:(keep|any|leave):(\S+)$/;

/** What a person can answer, below the question about a hedge. */
export function hedgeKeyboard(
  locale: Locale,
  { kind, taskId }: Pick<RecordedEntry, 'kind' | 'taskId'>,
): InlineKeyboard | undefined {
  if (kind !== 'hedge-needs-person' || taskId === null) return undefined;
  return CHOICES.reduce(
    (keyboard, choice) =>
      keyboard.text(translate(locale, `hedge-${choice}`), `hedge:${choice}:${taskId}`).row(),
    new InlineKeyboard(),
  );
}

/** The buttons say what the command `hedge` does; an old one is answered like it: nothing is asked any more. */
export function hedgeButtons({ ask }: Pick<TextCommandsDependencies, 'ask'>): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(PRESSED, async (ctx) => {
    const { locale, actor } = ctx;
    const [, choice = '', task = ''] = PRESSED.exec(ctx.callbackQuery.data) ?? [];
    const words = [choice, task];
    const answer = await ask({ command: 'hedge', words, actor, requestKey: requestKeyOf(ctx), locale });
    await Promise.allSettled([ctx.answerCallbackQuery(), ctx.editMessageReplyMarkup()]);
    await ctx.reply(answer.text);
  });
  return composer;
}
