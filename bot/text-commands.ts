import { Composer } from 'grammy';
import { type Locale, translate } from '../locales/index.js';
import type { BotContext } from './context.js';
import { reply } from './reply.js';
import { requestKeyOf } from './request-key.js';
import type { Answer } from './requests.js';
import { readCommand } from './words.js';

export interface TextCommandsDependencies {
  /** Carries a command out by its text form; never rejects, a failure is an answer too. */
  readonly ask: (request: {
    readonly command: string;
    readonly words: readonly string[];
    readonly actor: string;
    readonly requestKey: string;
    readonly locale: Locale;
  }) => Promise<Answer>;
  readonly isCommand: (name: string) => boolean;
}

/** Every command by its text form, and a hint for whatever else is written. */
export function textCommands({ ask, isCommand }: TextCommandsDependencies): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx) => {
    const { locale } = ctx;
    const asked = readCommand(ctx.message.text ?? '', ctx.me.username);
    if (!asked) {
      await ctx.reply(translate(locale, 'not-a-command'));
      return;
    }
    // Telegram's own button for a first conversation.
    const command = asked.name === 'start' ? 'help' : asked.name;
    if (!isCommand(command)) {
      await ctx.reply(translate(locale, 'error-unknown-command', { name: `/${asked.name}` }));
      return;
    }
    const answer = await ask({
      command,
      words: asked.words,
      actor: ctx.actor,
      requestKey: requestKeyOf(ctx),
      locale,
    });
    await reply(ctx, answer);
  });
  return composer;
}
