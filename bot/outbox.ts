import type { Api } from 'grammy';
import type { Logger } from '../config/index.js';
import type { Database, Notifications, RecordedEntry } from '../database/index.js';
import { describeEntry, type Locale, translate } from '../locales/index.js';
import { fitting } from './answers/fitting.js';
import { type ChatOutbox, startChatOutbox } from './chat-outbox.js';
import { hedgeKeyboard } from './hedge-buttons.js';
import { toLibrarySignal } from './telegram-client.js';

export interface OutboxDependencies {
  readonly db: Database;
  readonly notifications: Pick<Notifications, 'on' | 'onResync'>;
  readonly api: Api;
  /** Numeric ids; a private chat has the id of its person. */
  readonly users: readonly number[];
  readonly localeOf: (user: number) => Locale;
  readonly logger: Logger;
}

export interface Outbox {
  /** This person has just written: if they were unreachable, they are not any more. */
  retryNow(user: number): void;
  stop(): Promise<void>;
}

/** Ends and warnings of tasks, from the journal to every user; one slow or unreachable person holds nobody up. */
export function startOutbox(dependencies: OutboxDependencies): Outbox {
  const { db, notifications, api, users, localeOf, logger } = dependencies;
  const chats = new Map<number, ChatOutbox>(
    users.map((user) => [
      user,
      startChatOutbox({
        db,
        consumer: `telegram:${user}`,
        logger,
        send: async (entry, signal) => {
          const locale = localeOf(user);
          const keyboard = hedgeKeyboard(locale, entry);
          const more = keyboard && { reply_markup: keyboard };
          await api.sendMessage(user, reportText(locale, entry), more, toLibrarySignal(signal));
        },
      }),
    ]),
  );
  const wakeAll = () => {
    for (const chat of chats.values()) chat.wake();
  };
  const unlisten = [notifications.on('journal', wakeAll), notifications.onResync(wakeAll)];

  return {
    retryNow: (user) => chats.get(user)?.retryNow(),
    async stop() {
      for (const end of unlisten) end();
      await Promise.all([...chats.values()].map((chat) => chat.stop()));
    },
  };
}

/** One report: what it is about first, a warning marked as one. */
export function reportText(
  locale: Locale,
  entry: Pick<RecordedEntry, 'taskId' | 'severity' | 'kind' | 'data'>,
): string {
  const words = describeEntry(locale, entry);
  const about =
    entry.taskId === null ? words : translate(locale, 'report-of-task', { taskId: entry.taskId, words });
  return fitting(
    entry.severity === 'warning' ? translate(locale, 'report-warning', { words: about }) : about,
  );
}
