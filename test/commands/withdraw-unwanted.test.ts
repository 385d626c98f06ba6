/** Without a worker, what a halt makes unwanted is withdrawn at the broker, also what appears there late. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type WithdrawalDependencies, withdrawUnwanted } from '../../commands/withdraw-unwanted.js';
import {
  acquireClaim,
  type Database,
  insertTask,
  migrateToLatest,
  openDatabase,
  readJournal,
  recordIntent,
  recordOutcome,
  releaseClaim,
  writeHalt,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { type PaperBroker, SILENT, startPaperBroker } from '../broker/paper-broker.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

let paper: PaperBroker;
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  [paper, database] = await Promise.all([startPaperBroker(), createTestDatabase()]);
  db = openDatabase(database.url);
  await migrateToLatest(db);
}, 30_000);
afterAll(async () => {
  await paper?.stop();
  await db?.destroy();
  await database?.drop();
});

/** An order whose sending got no answer, and which was refused when it was sent again: its number is free. */
async function refusedAfterDoubt(): Promise<string> {
  const [key, clientOrderId, price] = [randomUUID(), randomUUID(), new Decimal(300)];
  const { broker, sber: instrument } = paper;
  const wish = { version: 1, mode: 'run', targetLots: 1, limitPrice: null } as const;
  await insertTask(db, {
    ...{ key, kind: 'sellbuy', mode: 'paper', accountId: broker.accountId, ticker: 'SBER', wish },
    ...{ instrumentUid: instrument.uid, request: {}, amount: 10, requestedBy: 'test' },
  });
  const claim = await acquireClaim(db, { taskKey: key, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is held');
  const order = { clientOrderId, direction: 'buy', lots: 1, price, timeInForce: 'day' } as const;
  await recordIntent(db, claim, {
    ...{ ...order, leg: 'near', number: 1, wishVersion: 1 },
    ...{ accountId: broker.accountId, instrumentUid: instrument.uid },
  });
  await paper.control.fault({ method: 'PostOrder', kind: 'appear-late', ms: 1_000 });
  await expect(broker.orders.post({ ...order, instrument })).rejects.toMatchObject({ remedy: 'ask-first' });
  const nothing = new Decimal(0);
  await recordOutcome(db, {
    ...{ taskKey: key, leg: 'near', number: 1, state: 'refused', doubted: true, epoch: claim.epoch },
    ...{ executedLots: 0, executedValue: nothing, commission: nothing },
  });
  await releaseClaim(db, claim);
  return clientOrderId;
}

test('an order that was refused after a doubt, and appears after the halt, is withdrawn', async () => {
  await paper.control.book('SBER', { bids: [['300', 10]], asks: [['301', 10]] });
  const clientOrderId = await refusedAfterDoubt();
  await writeHalt(db, { by: 'test', reason: null });
  const notifications: WithdrawalDependencies['notifications'] = {
    on: () => () => undefined,
    onResync: () => () => undefined,
  };
  const logger = { ...SILENT, error: () => undefined } as unknown as WithdrawalDependencies['logger'];
  const broker = () => paper.broker;
  const withdrawal = withdrawUnwanted({ db, mode: 'paper', broker, notifications, logger, patienceMs: 0 });
  try {
    const isWithdrawn = async () =>
      (await paper.control.ledger()).some(
        ({ kind, requestId }) => kind === 'cancelled' && requestId === clientOrderId,
      );
    await eventually(isWithdrawn, { what: 'it is withdrawn', timeoutMs: 10_000 });
    const isTold = async () =>
      (await readJournal(db, { after: 0, limit: 100 })).some(({ kind }) => kind === 'unwanted-order');
    await eventually(isTold, { what: 'it is told' });
  } finally {
    withdrawal.close();
  }
}, 20_000);
