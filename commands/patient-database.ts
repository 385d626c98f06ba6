import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../config/index.js';
import {
  type Channel,
  type Database,
  isDatabaseUnavailable,
  listenToNotifications,
  migrateToLatest,
  type Notifications,
} from '../database/index.js';

export interface PatientDatabaseOptions {
  readonly url: string;
  readonly db: Database;
  readonly channels: readonly Channel[];
  readonly logger: Logger;
  /** Something that waiting does not mend came up later than the start. */
  readonly fail: (error: unknown) => void;
}

const RETRY_MS = 500;

/**
 * Brings the database up to date and listens to it. Away at the start, it is waited for beside everything else: who
 * listens is told to resync once it is there.
 * @throws what waiting does not mend
 */
export async function listenPatiently(options: PatientDatabaseOptions): Promise<Notifications> {
  const { url, db, channels, logger, fail } = options;
  const listeners = new Map<Channel, Set<(payload: string) => void>>(
    channels.map((channel) => [channel, new Set()]),
  );
  const resyncListeners = new Set<() => void>();
  const resync = () => {
    for (const listener of resyncListeners) listener();
  };
  const ending = new AbortController();
  let inner: Notifications | undefined;

  const connect = async () => {
    await migrateToLatest(db);
    inner = await listenToNotifications(url, channels, (err) =>
      logger.warn({ err }, 'the listening database connection broke'),
    );
    for (const [channel, set] of listeners)
      inner.on(channel, (payload) => {
        for (const listener of set) listener(payload);
      });
    inner.onResync(resync);
  };
  const keepTrying = async () => {
    while (!ending.signal.aborted) {
      try {
        await delay(RETRY_MS, undefined, { signal: ending.signal });
        await connect();
        return resync();
      } catch (error) {
        if (ending.signal.aborted) return;
        if (!isDatabaseUnavailable(error)) return fail(error);
      }
    }
  };

  let trying: Promise<void> | undefined;
  try {
    await connect();
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    logger.warn({ err: error }, 'the database does not answer yet, trying again');
    trying = keepTrying();
  }

  return {
    on: (channel, listener) => subscribe(listeners.get(channel) ?? new Set(), listener),
    onResync: (listener) => subscribe(resyncListeners, listener),
    async close() {
      ending.abort();
      await trying;
      await inner?.close();
    },
  };
}

function subscribe<T>(set: Set<T>, listener: T): () => void {
  set.add(listener);
  return () => void set.delete(listener);
}
