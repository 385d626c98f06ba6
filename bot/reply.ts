import { InlineKeyboard } from 'grammy';
import { type Locale, translate } from '../locales/index.js';
import type { BotContext } from './context.js';
import type { Answer } from './requests.js';

/** An answer with the buttons below it. Telegram lets a button carry 64 bytes. */
export async function reply(ctx: BotContext, { text, confirm, next }: Answer): Promise<void> {
  const { locale } = ctx;
  const keyboard = confirm ? confirmKeyboard(locale, confirm) : next && nextKeyboard(locale, next);
  await ctx.reply(text, keyboard && { reply_markup: keyboard });
}

/** `yes:<command>:<token>`, and the same with no. */
const confirmKeyboard = (
  locale: Locale,
  { command, token }: NonNullable<Answer['confirm']>,
): InlineKeyboard =>
  new InlineKeyboard()
    .text(translate(locale, 'confirm-yes'), `yes:${command}:${token}`)
    .text(translate(locale, 'confirm-no'), `no:${command}:${token}`);

/** A command that is offered, named by `next-<command>`: `do:<command>:<its words>`. */
const nextKeyboard = (locale: Locale, { command, words }: NonNullable<Answer['next']>): InlineKeyboard =>
  new InlineKeyboard().text(translate(locale, `next-${command}`), `do:${command}:${words.join(' ')}`);
