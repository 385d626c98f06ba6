import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.js';
import type { Logger } from '../config/index.js';
import { connectionOptions, type TemporalSettings, taskQueueOf } from '../tasks/index.js';

export interface TemporalWorkerOptions {
  readonly settings: TemporalSettings & { readonly namespace: string };
  readonly mode: string;
  readonly accountId: string;
  readonly activities: Activities;
  /** Done once connected, before the first task is taken. */
  readonly prepare: () => Promise<void>;
  readonly logger: Logger;
  readonly fail: (error: unknown) => void;
}

const RETRY_MS = 1_000;
/** Waiting for executors is nearly free, so the number of tasks is not bounded here. */
const TASKS_AT_ONCE = 2_000;

/**
 * Connects, as long as it takes, and runs Temporal's worker. The settings are measured: a short sticky queue, because
 * with the default a workflow is deaf for 11 s after its worker dies; no grace at the end, because executors gave up
 * their claims before.
 */
export async function runTemporalWorker({
  settings,
  mode,
  accountId,
  activities,
  prepare,
  logger,
  fail,
}: TemporalWorkerOptions) {
  installRuntime(logger);
  const connection = await connect(settings, logger);
  await prepare();
  const worker = await Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue: taskQueueOf({ mode, accountId }),
    activities,
    // Made by the build, so that a worker is ready at once.
    workflowBundle: { codePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) },
    reuseV8Context: true,
    stickyQueueScheduleToStartTimeout: '300ms',
    maxConcurrentActivityTaskExecutions: TASKS_AT_ONCE,
    maxHeartbeatThrottleInterval: '1500ms',
    // Every open poll of a frozen worker swallows one task until that times out, so there are as few as can be.
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 },
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
    shutdownGraceTime: 0,
    shutdownForceTime: '3s',
  });
  const running = worker.run();
  let ending = false;
  running.catch((error: unknown) => {
    if (!ending) fail(error);
  });
  return {
    async shutdown(): Promise<void> {
      ending = true;
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.catch(() => undefined);
      await connection.close().catch(() => undefined);
    },
  };
}

async function connect(settings: TemporalSettings, logger: Logger): Promise<NativeConnection> {
  for (;;) {
    try {
      return await NativeConnection.connect(connectionOptions(settings));
    } catch (err) {
      logger.warn({ err, address: settings.address }, 'Temporal does not answer yet, trying again');
      await delay(RETRY_MS);
    }
  }
}

function installRuntime(logger: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    // The process has its own orderly end.
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      logger[levels[level]](meta ?? {}, message),
    ),
  });
}
