import { InlineKeyboard, InputFile } from 'grammy';
import { type Locale, translate } from '../locales/index.js';
import { messagesOf } from './answers/messages.js';
import type { BotContext } from './context.js';
import type { Answer } from './requests.js';

/**
 * An answer, in several messages where one does not hold it, with the buttons below the last: who is asked has got all of
 * the question.
 */
export async function reply(
  ctx: Pick<BotContext, 'locale' | 'reply' | 'replyWithDocument'>,
  { text, confirm, next = [], file }: Answer,
): Promise<void> {
  const { locale } = ctx;
  if (file) {
    await ctx.replyWithDocument(documentOf(file), { caption: text });
    return;
  }
  const keyboard = confirm ? confirmKeyboard(locale, confirm) : nextKeyboard(locale, next);
  const messages = messagesOf(text);
  const last = messages.pop() ?? '';
  for (const message of messages) await ctx.reply(message);
  await ctx.reply(last, keyboard && { reply_markup: keyboard });
}

/** Spreadsheets, where it is opened, take a file without this mark for another alphabet than UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

const documentOf = ({ name, text }: NonNullable<Answer['file']>): InputFile =>
  new InputFile(Buffer.from(BYTE_ORDER_MARK + text), name);

/** `yes:<command>:<token>`, and the same with no. */
const confirmKeyboard = (
  locale: Locale,
  { command, token }: NonNullable<Answer['confirm']>,
): InlineKeyboard =>
  new InlineKeyboard()
    .text(translate(locale, 'confirm-yes'), `yes:${command}:${token}`)
    .text(translate(locale, 'confirm-no'), `no:${command}:${token}`);

const MOST_BYTES = 64;

/**
 * Commands that are offered, each named by `next-<command>`: `do:<command>:<its words>`. One that is too long for a button
 * has none: Telegram would refuse the whole answer.
 */
function nextKeyboard(locale: Locale, next: NonNullable<Answer['next']>): InlineKeyboard | undefined {
  const offered = next
    .map(({ command, words }) => ({ command, said: words.join(' ') }))
    .filter(({ command, said }) => Buffer.byteLength(`do:${command}:${said}`) <= MOST_BYTES);
  if (offered.length === 0) return undefined;
  return offered.reduce((keyboard, { command, said }) => {
    const label = translate(locale, `next-${command}`, { words: said, count: next.length });
    return keyboard.text(label, `do:${command}:${said}`).row();
  }, new InlineKeyboard());
}
