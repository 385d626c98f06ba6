import { Client } from '@temporalio/client';
import { type Broker, connectBroker } from '../broker/index.js';
import { type Config, type Logger, StartError } from '../config/index.js';
import {
  listenToNotifications,
  migrateToLatest,
  type Notifications,
  openDatabase,
} from '../database/index.js';
import { connectTemporal, createTaskService } from '../tasks/index.js';
import { createHealthCheck } from './check-health.js';
import type { CommandDependencies } from './define-command.js';
import { BrokerAwayError } from './errors.js';

export interface Connections {
  readonly dependencies: CommandDependencies;
  readonly notifications: Notifications;
  close(): Promise<void>;
}

/**
 * Connects a process that takes commands (the API, the bot) to everything they need. The broker and Temporal may be
 * away: both are tried for as long as it takes, and what needs them says so meanwhile.
 */
export async function connectDependencies(
  { config, logger, fail }: { config: Config; logger: Logger; fail: (error: unknown) => void },
  commandNames: readonly string[],
): Promise<Connections> {
  if (!config.databaseUrl) throw new StartError('DATABASE_URL must be set for a process that runs alone');
  const db = openDatabase(config.databaseUrl, {
    onError: (err) => logger.warn({ err }, 'a database connection broke'),
  });
  await migrateToLatest(db);
  const notifications = await listenToNotifications(config.databaseUrl, ['journal'], (err) =>
    logger.warn({ err }, 'the listening database connection broke'),
  );
  const address = config.temporal.address ?? `127.0.0.1:${config.temporal.port}`;
  const connection = connectTemporal({ ...config.temporal, address });
  const client = new Client({ connection, namespace: config.temporal.namespace });

  const ending = new AbortController();
  let broker: Broker | undefined;
  const connecting = connectBroker({ ...brokerSettings(config), logger, signal: ending.signal }).then(
    async (connected) => {
      if (ending.signal.aborted) await connected.close();
      else broker = connected;
    },
    (error: unknown) => {
      if (!ending.signal.aborted) fail(error);
    },
  );

  const dependencies: CommandDependencies = {
    db,
    get broker() {
      if (!broker) throw new BrokerAwayError();
      return broker;
    },
    tasks: createTaskService({ db, client, mode: config.broker, accountId: () => broker?.accountId, logger }),
    health: createHealthCheck({ mode: config.broker, db, connection, broker: () => broker }),
    commandNames,
  };
  return {
    dependencies,
    notifications,
    async close() {
      ending.abort();
      await connecting;
      await Promise.allSettled([broker?.close(), connection.close(), notifications.close()]);
      await db.destroy();
    },
  };
}

/** The paper exchange takes any token. */
export const brokerSettings = ({ broker: mode, tinvest }: Config) => ({
  mode,
  endpoint: tinvest.endpoint,
  token: tinvest.token ?? 'paper',
  ...(tinvest.readToken !== undefined && { readToken: tinvest.readToken }),
  ...(tinvest.accountId !== undefined && { accountId: tinvest.accountId }),
  ...(tinvest.caFile !== undefined && { caFile: tinvest.caFile }),
});
