/** Alerts over the paper exchange and PostgreSQL, carried out in this process by workers that die, stand still and come back. */
import { randomUUID } from 'node:crypto';
import type { Broker } from '../../../broker/index.js';
import {
  acquireClaim,
  type Claim,
  type Database,
  insertTask,
  migrateToLatest,
  openDatabase,
  readJournal,
  type TaskRow,
  taskByKey,
  watchMarks,
  writeStop,
} from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { DEFAULT_SETTINGS } from '../../../domain/settings.js';
import type { TaskRequest, Wish } from '../../../domain/task.js';
import type { AlertRequest } from '../../../domain/watching/requests.js';
import { createJournalWriter } from '../../../execution/index.js';
import type { RunningExecutor, StartWatchingExecutor } from '../../../execution/running-executor.js';
import { type AlertTimes, createAlertExecutor } from '../../../execution/watching/alert-executor.js';
import { SILENT, startPaperBroker } from '../../broker/paper-broker.js';
import { createTestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { mortalProcess } from '../mortal-process.js';

const LOGGER = { ...SILENT, error: () => undefined };
/** A part of the price that is easy to reckon with. */
const COMMISSION = new Decimal('0.001');

export async function openWatchingGround() {
  const paper = await startPaperBroker({ rateWindowMs: 50 });
  const { broker, control, sber } = paper;
  const unwatch = broker.market.watch(sber, () => undefined);
  const database = await createTestDatabase();
  const db = openDatabase(database.url, { onError: () => undefined });
  await migrateToLatest(db);

  const withReadings =
    (start: StartWatchingExecutor): StartWatchingExecutor =>
    (dependencies, options) =>
      start(dependencies, {
        ...options,
        steps: { watch: () => () => undefined },
        rates: () => ({ newest: () => ({ value: COMMISSION }), close: () => undefined }),
        hours: () => ({ newest: () => ({ value: undefined }), close: () => undefined }),
        settings: () => DEFAULT_SETTINGS,
      });

  const begin = async (kind: string, request: TaskRequest): Promise<TaskRow> => {
    const { row } = await insertTask(db, {
      key: randomUUID(),
      kind,
      mode: 'paper',
      accountId: broker.accountId,
      ticker: request.ticker,
      instrumentUid: request.instrumentUid,
      request,
      wish: { version: 1, mode: 'run', targetLots: 0, limitPrice: null },
      amount: null,
      requestedBy: 'test',
    });
    return row;
  };

  return {
    db,
    url: database.url,
    broker,
    sber,
    control,
    begin,
    /** SBER's price, unless a leg is told. */
    alert: (price: string, more: Partial<AlertRequest> = {}): Promise<TaskRow> =>
      begin('alert', {
        ...{ ticker: 'SBER', instrumentUid: sber.uid, lot: 1, amount: null, limitPrice: null, price },
        ...{ once: false, against: null, againstUid: null, ratio: null, ...more },
      } as AlertRequest),
    /** Others stand there, and who watches SBER has heard of it. */
    book: async (bid: string, ask: string, leg: Instrument = sber): Promise<void> => {
      await control.book(leg.ticker, { bids: [[bid, 400]], asks: [[ask, 400]] });
      if (leg !== sber) return;
      const isSeen = () => broker.market.book(sber.uid)?.bids[0]?.price.eq(bid);
      await eventually(isSeen, { what: `${bid} seen`, everyMs: 2 });
    },
    /** The claim of a worker that nobody takes it from. */
    claim: (key: string) => claimFor(db, key),
    /** An executor in this process, under a claim that it believes in for ever. */
    run: async (
      task: TaskRow,
      times: Partial<AlertTimes> = {},
      { broker: seen = broker, start }: { broker?: Broker; start?: StartWatchingExecutor } = {},
    ): Promise<RunningExecutor> => {
      const claim = await claimFor(db, task.key);
      const executor = withReadings(start ?? createAlertExecutor(timesOf(times)));
      const row = await taskByKey(db, task.key);
      return executor(
        { db, broker: seen, journal: createJournalWriter(db, LOGGER), logger: LOGGER },
        {
          ...ABSENT,
          task: row ?? task,
          claim: { claim, isValid: () => true, release: async () => true },
          onProgress: () => undefined,
          halted: () => true,
          onRefusedIntent: () => undefined,
        },
      );
    },
    /** One process after the other, as each dies: the first at that step, the others never. */
    mortals: (
      task: TaskRow,
      dieAt: number,
      start: () => StartWatchingExecutor = () => createAlertExecutor(timesOf({})),
    ) => liveOn({ url: database.url, db, broker, task, dieAt, start: () => withReadings(start()) }),
    marks: ({ key }: TaskRow) => watchMarks(db, key),
    told: async ({ id: taskId }: TaskRow) =>
      (await readJournal(db, { after: 0, taskId, limit: 1_000 })).filter(
        ({ severity }) => severity === 'report',
      ),
    /** @returns what is wanted then, for whoever carries it out */
    stop: async ({ key, wish }: TaskRow): Promise<Wish> => {
      await writeStop(db, key);
      return (await taskByKey(db, key))?.wish ?? wish;
    },
    /** Until it has warned so, and of nothing else. */
    async untilSaid({ id: taskId }: TaskRow, kinds: readonly string[]): Promise<void> {
      const said = async () =>
        (await readJournal(db, { after: 0, taskId, limit: 1_000 })).flatMap(({ severity, kind }) =>
          severity === 'warning' ? [kind] : [],
        );
      await eventually(async () => (await said()).join() === kinds.join(), {
        what: kinds.join(),
        everyMs: 5,
      });
    },
    /** The same, also where it was told more often: that is for the test to find. */
    async untilAtLeast(task: TaskRow, wanted: { above: boolean; reports: number }): Promise<void> {
      await eventually(
        async () => {
          const [mark] = await watchMarks(db, task.key);
          const { executed } = (await taskByKey(db, task.key)) ?? { executed: '' };
          return mark?.above === wanted.above && Number(executed) >= wanted.reports;
        },
        { what: `${task.id} ${JSON.stringify(wanted)}`, everyMs: 5 },
      );
    },
    /** Until it was last seen there, and told so often. */
    async until(task: TaskRow, wanted: { above: boolean; reports: number }): Promise<void> {
      await eventually(
        async () => {
          const [mark] = await watchMarks(db, task.key);
          const { executed } = (await taskByKey(db, task.key)) ?? { executed: '' };
          return mark?.above === wanted.above && Number(executed) === wanted.reports;
        },
        { what: `${task.id} ${JSON.stringify(wanted)}`, everyMs: 5 },
      );
    },
    async close() {
      unwatch();
      await db.destroy();
      await paper.stop();
      await database.drop();
    },
  };
}

const timesOf = (times: Partial<AlertTimes>): AlertTimes => ({
  quietMs: 0,
  blindMs: 300_000,
  now: () => new Date(),
  ...times,
});

/** What `withReadings` puts there. */
const ABSENT = {
  steps: { watch: () => () => undefined },
  rates: () => ({ newest: () => undefined, close: () => undefined }),
  hours: () => ({ newest: () => undefined, close: () => undefined }),
  settings: () => undefined,
};

async function claimFor(db: Database, taskKey: string): Promise<Claim> {
  await db
    .updateTable('claims')
    .set({ worker_id: null, valid_until: '-infinity' as unknown as Date })
    .where('task_key', '=', taskKey)
    .execute();
  const claim = await acquireClaim(db, { taskKey, workerId: randomUUID() });
  if (!claim) throw new Error('the claim was freed');
  await db
    .updateTable('claims')
    .set({ valid_until: new Date(Date.now() + 3_600_000) })
    .where('task_key', '=', taskKey)
    .execute();
  return claim;
}

interface Mortals {
  readonly url: string;
  readonly db: Database;
  readonly broker: Broker;
  readonly task: TaskRow;
  readonly dieAt: number;
  /** Of each life anew. */
  readonly start: () => StartWatchingExecutor;
}

function liveOn({ url, db, broker, task, dieAt, start }: Mortals) {
  let running: RunningExecutor | undefined;
  const live = async () => {
    let steps: readonly string[] = [];
    for (let lives = 1; ; lives += 1) {
      const process = await mortalProcess({
        url,
        living: db,
        broker,
        onStep: (number) => lives > 1 || number !== dieAt,
        executorOf: () => async (dependencies, options) => {
          running = await start()(dependencies, { ...ABSENT, ...options });
          return running;
        },
      });
      const came = await process.carryOut(task.key);
      if (lives === 1) steps = process.steps().taken;
      await process.end();
      if (came !== 'died') return { lives, steps };
    }
  };
  return {
    /** How many lives it took until one came to an end, and the steps of the first. */
    end: live(),
    obey: (wish: Wish) => running?.obey(wish),
  };
}
