import { type ApiClientOptions, Bot } from 'grammy';
import type { Logger } from '../config/index.js';
import { translate } from '../locales/index.js';
import { type ConfirmationsDependencies, confirmations } from './confirmations.js';
import type { BotContext } from './context.js';
import { hedgeButtons } from './hedge-buttons.js';
import { loggable } from './log-failure.js';
import { nextCommands } from './next-command.js';
import { type Languages, people } from './people.js';
import { retryAnswers } from './telegram-client.js';
import { type TextCommandsDependencies, textCommands } from './text-commands.js';

export interface BotDependencies extends TextCommandsDependencies, ConfirmationsDependencies {
  readonly users: readonly number[];
  readonly languages: Languages;
  readonly onSeen: (user: number) => void;
  readonly logger: Logger;
  readonly client?: ApiClientOptions;
}

/** The bot, ready to handle updates: one composer a topic, each behind a boundary of its own. */
export function createBot(token: string, dependencies: BotDependencies): Bot<BotContext> {
  const { logger, client } = dependencies;
  const bot = new Bot<BotContext>(token, client && { client });
  bot.api.config.use(retryAnswers());
  bot.use(people(dependencies));
  for (const [topic, composer] of Object.entries({
    nextCommands: nextCommands(dependencies),
    hedges: hedgeButtons(dependencies),
    confirmations: confirmations(dependencies),
    commands: textCommands(dependencies),
  })) {
    bot
      .errorBoundary(async (error) => {
        logger.error(
          { ...loggable(error), topic, updateId: error.ctx.update.update_id },
          'an update was not answered',
        );
        await error.ctx.reply(translate(error.ctx.locale, 'error-internal')).catch(() => undefined);
      })
      .use(composer);
  }
  return bot;
}
