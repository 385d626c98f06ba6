import { Composer } from 'grammy';
import { type Locale, translate } from '../locales/index.js';
import type { BotContext } from './context.js';
import { reply } from './reply.js';
import { requestKeyOf } from './request-key.js';
import type { Answer } from './requests.js';

/** As `reply.ts` writes it. */
const PRESSED = /^(yes|no):([a-z0-9_]+):(\S+)$/;

export interface ConfirmationsDependencies {
  /** Carries out what a token stands for, once; never rejects, a stale token is an answer too. */
  readonly confirm: (request: {
    readonly command: string;
    readonly token: string;
    readonly actor: string;
    readonly requestKey: string;
    readonly locale: Locale;
  }) => Promise<Answer>;
}

/** The Yes and No below a question. The token behind them counts once, for a minute, and for whom it was made. */
export function confirmations({ confirm }: ConfirmationsDependencies): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(PRESSED, async (ctx) => {
    const { locale, actor } = ctx;
    const [, choice, command = '', token = ''] = PRESSED.exec(ctx.callbackQuery.data) ?? [];
    const answer =
      choice === 'yes'
        ? await confirm({ command, token, actor, requestKey: requestKeyOf(ctx), locale })
        : { text: translate(locale, 'confirm-refused') };
    // The buttons are gone after the first press, and a press that comes too late to be answered is no failure.
    await Promise.allSettled([ctx.answerCallbackQuery(), ctx.editMessageReplyMarkup()]);
    await reply(ctx, answer);
  });
  composer.on('callback_query', (ctx) => ctx.answerCallbackQuery());
  return composer;
}
