/**
 * Workflows of spreads on a real Temporal server with a real database; only the executor is the test's own: it says what
 * an executor would have come to, when the test wants it.
 */
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import { migrateToLatest, openDatabase, readJournal, type TaskRow } from '../../database/index.js';
import { SPREAD_DEFAULTS, type SpreadFigures, type SpreadRequest } from '../../domain/spread/terms.js';
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
import { createTestNamespace } from '../support/temporal.js';
import { bundleOf } from './bundle.js';

const SILENT = { info: () => undefined, warn: () => undefined };
const OF_ACCOUNT = { mode: 'paper', accountId: 'account' };

export const REQUEST: SpreadRequest = {
  sell: true,
  ticker: 'SRH7',
  instrumentUid: 'far',
  lot: 1,
  nearTicker: 'SBER',
  nearInstrumentUid: 'near',
  nearLot: 10,
  amount: 5,
  limitPrice: '250',
  ratio: '100',
  options: SPREAD_DEFAULTS,
  margin: true,
};

/** What so many far contracts at one price each come to. */
export const figuresOf = (contracts: number, more: Partial<SpreadFigures> = {}): SpreadFigures => ({
  far: { ticker: 'SRH7', executed: contracts, averagePrice: contracts ? '31255' : null, commission: '1.5' },
  near: {
    ticker: 'SBER',
    executed: contracts * 100,
    averagePrice: contracts ? '310' : null,
    commission: '3',
  },
  unhedged: '0',
  longestUnhedgedMs: 1_200,
  largestUnhedged: '100',
  ...more,
});

export type SpreadGround = Awaited<ReturnType<typeof startSpreadGround>>;

export async function startSpreadGround(address: string) {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
  const [database, namespace, workflowBundle] = await Promise.all([
    createTestDatabase(),
    createTestNamespace(address),
    bundleOf('../../workflows/index.ts'),
  ]);
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  const connection = await Connection.connect({ address });
  await prepareNamespace({ connection, namespace, embedded: false, logger: SILENT });
  const client = new Client({ connection, namespace });
  const tasks = createTaskService({
    db,
    client,
    mode: OF_ACCOUNT.mode,
    accountId: () => OF_ACCOUNT.accountId,
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
  const executors = { attach, adopt: () => undefined, giveUpAll: async () => undefined, size: 0 };
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: taskQueueOf(OF_ACCOUNT),
    activities: createActivities({ db, executors }),
    workflowBundle,
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
      await db.destroy();
      await database.drop();
    },
  };
  return ground;
}
