/**
 * Everything a task needs, for real: the paper exchange, a database, a Temporal namespace, worker processes, and the
 * task service as the API has it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Broker, connectBroker } from '../../broker/index.js';
import {
  type Database,
  migrateToLatest,
  openDatabase,
  readJournal,
  type TaskRow,
} from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { SellbuyRequest } from '../../domain/task.js';
import { type PaperExchange, type PaperExchangeOptions, startPaperExchange } from '../../paper/index.js';
import { createTaskService, type TaskService } from '../../tasks/index.js';
import { createTestDatabase } from './database.js';
import { eventually } from './eventually.js';
import { type PaperControl, paperControl } from './paper-control.js';
import { startTestProcess, type TestProcess } from './processes.js';
import { createTestNamespace, temporalAddress } from './temporal.js';

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface System {
  readonly db: Database;
  readonly client: Client;
  readonly broker: Broker;
  readonly tasks: TaskService;
  readonly exchange: PaperControl;
  readonly paper: () => PaperExchange;
  readonly environment: Readonly<Record<string, string>>;
  /** @param more settings beside or instead of the system's */
  startWorker(more?: Readonly<Record<string, string>>): Promise<TestProcess>;
  instrument(ticker: string): Promise<Instrument>;
  buy(ticker: string, amount: number, more?: Partial<SellbuyRequest>): Promise<TaskRow>;
  untilState(id: string, state: TaskRow['state'], timeoutMs?: number): Promise<TaskRow>;
  journalKinds(id: string): Promise<string[]>;
  /** The exchange goes away like a real one: abruptly, keeping what it had answered. */
  restartPaper(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSystem(
  options: Partial<PaperExchangeOptions> = {},
  {
    temporal = temporalAddress(),
    catalogue = 'just-read',
  }: {
    /** Another server than the run's own, for what happens to a server. */
    temporal?: string;
    /** `none`: the first worker has it read. */
    catalogue?: 'just-read' | 'none';
  } = {},
): Promise<System> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trademan-system-'));
  const paperOptions: PaperExchangeOptions = {
    port: 0,
    controlPort: 0,
    dataDir,
    seed: '1',
    calm: true,
    hours: 'always',
    rateWindowMs: 1_000,
    ...options,
  };
  let paper = await startPaperExchange(paperOptions);
  const [database, namespace] = await Promise.all([createTestDatabase(), createTestNamespace(temporal)]);
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  if (catalogue === 'just-read') await markCatalogueRead(db);
  const connection = await Connection.connect({ address: temporal });
  const client = new Client({ connection, namespace });
  const broker = await connectBroker({
    mode: 'paper',
    endpoint: `localhost:${paper.port}`,
    token: 'test',
    logger: SILENT,
  });
  const tasks = createTaskService({
    db,
    client,
    mode: 'paper',
    accountId: () => broker.accountId,
    logger: SILENT,
  });
  const workers: TestProcess[] = [];
  const environment = {
    BROKER: 'paper',
    TINVEST_TOKEN: 'test',
    TINVEST_ENDPOINT: `localhost:${paper.port}`,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal,
    TEMPORAL_NAMESPACE: namespace,
    DATA_DIR: dataDir,
  };

  const system: System = {
    db,
    client,
    broker,
    tasks,
    exchange: paperControl(paper.controlPort),
    paper: () => paper,
    environment,
    async startWorker(more = {}) {
      const worker = startTestProcess('worker', { ...environment, ...more });
      workers.push(worker);
      await worker.ready();
      return worker;
    },
    async instrument(ticker) {
      const instrument = await broker.instruments.byTicker(ticker);
      if (!instrument) throw new Error(`the paper exchange has no ${ticker}`);
      return instrument;
    },
    async buy(ticker, amount, more = {}) {
      const { uid, lot } = await system.instrument(ticker);
      const request: SellbuyRequest = {
        direction: 'buy',
        ticker,
        instrumentUid: uid,
        lot,
        amount,
        limitPrice: null,
        ...more,
      };
      return tasks.start({
        kind: 'sellbuy',
        request,
        by: 'test',
      });
    },
    untilState: (id, state, timeoutMs = 15_000) =>
      eventually(
        async () => {
          const row = await tasks.get(id);
          if (row.state !== state) throw new Error(`${id} is ${row.state}, executed ${row.executed}`);
          return row;
        },
        { what: `${id} ${state}`, timeoutMs },
      ),
    journalKinds: async (id) =>
      (await readJournal(db, { after: 0, taskId: id, limit: 1_000 })).map(({ kind }) => kind),
    async restartPaper() {
      const { port, controlPort } = paper;
      await paper.close();
      paper = await startPaperExchange({ ...paperOptions, port, controlPort });
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
      await broker.close();
      await connection.close();
      await db.destroy();
      await paper.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return system;
}

/** So that no worker begins with it, beside what a test measures. */
const markCatalogueRead = (db: Database) =>
  db
    .insertInto('catalogue_readings')
    .values({
      ...{ mode: 'paper', requested_by: 'test', refused: false },
      ...{ listed: 0, added: 0, changed: 0, gone: 0 },
    })
    .execute();

/** The start of a worker takes a core for seconds: several at once would be late for each other. */
let starts: Promise<unknown> = Promise.resolve();
const inTurn = <T>(start: () => Promise<T>): Promise<T> => {
  const started = starts.then(start);
  starts = started.catch(() => undefined);
  return started;
};

/** A system with a worker for one story, gone when that is told. */
export async function inOwnSystem(
  story: (system: System, worker: TestProcess) => Promise<void>,
): Promise<void> {
  const system = await startSystem();
  try {
    await story(system, await inTurn(() => system.startWorker()));
  } finally {
    await system.stop();
  }
}
