import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type AskedOrder, mustBeWithinLimits } from '../../commands/limits.js';
import {
  type Database,
  migrateToLatest,
  openDatabase,
  readSettings,
  writeSettings,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { LIMITS } from '../../domain/limits.js';
import type { Settings } from '../../domain/settings.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { share } from '../support/instruments.js';

let database: TestDatabase;
let db: Database;

const SBER = share({ uid: 'sber', lot: 10 });
const FUND = share({ uid: 'fund', ticker: 'TMOS', lot: 1 });
/** 1,000 roubles. */
const order = (changes: Partial<AskedOrder> = {}): AskedOrder => ({
  instrument: SBER,
  direction: 'buy',
  lots: 1,
  price: new Decimal(100),
  ...changes,
});

const limits = (values: Partial<Settings>) =>
  writeSettings(
    db,
    LIMITS.map((name) => ({ key: `limits.${name}`, value: values[`limits.${name}`], by: 'test' })),
  );

const refusal = (
  orders: AskedOrder[] | (() => Promise<AskedOrder[]>),
  more: { areStopOrders?: boolean } = {},
) =>
  mustBeWithinLimits({ orders, ...more }, { db, broker: { accountId: '1' } }).then(
    () => undefined,
    ({ code, problem, data }) => ({ code, problem, ...data }),
  );

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});
beforeEach(() => limits({}));

test('without limits nothing is read, and nothing refused', async () => {
  expect(await readSettings(db)).toMatchObject({ 'limits.day': null });
  const never = () => Promise.reject(new Error('it was read'));
  expect(await refusal(never)).toBeUndefined();
});

test.each([
  ['limits.order', [order({ lots: 2 })], { limit: 'order', value: '1999', would: '2000', ticker: 'SBER' }],
  ['limits.task', [order(), order({ instrument: FUND, lots: 10 })], { limit: 'task', ticker: 'TMOS' }],
  ['limits.instrument', [order(), order()], { limit: 'instrument' }],
  ['limits.day', [order({ direction: 'sell' }), order()], { limit: 'day' }],
] as const)('%s is named with what would become of it', async (key, orders, breach) => {
  await limits({ [key]: '1999' });
  expect(await refusal([...orders])).toMatchObject({ code: 'limit-broken', problem: 'invalid', ...breach });
  await limits({ [key]: '2000' });
  expect(await refusal([...orders])).toBeUndefined();
});

test('what counts of one instrument is one direction of it', async () => {
  await limits({ 'limits.instrument': '1000' });
  expect(await refusal([order(), order({ direction: 'sell' }), order({ instrument: FUND })])).toBeUndefined();
});

test('of what is shown piece by piece a piece counts as the order, and all of it for the task', async () => {
  await limits({ 'limits.order': '1000' });
  expect(await refusal([order({ lots: 5 })])).toMatchObject({ limit: 'order', would: '5000' });
  expect(await refusal([order({ lots: 5, shownLots: 1 })])).toBeUndefined();
  await limits({ 'limits.task': '1000' });
  expect(await refusal([order({ lots: 5, shownLots: 1 })])).toMatchObject({ limit: 'task' });
});

test('an order is never worth more than the broker lets one be', async () => {
  await limits({ 'limits.order': '30000000' });
  expect(await refusal([order({ lots: 1_000_000 })])).toBeUndefined();
});

test('stop orders are held to the limits of one order and of one task alone', async () => {
  const stops = Array.from({ length: 3 }, () => order());
  await limits({ 'limits.day': '1', 'limits.instrument': '1', 'limits.openOrders': 1 });
  expect(await refusal(stops, { areStopOrders: true })).toBeUndefined();
  await limits({ 'limits.order': '999' });
  expect(await refusal(stops, { areStopOrders: true })).toMatchObject({ limit: 'order', would: '1000' });
  await limits({ 'limits.task': '2999' });
  expect(await refusal(stops, { areStopOrders: true })).toMatchObject({ limit: 'task', would: '3000' });
});
