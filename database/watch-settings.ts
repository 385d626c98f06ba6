import type { Settings } from '../domain/settings.js';
import type { Database } from './connection.js';
import type { Notifications } from './notifications.js';
import { readSettings } from './settings.js';

const RETRY_MS = 500;

/** The settings as a process knows them: read when it begins, and whenever they are changed. */
export interface SettingsWatch {
  /** Another object after each change; undefined until they were read. */
  current(): Settings | undefined;
  /** Called after each reading. @returns a function that ends it */
  onChange(listener: () => void): () => void;
  close(): void;
}

export function watchSettings({
  db,
  notifications,
  logger,
}: {
  db: Database;
  notifications: Pick<Notifications, 'on' | 'onResync'>;
  logger: { warn(details: object, message: string): void };
}): SettingsWatch {
  const listeners = new Set<() => void>();
  let current: Settings | undefined;
  let closed = false;
  /** One reading after the other: of two at once the older answer could come last. */
  let last: Promise<unknown> = Promise.resolve();

  const read = (): void => {
    last = last.then(async () => {
      if (closed) return;
      try {
        current = await readSettings(db);
        for (const listener of [...listeners]) listener();
      } catch (error) {
        if (closed) return;
        logger.warn({ err: error }, 'the settings could not be read, trying again');
        setTimeout(read, RETRY_MS).unref();
      }
    });
  };
  const endListening = [notifications.on('settings', read), notifications.onResync(read)];
  read();

  return {
    current: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const end of endListening) end();
    },
  };
}
