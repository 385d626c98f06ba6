import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createActivities } from '../activities/index.js';
import { AccessDeniedError, connectBroker, limitationsOf, SelfCheckError } from '../broker/index.js';
import { brokerSettings, type Config, type Logger, StartError, temporalSettings } from '../config/index.js';

import {
  onCatalogueChange,
  openDatabase,
  removeWorker,
  reportWorker,
  unfinishedTasks,
} from '../database/index.js';
import {
  createClaimKeeper,
  createExecutors,
  createExpiryWatch,
  createJournalWriter,
  createReconciliation,
  type ExecutionDependencies,
  tradedUids,
  watchHalt,
  watchWaitingTasks,
} from '../execution/index.js';

import {
  connectTemporal,
  endStrays,
  ensureWorkflows,
  prepareNamespace,
  scheduleRefresh,
  tellHaltLifted,
  tellMarketOpen,
  tellProgress,
  YOUNG_MS,
} from '../tasks/index.js';
import { awaitDatabase } from './await-database.js';
import { keepCatalogue } from './keep-catalogue.js';
import { startLoop } from './loop.js';
import { startReconciling } from './reconciling.js';
import { watchSilentWorkers } from './silent-workers.js';
import { watchTemporal } from './temporal-watch.js';
import { runTemporalWorker } from './temporal-worker.js';

const SWEEP_MS = 60_000;
const REPORT_MS = 1_000;
const EXPIRIES_MS = 3_600_000;

/** Builds the worker; the only place of this process that does. */
export async function startWorker({
  config,
  logger,
  fail,
}: {
  config: Config;
  logger: Logger;
  fail: (error: unknown) => void;
}) {
  if (!config.databaseUrl) throw new StartError('DATABASE_URL must be set for a worker that runs alone');
  const workerId = randomUUID();
  const db = openDatabase(config.databaseUrl, {
    onError: (err) => logger.warn({ err }, 'a database connection broke'),
  });
  const notifications = await awaitDatabase({
    url: config.databaseUrl,
    db,
    channels: ['wish', 'claim', 'claim_free', 'claim_left', 'halt', 'settings', 'catalogue'],
    logger,
  });
  const broker = await connectBroker({ ...brokerSettings(config, 'worker'), logger }).catch(explainRefusal);
  for (const limitation of limitationsOf(broker)) logger.warn(limitation);
  broker.ownOrders.start();

  onCatalogueChange({ db, notifications, mode: broker.mode }, () => broker.instruments.readAgain());

  const settings = temporalSettings(config);
  const connection = connectTemporal(settings);
  const client = new Client({ connection, namespace: settings.namespace });
  const embedded = process.env.TRADEMAN_EMBEDDED_TEMPORAL === '1';

  const journal = createJournalWriter(db, logger);
  const dependencies = { db, broker, journal, logger };
  const claims = createClaimKeeper({ db, notifications, workerId, logger });
  const halt = watchHalt({ db, notifications, logger });
  const executors = createExecutors({
    ...dependencies,
    notifications,
    claims,
    halt,
    tellWorkflow: (taskId, progress) => {
      tellProgress(client, taskId, progress).catch((err: unknown) =>
        logger.debug({ err, task: taskId }, 'Temporal was not told'),
      );
    },
  });

  const catalogueOf = { client, mode: broker.mode, accountId: broker.accountId };
  // A task that another worker leaves is gone on with at once: its instrument is known by then.
  const known = knowInstruments(dependencies);
  const temporal = await runTemporalWorker({
    settings,
    mode: broker.mode,
    accountId: broker.accountId,
    activities: createActivities({
      ...{ db, executors, broker, logger },
      scheduleRefresh: (next) => scheduleRefresh(catalogueOf, next),
    }),
    prepare: () => prepareNamespace({ connection, namespace: settings.namespace, embedded, logger }),
    logger,
    fail,
  });

  await known;
  const reconciliation = createReconciliation(dependencies, { workerId });
  const ofAccount = { db, client, mode: broker.mode, accountId: broker.accountId, logger };
  const sweepTasks = startLoop('sweep of tasks', SWEEP_MS, logger, async () => {
    await ensureWorkflows(ofAccount);
    await endStrays(ofAccount);
  });
  /** Now, and once more when what is young now may be looked after too. */
  const sweepSoon = () => {
    sweepTasks.turnNow();
    setTimeout(sweepTasks.turnNow, YOUNG_MS + REPORT_MS).unref();
  };
  sweepSoon();
  const catalogue = keepCatalogue({ ...ofAccount, broker });
  const loops = [
    catalogue,
    startLoop('report', REPORT_MS, logger, async () =>
      executors.sharedBy(await reportWorker(db, { id: workerId, brokerLive: broker.ownOrders.live })),
    ),
    watchSilentWorkers({ db, executors, of: { ...ofAccount, workerId }, logger }),
    startReconciling({ reconciliation, broker, notifications, logger }),
    startLoop('futures that end soon', EXPIRIES_MS, logger, createExpiryWatch({ db, broker })),
    sweepTasks,
    watchTemporal({ connection, logger }, () => {
      sweepSoon();
      catalogue.turnNow();
    }),
    watchWaitingTasks(
      { ...dependencies, halt },
      {
        marketOpen: (taskId) => tellMarketOpen(client, taskId),
        haltLifted: (taskId) => tellHaltLifted(client, taskId),
      },
    ),
  ];

  return async () => {
    for (const loop of loops) loop.close();
    // At once: a task given up while this worker still asks Temporal for work would come back to it.
    await Promise.all([temporal.shutdown(), executors.giveUpAll()]);
    claims.close();
    halt.close();
    await removeWorker(db, workerId).catch(() => undefined);
    await Promise.allSettled([journal.flush(), broker.close(), connection.close(), notifications.close()]);
    await db.destroy();
  };
}

async function knowInstruments({ db, broker, logger }: ExecutionDependencies): Promise<void> {
  try {
    const tasks = await unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId });
    const uids = new Set(tasks.flatMap(tradedUids));
    await Promise.all([...uids].map((uid) => broker.instruments.byUid(uid)));
  } catch (err) {
    logger.info({ err }, 'the instruments of running tasks are not known yet; they are read when needed');
  }
}

/** What waiting does not mend is a sentence for a person. */
function explainRefusal(error: unknown): never {
  if (error instanceof AccessDeniedError)
    throw new StartError(
      `the broker does not accept TINVEST_TOKEN: ${error.brokerMessage ?? error.brokerCode ?? error.code}`,
    );
  if (error instanceof SelfCheckError) throw new StartError(error.message);
  throw error;
}
