import type { Context } from 'grammy';
import type { Locale } from '../locales/index.js';

/** An update of an allowed user, with what answering them needs. */
export interface BotContext extends Context {
  /** Who asks, as tasks and the journal keep it: `telegram:<user id>`. */
  actor: string;
  locale: Locale;
}
