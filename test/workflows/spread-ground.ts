/**
 * Workflows of spreads on a real Temporal server with a real database; only the executor is the test's own: it says what
 * an executor would have come to, when the test wants it.
 */
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createExecutionActivities } from '../../activities/execution.js';
import { createTaskActivities } from '../../activities/tasks.js';
import { migrateToLatest, openDatabase, readJournal, type TaskRow } from '../../database/index.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import type { Settlement } from '../../domain/task.js';
import {
  createTaskService,
  prepareNamespace,
  taskQueueOf,
  tellMarketOpen,
  tellProgress,
} from '../../tasks/index.js';
import type { TaskProgress, TaskStatus } from '../../workflows/messages.js';
import { createTestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { recordHistory } from '../support/record-history.js';
import { figuresOf, REQUEST } from '../support/spread-request.js';
import type { System } from '../support/system.js';
import { createTestNamespace } from '../support/temporal.js';

const SILENT = { info: () => undefined, warn: () => undefined };

export type SpreadGround = Awaited<ReturnType<typeof startSpreadGround>>;

/** @param around whose database and namespace are used, so that its other processes see the same tasks */
export async function startSpreadGround(address: string, around?: System) {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
  const own = around ? undefined : await ownServers(address);
  const { db, client, namespace, connection, accountId } = own ?? (await serversOf(around, address));
  const ofAccount = { mode: 'paper', accountId };
  await prepareNamespace({ connection, namespace, embedded: false, logger: SILENT });
  const tasks = createTaskService({
    db,
    client,
    mode: ofAccount.mode,
    accountId: () => accountId,
    logger: SILENT,
  });

  interface Waiting {
    /** So many activities have waited for it. */
    attached: number;
    readonly outcome: Promise<Settlement>;
    settle(settlement: Settlement): void;
  }
  const waiting = new Map<string, Waiting>();
  const attach = (taskKey: string): Promise<Settlement> => {
    const known = waiting.get(taskKey);
    if (known) {
      known.attached += 1;
      return known.outcome;
    }
    let settle: (settlement: Settlement) => void = () => undefined;
    const outcome = new Promise<Settlement>((resolve) => {
      settle = resolve;
    });
    waiting.set(taskKey, { attached: 1, settle, outcome });
    return outcome;
  };
  const executors = {
    ...{ attach, adopt: () => undefined, giveUpAll: async () => undefined },
    ...{ sharedBy: () => undefined, size: 0 },
  };
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: taskQueueOf(ofAccount),
    activities: {
      ...createExecutionActivities({ db, executors }),
      ...createTaskActivities({ db }),
    },
    // Made by the build, which every run of the tests begins with.
    workflowBundle: { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) },
    reuseV8Context: true,
    shutdownGraceTime: 0,
  });
  const running = worker.run();

  const ground = {
    db,
    client,
    tasks,
    start: (request: Partial<SpreadRequest> = {}) =>
      tasks.start({ kind: 'spread', request: { ...REQUEST, ...request }, by: 'test' }),
    status: (task: TaskRow) => client.workflow.getHandle(task.id).query<TaskStatus>('status'),
    /** What the task's row says once it is in that state. */
    untilState: (task: TaskRow, state: TaskRow['state'], waitingFor: string | null = null) =>
      eventually(
        async () => {
          const row = await tasks.get(task.id);
          return row.state === state && row.waitingFor === waitingFor ? row : undefined;
        },
        { what: `${task.id} ${state}` },
      ),
    isExecuting: (task: TaskRow) => waiting.has(task.key),
    untilExecuting: (task: TaskRow) =>
      eventually(() => waiting.has(task.key), { what: `${task.id} waits for its executor` }),
    /** Its executor is attached to once more: to take away what is open. */
    untilWithdrawing: (task: TaskRow) =>
      eventually(() => waiting.get(task.key)?.attached === 2, {
        what: `the orders of ${task.id} are withdrawn`,
      }),
    /** Ends the task's executor, which obeyed what its row says now. */
    async settle(task: TaskRow, reason: Settlement['reason'], more: Partial<Settlement> = {}): Promise<void> {
      await ground.untilExecuting(task);
      const { wish } = await tasks.get(task.id);
      const executed = more.executed ?? 0;
      const settlement: Settlement = {
        reason,
        wishVersion: wish.version,
        wish,
        executedLots: executed,
        executed,
        averagePrice: executed ? '255' : null,
        commission: '4.5',
        spread: figuresOf(executed),
        ...more,
      };
      const entry = waiting.get(task.key);
      waiting.delete(task.key);
      entry?.settle(settlement);
    },
    tell: (task: TaskRow, progress: TaskProgress) => tellProgress(client, task.id, progress),
    openMarket: (task: TaskRow) => tellMarketOpen(client, task.id),
    journal: (task: TaskRow) => readJournal(db, { after: 0, taskId: task.id, limit: 1_000 }),
    kinds: async (task: TaskRow) => (await ground.journal(task)).map(({ kind }) => kind),
    /** Waits for the end of its workflow too, and keeps its history. */
    async ended(task: TaskRow, name: string): Promise<TaskRow> {
      const handle = client.workflow.getHandle(task.id);
      await eventually(async () => (await handle.describe()).status.name !== 'RUNNING', {
        what: `the end of the workflow of ${task.id}`,
      });
      await recordHistory(client, { taskId: task.id, name: `spread-${name}` });
      return tasks.get(task.id);
    },
    async stop(): Promise<void> {
      worker.shutdown();
      await running;
      await native.close();
      await connection.close();
      await own?.end();
    },
  };
  return ground;
}

async function ownServers(address: string) {
  const [database, namespace] = await Promise.all([createTestDatabase(), createTestNamespace(address)]);
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const end = async () => {
    await db.destroy();
    await database.drop();
  };
  return { db, client, namespace, connection, accountId: 'account', end };
}

async function serversOf(system: System | undefined, address: string) {
  const namespace = system?.environment.TEMPORAL_NAMESPACE;
  if (!system || namespace === undefined) throw new Error('there is no system');
  const { db, client, broker } = system;
  return {
    db,
    client,
    namespace,
    connection: await Connection.connect({ address }),
    accountId: broker.accountId,
  };
}
