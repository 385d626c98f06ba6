import { Composer } from 'grammy';
import type { Logger } from '../config/index.js';
import { type Locale, pickLocale } from '../locales/index.js';
import type { BotContext } from './context.js';

/** The language each person was last seen with; Telegram tells it only with what they write. */
export interface Languages {
  of(user: number): Locale;
  learn(user: number, code: string | undefined): Locale;
}

/** @param unsaid the language of who does not say; undefined while it is not known */
export function createLanguages(unsaid: () => Locale | undefined): Languages {
  const known = new Map<number, Locale>();
  return {
    of: (user) => known.get(user) ?? pickLocale(undefined, unsaid()),
    learn(user, code) {
      const locale = pickLocale(code, unsaid());
      // Who does not say is answered in the language that is set, whenever that changes.
      if (code === undefined) return locale;
      known.set(user, locale);
      return locale;
    },
  };
}

export interface PeopleDependencies {
  readonly users: readonly number[];
  readonly languages: Languages;
  readonly logger: Logger;
  /** Called with every allowed user who writes. */
  readonly onSeen: (user: number) => void;
}

/**
 * Lets the allowed users through, in their private chats: in a group others would read the answers. Nobody else
 * gets anything at all; their id is logged, so that an owner can find theirs.
 */
export function people({ users, languages, logger, onSeen }: PeopleDependencies): Composer<BotContext> {
  const allowed = new Set(users);
  const composer = new Composer<BotContext>();
  composer.use(async (ctx, next) => {
    const { from, chat } = ctx;
    if (!from || !allowed.has(from.id)) {
      logger.info({ userId: from?.id }, 'a stranger wrote to the bot; ids in TELEGRAM_USERS get answers');
      return;
    }
    if (chat?.type !== 'private') {
      logger.info({ userId: from.id }, 'the bot answers in private chats only');
      return;
    }
    ctx.actor = `telegram:${from.id}`;
    ctx.locale = languages.learn(from.id, from.language_code);
    onSeen(from.id);
    await next();
  });
  return composer;
}
