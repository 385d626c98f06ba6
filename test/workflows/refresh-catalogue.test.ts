/** The refresh of the catalogue as Temporal carries it out, with a broker that answers as the contract has it. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createCatalogueActivities } from '../../activities/catalogue.js';
import { AccessDeniedError, NotServedError, UnavailableError } from '../../broker/errors.js';
import type { InstrumentReader } from '../../broker/index.js';
import {
  type Database,
  dividendsOf,
  listedByUids,
  migrateToLatest,
  openDatabase,
  readJournal,
} from '../../database/index.js';
import type { Dividend, ListedInstrument } from '../../domain/listed-instrument.js';
import { catalogueSchedule, refreshNow, scheduleRefresh, taskQueueOf } from '../../tasks/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { listed, listedFuture } from '../support/listed.js';
import { recordHistory } from '../support/record-history.js';
import { createTestNamespace, temporalAddress } from '../support/temporal.js';

const OF = { mode: 'paper', accountId: 'account' };
const FAR = '2031-12-18T16:00:00.000Z';
const GOOD = [
  ...['sber', 'gazp', 'lkoh', 'rosn'].map((uid) => listed({ uid, exchange: 'MOEX' })),
  ...['sber', 'gazp', 'lkoh'].map((of) => listedFuture(`${of}-future`, { of, lastTradeAt: FAR })),
  // Over, though the broker still lists it.
  listedFuture('rosn-future', { of: 'rosn', lastTradeAt: '2025-12-18T16:00:00.000Z' }),
];
const TOMORROW = new Date(Math.floor(Date.now() / 86_400_000 + 1) * 86_400_000);
const at = (hour: number, minute: number) => new Date(TOMORROW.getTime() + (hour * 60 + minute) * 60_000);
const dividend = (uid: string, amount: string): Dividend => ({
  instrumentUid: uid,
  recordDate: new Date('2031-07-18T00:00:00Z'),
  lastBuyDate: new Date('2031-07-17T00:00:00Z'),
  paymentDate: null,
  amount,
  currency: 'RUB',
});

/** What the broker would answer; a failure is thrown. */
const answers = {
  listing: [] as (readonly ListedInstrument[] | Error)[],
  dividends: async (uid: string): Promise<Dividend[]> => [dividend(uid, '10')],
  asked: [] as string[],
  patienceMs: 3_600_000,
};
const reader: Pick<InstrumentReader, 'listing' | 'dividends' | 'openings'> = {
  async listing() {
    const answer = answers.listing.length > 1 ? answers.listing.shift() : answers.listing[0];
    if (!answer || answer instanceof Error) throw answer;
    return [...answer];
  },
  async dividends(uid) {
    answers.asked.push(uid);
    return answers.dividends(uid);
  },
  openings: async () => [
    { exchange: 'NYSE', opensAt: at(1, 0) },
    { exchange: 'FORTS_EVENING', opensAt: at(5, 50) },
    { exchange: 'moex', opensAt: at(3, 50) },
  ],
};

let database: TestDatabase;
let db: Database;
let client: Client;
let worker: Worker;
let ended: Promise<void>;
const connections: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
  const address = temporalAddress();
  const namespace = await createTestNamespace(address);
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  connections.push(connection, native);
  client = new Client({ connection, namespace });
  worker = await Worker.create({
    ...{ connection: native, namespace, taskQueue: taskQueueOf(OF), reuseV8Context: true },
    activities: createCatalogueActivities({
      db,
      broker: { mode: 'paper', instruments: reader as InstrumentReader },
      scheduleRefresh: (next) => scheduleRefresh({ client, ...OF }, next),
      logger: { info: () => undefined },
      dividendsEveryMs: 0,
      get patienceMs() {
        return answers.patienceMs;
      },
    }),
    workflowBundle: { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url)) },
    shutdownGraceTime: 0,
  });
  ended = worker.run();
}, 60_000);
afterAll(async () => {
  worker?.shutdown();
  await ended;
  await Promise.all(connections.map((each) => each.close()));
  await db?.destroy();
  await database?.drop();
});

const schedule = () => client.schedule.getHandle(catalogueSchedule(OF));
let runs = 0;
/** The schedule has it read, and this waits for what came of it. */
async function refreshed(name?: string) {
  await refreshNow({ client, ...OF });
  runs += 1;
  const run = await eventually(
    async () => {
      const { recentActions, numActionsTaken } = (await schedule().describe()).info;
      const last = recentActions.at(-1)?.action;
      return numActionsTaken === runs && last?.type === 'startWorkflow' ? last.workflow : undefined;
    },
    { what: 'the start of its workflow', timeoutMs: 4_000 },
  );
  const handle = client.workflow.getHandle(run.workflowId);
  const result = await handle.result();
  if (name) await recordHistory(client, { taskId: run.workflowId, name });
  return { result, handle };
}
const longAgo = () =>
  db
    .updateTable('catalogue_readings')
    .set({ read_at: new Date(0) })
    .execute();

test('made twice at once the schedule is there once, at the time that was told last', async () => {
  const first = at(9, 15);
  await Promise.all([scheduleRefresh({ client, ...OF }, first), scheduleRefresh({ client, ...OF }, first)]);
  const { info, spec } = await schedule().describe();
  expect(info.nextActionTimes[0]?.toISOString()).toBe(first.toISOString());
  expect(spec.calendars).toHaveLength(1);
  // Somebody paused it in Temporal’s UI: it stays so.
  await schedule().pause();
  await scheduleRefresh({ client, ...OF }, at(9, 45));
  const moved = await schedule().describe();
  expect(moved.state.paused).toBe(true);
  expect(moved.spec.calendars).toMatchObject([{ hour: [{ start: 9 }], minute: [{ start: 45 }] }]);
  await schedule().unpause();
});

test('a broker that answers at the second attempt; dividends of shares with living futures; the next time is by the hours', async () => {
  answers.listing = [new UnavailableError({ method: 'Shares' }), GOOD];
  const { result, handle } = await refreshed();
  const next = at(3, 20).toISOString();
  expect(result).toMatchObject({
    catalogue: { refused: false, listed: 8, added: 8 },
    dividends: { read: 3, failed: 0 },
    // Not of an exchange that none of ours trades on.
    next,
  });
  expect(answers.asked.sort()).toEqual(['gazp', 'lkoh', 'sber']);
  const { nextActionTimes } = (await schedule().describe()).info;
  expect(nextActionTimes[0]?.toISOString()).toBe(next);
  const told = await handle.describe();
  expect(await told.staticSummary()).toBe('the catalogue of instruments (paper)');
});

test('a broker that goes away halfway is asked for what is left alone; what it refuses is told once, and hinders nothing', async () => {
  answers.asked.length = 0;
  const lost = new Set(['gazp', 'lkoh', 'sber']);
  answers.dividends = async (uid) => {
    if (uid === 'lkoh' && lost.delete(uid)) throw new UnavailableError({ method: 'GetDividends' });
    if (uid === 'sber') throw new AccessDeniedError({ method: 'GetDividends', brokerMessage: 'no right' });
    return [dividend(uid, '10')];
  };
  for (const severity of ['warning', 'info']) {
    const { result } = await refreshed();
    expect(result).toMatchObject({
      catalogue: null,
      dividends: { read: 2, failed: 1, message: 'GetDividends: no right' },
      next: at(3, 20).toISOString(),
    });
    const [last] = await readJournal(db, { limit: 1 });
    expect(last).toMatchObject({ kind: 'dividends-unread', severity, data: { read: 2, failed: 1 } });
  }
  expect(answers.asked).toEqual(['gazp', 'lkoh', 'sber', 'lkoh', 'gazp', 'lkoh', 'sber']);
});

test('lists and dividends that fail for good are told once each, and the next refresh begins', async () => {
  answers.patienceMs = 0;
  await longAgo();
  answers.listing = [new UnavailableError({ method: 'Currencies' })];
  for (const severity of ['warning', 'info']) {
    const { result, handle } = await refreshed('refresh-unread');
    expect(result).toMatchObject({ catalogue: null, dividends: null, next: at(3, 20).toISOString() });
    expect((await handle.describe()).status.name).toBe('COMPLETED');
    const [last] = await readJournal(db, { limit: 1 });
    expect(last).toMatchObject({ kind: 'catalogue-unread', severity, data: { message: 'Currencies:' } });
  }
  answers.listing = [GOOD];
  answers.asked.length = 0;
  answers.dividends = async () => {
    throw new UnavailableError({ method: 'GetDividends' });
  };
  const { result } = await refreshed();
  expect(result).toMatchObject({ catalogue: { refused: false }, dividends: { read: 0, failed: 3 } });
  const [last] = await readJournal(db, { limit: 1 });
  // More than what is known to fail.
  expect(last).toMatchObject({ kind: 'dividends-unread', severity: 'warning', data: { failed: 3 } });
});

test('what was read just before is not read again; a dividend that fails stays as it was read before', async () => {
  answers.listing = [new Error('it is asked for')];
  answers.dividends = async (uid) => {
    if (uid === 'gazp') throw new UnavailableError({ method: 'GetDividends' });
    return uid === 'lkoh' ? [] : [dividend(uid, '12.5')];
  };
  const { result } = await refreshed();
  expect(result).toMatchObject({ catalogue: null, dividends: { read: 2, failed: 1 } });
  const found = await dividendsOf(db, 'paper', ['sber', 'gazp', 'lkoh'], { from: new Date() });
  expect(found.map(({ instrumentUid, amount }) => [instrumentUid, amount])).toEqual([
    ['gazp', '10'],
    ['sber', '12.5'],
  ]);
});

test('too few to be true: nothing is changed, people are warned, and the schedule goes on', async () => {
  await longAgo();
  answers.listing = [GOOD.slice(0, 5)];
  answers.dividends = async () => {
    throw new NotServedError({ method: 'GetDividends' });
  };
  const { result } = await refreshed();
  expect(result).toMatchObject({
    catalogue: { refused: true, listed: 5, gone: 0 },
    dividends: { read: 0, failed: 0 },
  });
  const entries = await listedByUids(
    db,
    'paper',
    GOOD.map(({ uid }) => uid),
  );
  expect([...entries.values()].filter(({ active }) => active)).toHaveLength(GOOD.length);
  expect((await readJournal(db, { severities: ['warning'] }))[0]?.kind).toBe('catalogue-refused');
  expect((await schedule().describe()).info.nextActionTimes).not.toEqual([]);
});

test('while it is read nobody begins to read it once more', async () => {
  await longAgo();
  answers.listing = [GOOD];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  answers.asked.length = 0;
  answers.dividends = async () => held.then(() => []);
  const first = refreshed('refresh-done');
  await eventually(() => answers.asked.length === 1, { what: 'the first dividend' });
  await refreshNow({ client, ...OF });
  await eventually(async () => (await schedule().describe()).info.numActionsSkippedOverlap === 1, {
    what: 'the second one is left out',
  });
  release();
  expect((await first).result).toMatchObject({ catalogue: { refused: false } });
});
