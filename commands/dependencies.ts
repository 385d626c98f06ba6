import { Client } from '@temporalio/client';
import { AccessDeniedError, type Broker, connectBroker, SelfCheckError } from '../broker/index.js';
import { brokerSettings, type Config, type Logger, StartError, temporalSettings } from '../config/index.js';
import { type Database, type Notifications, onCatalogueChange, openDatabase } from '../database/index.js';
import { cancelWorkflow, connectTemporal, createTaskService } from '../tasks/index.js';
import { carryOutCancels } from './cancel/carry-out-cancels.js';
import { createHealthCheck } from './check-health.js';
import type { CommandDependencies } from './define-command.js';
import { BrokerAwayError } from './errors.js';
import { createOutageView } from './outage.js';
import { listenPatiently } from './patient-database.js';
import type { TradedBroker } from './read-only.js';
import { watchRisk } from './risk-watch.js';
import { withNames } from './search/names.js';
import { withdrawUnwanted } from './withdraw-unwanted.js';

export interface Connections {
  readonly dependencies: CommandDependencies;
  readonly notifications: Notifications;
  close(): Promise<void>;
}

interface ProcessContext {
  /** Which of the processes that take commands it is. */
  readonly process: 'api' | 'bot';
  readonly config: Config;
  readonly logger: Logger;
  readonly fail: (error: unknown) => void;
}

/**
 * Connects a process that takes commands (the API, the bot) to everything they need. The database, the broker and
 * Temporal may be away: all are tried for as long as it takes, and what needs them says so meanwhile.
 */
export async function connectDependencies(
  context: ProcessContext,
  commandNames: readonly string[],
): Promise<Connections> {
  const { config, logger, fail } = context;
  const { databaseUrl: url } = config;
  if (!url) throw new StartError('DATABASE_URL must be set for a process that runs alone');
  const db = openDatabase(url, { onError: (err) => logger.warn({ err }, 'a database connection broke') });
  const notifications = await listenPatiently({
    url,
    db,
    channels: ['journal', 'wish', 'halt', 'settings', 'cancel', 'catalogue'],
    logger,
    fail,
  });
  const connection = connectTemporal(temporalSettings(config));
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const risk = watchRisk({ db, notifications, logger });
  const broker = connectInBackground(context, db, risk.withRisk);

  const health = createHealthCheck({ mode: config.broker, db, connection, broker: broker.current });
  const dependencies: CommandDependencies = {
    db,
    mode: config.broker,
    get broker() {
      const connected = broker.current();
      if (!connected) throw new BrokerAwayError();
      return connected;
    },
    tasks: createTaskService({
      db,
      client,
      mode: config.broker,
      accountId: () => broker.current()?.accountId,
      logger,
    }),
    health,
    outage: createOutageView(health),
    commandNames,
  };
  const withdrawal = withdrawUnwanted({
    db,
    mode: config.broker,
    broker: broker.current,
    notifications,
    logger,
    patienceMs: WITHDRAWAL_PATIENCE_MS[context.process],
  });
  const endCatalogue = onCatalogueChange({ db, notifications, mode: config.broker }, () =>
    broker.current()?.instruments.readAgain(),
  );
  const cancels = carryOutCancels({
    ...{ db, mode: config.broker, broker: broker.current, notifications, logger },
    tellWorkflow: (row) => cancelWorkflow(client, row),
  });
  return {
    dependencies,
    notifications,
    async close() {
      withdrawal.close();
      risk.close();
      endCatalogue();
      await cancels.close();
      await Promise.allSettled([broker.close(), connection.close(), notifications.close()]);
      await db.destroy();
    },
  };
}

/** The API is first; the bot, which may be alone, finds nothing left to do when it looks. */
const WITHDRAWAL_PATIENCE_MS = { api: 1_000, bot: 5_000 } as const;

/** Tries for as long as the broker does not answer; what waiting does not mend ends the process with one sentence. */
function connectInBackground(
  { process, config, logger, fail }: ProcessContext,
  db: Database,
  withRisk: (broker: Broker) => Promise<TradedBroker>,
) {
  const ending = new AbortController();
  let broker: TradedBroker | undefined;
  const connecting = connectBroker({
    ...brokerSettings(config, process),
    logger,
    signal: ending.signal,
  }).then(
    async (connected) => {
      if (ending.signal.aborted) await connected.close();
      else broker = withNames(await withRisk(connected), { db, mode: config.broker, logger });
    },
    (error: unknown) => {
      if (!ending.signal.aborted) fail(inOneSentence(error));
    },
  );
  return {
    current: (): TradedBroker | undefined => broker,
    async close(): Promise<void> {
      ending.abort();
      await connecting;
      await broker?.close();
    },
  };
}

function inOneSentence(error: unknown): unknown {
  if (error instanceof SelfCheckError) return new StartError(error.message);
  if (error instanceof AccessDeniedError)
    return new StartError(
      `the broker does not accept TINVEST_TOKEN: ${error.brokerMessage ?? error.brokerCode ?? error.code}`,
    );
  return error;
}
