import { setTimeout as delay } from 'node:timers/promises';
import type { Broker } from '../broker/broker.js';
import type { Logger } from '../config/index.js';
import { type Database, type Notifications, readRiskConfirmation } from '../database/index.js';
import type { TradedBroker } from './read-only.js';

const RETRY_MS = 500;

/**
 * Knows at every moment whether the risk is confirmed for the account, whichever process was told so: the journal's line
 * of it is announced to all. A confirmation is never taken back, so nothing is read after it.
 */
export function watchRisk({
  db,
  notifications,
  logger,
}: {
  readonly db: Database;
  readonly notifications: Pick<Notifications, 'on' | 'onResync'>;
  readonly logger: Logger;
}) {
  const closing = new AbortController();
  let isConfirmed = false;
  let account: Pick<Broker, 'mode' | 'accountId'> | undefined;

  const look = async () => {
    if (!isConfirmed && account) isConfirmed = (await readRiskConfirmation(db, account)) !== undefined;
  };
  const lookAgain = () =>
    look().catch((err: unknown) => logger.debug({ err }, 'whether the risk is confirmed is not known now'));
  const ends = [notifications.on('journal', lookAgain), notifications.onResync(lookAgain)];

  return {
    /** The broker with what is confirmed of its account; waits for the database as long as that is away. */
    async withRisk(broker: Broker): Promise<TradedBroker> {
      if (broker.mode !== 'live') return broker;
      account = broker;
      while (!closing.signal.aborted) {
        try {
          await look();
          break;
        } catch (err) {
          // Away, or not brought up to date yet.
          logger.debug({ err }, 'whether the risk is confirmed is not known yet, trying again');
          await delay(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
        }
      }
      // Not a copy: what is told by getters stays so.
      return Object.create(broker, { isRiskConfirmed: { get: () => isConfirmed, enumerable: true } });
    },
    close() {
      closing.abort();
      for (const end of ends) end();
    },
  };
}
