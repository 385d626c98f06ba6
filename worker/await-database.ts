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

const RETRY_MS = 500;

/**
 * Brings the database up to date and listens to it, as long as that takes: a worker that ended instead would be started
 * ever more seldom, and take its tasks up so much later when the database is back.
 * @throws what waiting does not mend
 */
export async function awaitDatabase({
  url,
  db,
  channels,
  logger,
}: {
  url: string;
  db: Database;
  channels: readonly Channel[];
  logger: Logger;
}): Promise<Notifications> {
  for (let isTold = false; ; isTold = true) {
    try {
      await migrateToLatest(db);
      return await listenToNotifications(url, channels, (err) =>
        logger.warn({ err }, 'the listening database connection broke'),
      );
    } catch (err) {
      if (!isDatabaseUnavailable(err)) throw err;
      if (!isTold) logger.warn({ err }, 'the database does not answer yet, trying again');
      await delay(RETRY_MS);
    }
  }
}
