import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  addSellbuyRow,
  addSpreadRow,
  changeSpreadRow,
  type Database,
  deleteSpreadRow,
  listSpreadRows,
  migrateToLatest,
  type NewSpreadRow,
  openDatabase,
  spreadRow,
  spreadRowByRequestKey,
} from '../../database/index.js';
import { SPREAD_DEFAULTS } from '../../domain/spread/terms.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Database;

const ROW: NewSpreadRow = {
  farTicker: 'SRH7',
  nearTicker: 'SBER',
  sell: true,
  amount: 5,
  price: '250.5',
  ratio: null,
  active: true,
  ...SPREAD_DEFAULTS,
};

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});
beforeEach(() => db.deleteFrom('spread_queue').execute());

describe('a row of the queue of spreads', () => {
  test.each([
    ['with its defaults', {}],
    ['at a price below zero', { price: '-12.000000001' }],
    ['at a price of zero, ratio by hand', { price: '0', ratio: '0.5' }],
    [
      'with every option',
      {
        slop: 0,
        payUpTicks: 7,
        displayQuantity: 3,
        maxUnhedged: 4,
        until: '2026-12-01T15:30:00.000Z',
        now: true,
      },
    ],
  ])('%s comes back as it was written', async (_, change) => {
    const row = { ...ROW, ...change };
    const added = await addSpreadRow(db, row);
    expect(added).toEqual({ id: expect.any(Number), ...row });
    expect(await spreadRow(db, added.id)).toEqual(added);
  });

  test('is changed and removed alone', async () => {
    const [one, other] = [await addSpreadRow(db, ROW), await addSpreadRow(db, { ...ROW, amount: 7 })];
    const content = { ...ROW, nearTicker: 'SRZ6', ratio: '1', active: false };
    expect(await changeSpreadRow(db, one.id, content)).toEqual({ id: one.id, ...content });
    expect(await listSpreadRows(db)).toEqual([{ id: one.id, ...content }, other]);
    expect(await listSpreadRows(db, { activeOnly: true })).toEqual([other]);
    expect(await deleteSpreadRow(db, one.id)).toBe(true);
    expect(await deleteSpreadRow(db, one.id)).toBe(false);
    expect(await changeSpreadRow(db, one.id, ROW)).toBeUndefined();
    expect(await listSpreadRows(db)).toEqual([other]);
  });

  test.each([
    ['no contracts', { amount: 0 }],
    ['a ratio of zero', { ratio: '0' }],
    ['a negative slop', { slop: -1 }],
  ])('never holds %s', async (_, wrong) => {
    await expect(addSpreadRow(db, { ...ROW, ...wrong })).rejects.toThrow(/check constraint/);
  });

  test('is added once by one request, whatever its answer came to', async () => {
    const [one, again] = await Promise.all([addSpreadRow(db, ROW, 'key'), addSpreadRow(db, ROW, 'key')]);
    expect(again).toEqual(one);
    expect(await spreadRowByRequestKey(db, 'key')).toEqual(one);
    expect(await spreadRowByRequestKey(db, 'another')).toBeUndefined();
    await addSpreadRow(db, ROW);
    await addSpreadRow(db, ROW);
    expect(await listSpreadRows(db)).toHaveLength(3);
  });
});

test('a row of the other queue is added once by one request too', async () => {
  const row = { ticker: 'SBER', sell: false, amount: 10, limitPrice: null, active: true };
  const [one, again] = [await addSellbuyRow(db, row, 'key'), await addSellbuyRow(db, row, 'key')];
  expect(again).toEqual(one);
  expect((await addSellbuyRow(db, row)).id).not.toBe(one.id);
});
