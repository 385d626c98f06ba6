import type { ApiClientOptions } from 'grammy';
import type { Logger } from '../config/index.js';
import { type Database, type Notifications, watchSettings } from '../database/index.js';
import { type BotDependencies, createBot } from './bot.js';
import { keepTrying } from './keep-trying.js';
import { loggable } from './log-failure.js';
import { setMenu } from './menu.js';
import { startOutbox } from './outbox.js';
import { createLanguages } from './people.js';
import { startPolling } from './polling.js';
import { toLibrarySignal } from './telegram-client.js';

export interface BotServiceDependencies extends Pick<BotDependencies, 'ask' | 'confirm' | 'isCommand'> {
  readonly token: string;
  readonly client: ApiClientOptions;
  /** Numeric ids of who gets answers and reports. */
  readonly users: readonly number[];
  /** Names for the menu, in its order. */
  readonly commands: readonly string[];
  readonly db: Database;
  readonly notifications: Pick<Notifications, 'on' | 'onResync'>;
  readonly logger: Logger;
  /** Telegram refuses the token: the bot will never do anything. */
  readonly onRefused: (error: unknown) => void;
}

/** Answers, buttons, menu and reports, from now on; while Telegram is away all of it waits and goes on by itself. */
export function startBotService(dependencies: BotServiceDependencies): { stop(): Promise<void> } {
  const { token, users, commands, logger, onRefused } = dependencies;
  const stopping = new AbortController();
  const settings = watchSettings(dependencies);
  const languages = createLanguages(() => settings.current()?.language);
  const bot = createBot(token, { ...dependencies, languages, onSeen: (user) => outbox.retryNow(user) });
  const outbox = startOutbox({ ...dependencies, api: bot.api, users, localeOf: languages.of });
  let polling: { stop(): Promise<void> } | undefined;

  const handle = (update: Parameters<typeof bot.handleUpdate>[0]) =>
    bot
      .handleUpdate(update)
      .catch((error: unknown) =>
        logger.error({ ...loggable(error), updateId: update.update_id }, 'an update failed'),
      );

  const start = async () => {
    const { signal } = stopping;
    const abort = toLibrarySignal(signal);
    const me = await keepTrying(() => bot.api.getMe(abort), { signal, logger, what: 'getMe' });
    // A webhook that was once set for this token would keep every update from us.
    await keepTrying(() => bot.api.deleteWebhook({}, abort), { signal, logger, what: 'deleteWebhook' });
    if (!me || signal.aborted) return;
    bot.botInfo = me;
    polling = startPolling({ api: bot.api, handle, logger, onRefused });
    await keepTrying(() => setMenu(bot.api, commands, abort), { signal, logger, what: 'setMyCommands' });
  };
  const starting = start().catch(onRefused);

  return {
    async stop() {
      stopping.abort();
      settings.close();
      await Promise.all([polling?.stop(), outbox.stop()]);
      await starting;
    },
  };
}
