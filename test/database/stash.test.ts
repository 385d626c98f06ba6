import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acquireClaim,
  type Claim,
  changeStashOrder,
  currentStash,
  type Database,
  insertTask,
  listStashes,
  migrateToLatest,
  type NewStashOrder,
  openDatabase,
  recordStashOutcomes,
  releaseClaim,
  type StashKind,
  saveStash,
  stashOrders,
} from '../../database/index.js';
import type { KeptSnapshot } from '../../domain/stash/kept-snapshot.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const TERMS: StopTerms = {
  instrumentUid: 'uid',
  ticker: 'SBER',
  direction: 'sell',
  lots: 3,
  kind: 'take-profit',
  stopPrice: '300.25',
  child: { type: 'limit', price: null },
  trailing: { indent: { type: 'relative', value: '1.5' }, spread: { type: 'absolute', value: '0.1' } },
  expiry: { type: 'till-date', at: '2026-12-01T10:00:00.000Z' },
  margin: true,
  priceUnit: 'points',
};
const SNAPSHOT: KeptSnapshot = {
  stopOrderId: 'stop-1',
  instrumentUid: 'uid',
  direction: 'sell',
  lots: 3,
  kind: 'take-profit',
  status: 'active',
  stopPrice: '300.25',
  priceStep: '0.25',
  isOffGrid: false,
  price: null,
  childType: 'limit',
  trailing: {
    indent: TERMS.trailing?.indent ?? never(),
    spread: { type: 'absolute', value: '0.1' },
    isActivated: true,
    extremum: '301',
  },
  createdAt: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-12-01T10:00:00.000Z',
  triggeredAt: null,
  childOrderId: null,
};
const order = (stopOrderId: string, change: Partial<NewStashOrder> = {}): NewStashOrder => ({
  snapshot: { ...SNAPSHOT, stopOrderId },
  ticker: 'SBER',
  terms: TERMS,
  problem: null,
  assumed: ['extremum'],
  outcome: null,
  ...change,
});
function never(): never {
  throw new Error('the terms of this test have a distance');
}

async function claimedTask(): Promise<Claim> {
  const key = randomUUID();
  await insertTask(db, {
    key,
    kind: 'stash',
    mode: 'paper',
    accountId: 'account',
    ticker: '',
    instrumentUid: '',
    request: {},
    wish: { version: 1, mode: 'run', targetLots: 1, limitPrice: null },
    amount: 1,
    requestedBy: 'test',
  });
  const claim = await acquireClaim(db, { taskKey: key, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is free');
  return claim;
}

const save = (claim: Claim, orders: readonly NewStashOrder[], name = '', kind: StashKind = 'asked') =>
  saveStash(db, claim, { mode: 'paper', accountId: 'account', name, kind, orders });

describe('a stash', () => {
  test('is read back as it was saved, and a task makes one however often it begins', async () => {
    const claim = await claimedTask();
    const unknown = {
      terms: null,
      problem: 'unknown-instrument',
      ticker: null,
      outcome: 'kept',
    } as const;
    const orders = [order('stop-1'), order('stop-2', unknown)];
    const saved = await save(claim, orders, 'read');
    expect(await save(claim, [order('stop-3')], 'read')).toEqual(saved);
    expect(await stashOrders(db, saved?.id ?? 0)).toEqual(
      orders.map((each, index) => ({ ...each, position: index + 1, edited: null, active: true })),
    );
  });

  test('is not saved by who lost the claim', async () => {
    const claim = await claimedTask();
    await releaseClaim(db, claim);
    expect(await save(claim, [order('stop-1')], 'lost')).toBeUndefined();
    expect(await listStashes(db, { mode: 'paper', accountId: 'account', name: 'lost' })).toEqual([]);
  });

  test('is one version of its place: the newest that was asked for is what it holds', async () => {
    const place = { mode: 'paper', accountId: 'account', name: 'versions' };
    const first = await save(await claimedTask(), [order('stop-1'), order('stop-2')], 'versions');
    const second = await save(await claimedTask(), [order('stop-3')], 'versions');
    await save(await claimedTask(), [order('stop-4')], 'versions', 'before-restore');
    await recordStashOutcomes(db, first?.id ?? 0, [{ stopOrderId: 'stop-1', outcome: 'executed' }]);
    await recordStashOutcomes(db, first?.id ?? 0, [{ stopOrderId: 'stop-1', outcome: 'cancelled' }]);
    expect(await currentStash(db, place)).toEqual(second);
    expect(await currentStash(db, { ...place, accountId: 'another' })).toBeUndefined();
    expect(
      (await listStashes(db, place)).map(({ kind, current, orders, outcomes }) => [
        kind,
        current,
        orders,
        outcomes,
      ]),
    ).toEqual([
      ['before-restore', false, 1, { open: 1 }],
      ['asked', true, 1, { open: 1 }],
      ['asked', false, 2, { open: 1, executed: 1 }],
    ]);
  });

  test('keeps what a person changed beside what was saved', async () => {
    const saved = await save(await claimedTask(), [order('stop-1')], 'edited');
    const at = { stashId: saved?.id ?? 0, position: 1 };
    await changeStashOrder(db, at, { edited: { ...TERMS, lots: 5 } });
    expect(await changeStashOrder(db, at, { active: false })).toMatchObject({
      terms: { lots: 3 },
      edited: { lots: 5 },
      active: false,
    });
    expect(await changeStashOrder(db, { ...at, position: 2 }, { active: false })).toBeUndefined();
  });
});
