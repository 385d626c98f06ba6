/** What may be changed of a spread, by its row and its order log, and an answer about its hedge. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  acquireClaim,
  amendTask,
  appendToJournal,
  askedHedges,
  type Database,
  finishTask,
  insertTask,
  keepRatio,
  migrateToLatest,
  openDatabase,
  readJournal,
  recordIntent,
  recordOutcome,
  recordProgress,
  taskByKey,
  type WishChange,
  withdrawTelling,
  writeMode,
  writeStop,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { JournalKind } from '../../domain/journal.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { REQUEST } from '../support/spread-request.js';

let database: TestDatabase;
let db: Database;
let key: string;

const { ratio, options, limitPrice } = REQUEST;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  key = randomUUID();
  await insertTask(db, {
    key,
    kind: 'spread',
    mode: 'paper',
    accountId: 'account',
    ticker: 'SRH7',
    instrumentUid: 'far',
    request: REQUEST,
    wish: {
      version: 1,
      mode: 'run',
      targetLots: 5,
      limitPrice,
      spread: { ratio, options, hedge: null },
    },
    amount: 5,
    requestedBy: 'test',
  });
});

const amend = (change: WishChange, more: { after?: number; telling?: string } = {}) =>
  amendTask(db, { key, change, after: 1, lot: 1, by: 'test', ...more });
const refused = (code: string, data: object = {}) => ({
  kind: 'refused',
  error: { code, data: expect.objectContaining(data) },
});
const row = async () => {
  const found = await taskByKey(db, key);
  if (!found) throw new Error('the task is gone');
  return found;
};
const any = (number: number) => ({ hedge: { number, choice: 'any-price' as const } });

/** One far contract is in the log, and nothing is listed of it yet. */
async function logFill(): Promise<void> {
  const claim = await acquireClaim(db, { taskKey: key, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is held');
  const { version } = (await row()).wish;
  await recordIntent(db, claim, {
    ...{ leg: 'far', number: 1, clientOrderId: randomUUID(), accountId: 'account', instrumentUid: 'far' },
    ...{ direction: 'sell', lots: 2, price: new Decimal(31_250), timeInForce: 'day', wishVersion: version },
  });
  await recordOutcome(db, {
    ...{ taskKey: key, leg: 'far', number: 1, state: 'working', doubted: false, epoch: claim.epoch },
    ...{ executedLots: 2, executedValue: new Decimal(62_500), commission: new Decimal(0) },
  });
}

describe('terms', () => {
  test('change one by one; what is not named stays, and a repetition answers as the first time', async () => {
    const first = await amend({ options: { slop: 3, until: '2030-01-01T00:00:00.000Z' } });
    const wish = {
      version: 2,
      mode: 'run',
      targetLots: 5,
      limitPrice: '250',
      spread: { ratio, options: { ...options, slop: 3, until: '2030-01-01T00:00:00.000Z' }, hedge: null },
    };
    expect(first).toEqual({ kind: 'amended', wish, executed: 0 });
    expect(await amend({ options: { slop: 3, until: '2030-01-01T00:00:00.000Z' } })).toEqual(first);
    expect(await amend({ options: { slop: 3 } }, { after: 2 })).toEqual(refused('nothing-to-amend'));
    await writeMode(db, { key, mode: 'pause' });
    expect(await amend({ ratio: '90', targetLots: 6 }, { after: 2 })).toMatchObject({
      wish: { version: 4, mode: 'pause', targetLots: 6, spread: { ratio: '90', options: { slop: 3 } } },
    });
    expect(await row()).toMatchObject({
      amount: '6',
      request: {
        ...REQUEST,
        amount: 6,
        ratio: '90',
        options: { ...options, slop: 3, until: '2030-01-01T00:00:00.000Z' },
      },
    });
  });

  test('never the ratio after a fill, by what is listed or by the order log; the rest may', async () => {
    await logFill();
    expect((await row()).executed).toBe('0');
    expect(await amend({ ratio: '90' })).toEqual(
      refused('ratio-after-fill', { ratio: '100', executed: '2' }),
    );
    expect(await amend({ ratio: '90', limitPrice: '240' })).toMatchObject({ kind: 'refused' });
    expect(await amend({ targetLots: 1 })).toEqual(
      refused('amend-below-executed', { amount: '1', executed: '2' }),
    );
    expect(await amend({ ratio: '100', limitPrice: '240' })).toMatchObject({
      wish: { version: 2 },
      executed: 2,
    });
    await recordProgress(db, { key, executed: 3, averagePrice: '255' });
    expect(await amend({ targetLots: 2 }, { after: 2 })).toEqual(
      refused('amend-below-executed', { executed: '3' }),
    );
  });

  test('a ratio that a fill overtook is given back with its price, once, by who holds the claim', async () => {
    const claim = await acquireClaim(db, { taskKey: key, workerId: randomUUID() });
    if (!claim) throw new Error('the claim is held');
    await amend({ ratio: '90', limitPrice: '3000' });
    await amend({ limitPrice: '3100', options: { slop: 3 } }, { after: 2 });
    const keep = (more = {}) =>
      keepRatio(db, { claim: { ...claim, ...more }, ratio: new Decimal(100), executed: 2 });
    await keep({ epoch: '0' });
    expect((await row()).wish).toMatchObject({ version: 3, spread: { ratio: '90', prices: { 100: '250' } } });
    await keep();
    await keep();
    expect(await row()).toMatchObject({
      wish: {
        version: 4,
        limitPrice: '250',
        spread: { ratio: '100', options: { ...options, slop: 3 }, hedge: null },
      },
      request: { ratio: '100', limitPrice: '250', options: { slop: 3 } },
    });
    const told = (await readJournal(db, { after: 0, taskId: (await row()).id, limit: 100 })).filter(
      ({ kind }) => kind === 'ratio-stays',
    );
    expect(told.map(({ data }) => data)).toEqual([
      { ticker: 'SRH7', ratio: '100', price: '250', wanted: '90', executed: '2' },
    ]);
  });

  test('never after it is told to stop, or has ended, or was withdrawn', async () => {
    const telling = randomUUID();
    const wanted = { spread: { options: { slop: 3 } } };
    expect(await withdrawTelling(db, { key, id: telling, wanted, after: 1 })).toBe(true);
    expect(await amend({ options: { slop: 3 } }, { telling })).toEqual(refused('asked-too-late'));
    await amend({ options: { slop: 3 } });
    // What is done is not taken back, though only a part of the wish says it.
    expect(await withdrawTelling(db, { key, id: randomUUID(), wanted, after: 1 })).toBe(false);
    await writeStop(db, key);
    expect(await amend({ options: { slop: 4 } })).toEqual(refused('task-stopping'));
    expect(await amend({ ...any(1), options: { slop: 4 } })).toEqual(refused('task-stopping'));
    await finishTask(db, { key, state: 'cancelled', result: {}, error: null });
    expect(await amend({ options: { slop: 4 } })).toEqual(refused('task-finished'));
    expect(await amend(any(1))).toEqual(refused('task-finished'));
  });
});

describe('an answer about a hedge', () => {
  test('counts once by its number, while the task runs and while it stops', async () => {
    const first = await amend(any(1));
    expect(first).toMatchObject({
      wish: { version: 2, spread: { hedge: { number: 1, choice: 'any-price' } } },
    });
    expect(await amend(any(1))).toEqual(first);
    expect(await amend(any(1), { after: 2 })).toEqual(refused('hedge-not-asked'));
    expect(await amend({ hedge: { number: 1, choice: 'leave' } })).toEqual(refused('hedge-not-asked'));
    await writeStop(db, key);
    expect(await amend(any(2), { after: 2 })).toMatchObject({
      wish: { version: 4, mode: 'stop', spread: { hedge: { number: 2 } } },
    });
  });

  test('is asked for as long as nothing came of the question, of each task its own', async () => {
    const { id } = await row();
    const write = (kind: JournalKind, taskId = id, data = {}) =>
      appendToJournal(db, [{ taskId, kind, severity: 'warning', data }]);
    const questions = async () => [...(await askedHedges(db, [id, 'spread/other']))];
    const asked = async () =>
      (await questions()).flatMap(([one, { told }]) => (told.length > 0 ? [one] : []));
    expect(await asked()).toEqual([]);
    await write('hedge-needs-person');
    await write('fill');
    await write('hedge-done', 'spread/other');
    expect(await asked()).toEqual([id]);
    await amend(any(1));
    expect(await asked()).toEqual([]);
    await write('hedge-needs-person');
    expect(await asked()).toEqual([id]);
    await write('hedge-done');
    expect(await asked()).toEqual([]);
    expect(await askedHedges(db, [])).toEqual(new Map());
    // Told twice it is one question; a doubt about an order leaves it, a market that closes ends it.
    await write('hedge-needs-person', id, { dueLots: 10 });
    await write('hedge-held-back', id, { reason: 'in-doubt' });
    await write('hedge-needs-person', id, { dueLots: 20 });
    const [[, standing] = []] = await questions();
    expect(standing?.told.map(({ data }) => data.dueLots)).toEqual([10, 20]);
    await write('hedge-held-back', id, { reason: 'closed', ticker: 'SBER' });
    expect(await questions()).toEqual([[id, { told: [], away: { reason: 'closed', ticker: 'SBER' } }]]);
    await write('hedge-needs-person');
    expect(await asked()).toEqual([id]);
  });
});
