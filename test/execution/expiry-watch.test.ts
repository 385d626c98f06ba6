/** A held future is warned of seven days and one day before its end, once each, however many workers look how often. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, migrateToLatest, openDatabase, readJournal } from '../../database/index.js';
import { createExpiryWatch } from '../../execution/expiry-watch.js';
import { type PaperBroker, startPaperBroker } from '../broker/paper-broker.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let paper: PaperBroker;
let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  [paper, database] = await Promise.all([startPaperBroker(), createTestDatabase()]);
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
  await paper?.stop();
});

const DAY_MS = 86_400_000;

test('whoever bought it, long or short, in orders or not; other holdings are left alone', async () => {
  const { broker, control, sber } = paper;
  const family = await broker.instruments.ofAsset(sber.positionUid);
  const [near, far] = family.filter(
    ({ future }) => future && !future.perpetual && future.lastTradeAt.getTime() > Date.now(),
  );
  if (!near?.future || !far) throw new Error('there are no futures');
  await control.account({ money: '1000000', positions: { [near.ticker]: -4, [far.ticker]: 3, SBER: 100 } });

  const endMs = near.future.lastTradeAt.getTime();
  /** Several workers look at the same moment, so many days before the end. */
  const look = async (days: number) => {
    const now = () => new Date(endMs - days * DAY_MS - 1);
    await Promise.all([1, 2, 3].map(() => createExpiryWatch({ db, broker, now })()));
    const entries = await readJournal(db, { after: 0 });
    return entries.map(({ kind, severity, data }) => ({ kind, severity, ...data }));
  };
  const warning = { kind: 'future-expires', severity: 'warning', ticker: near.ticker, amount: -4 };
  const first = { ...warning, days: 7, deliverable: 'yes' };
  const second = { ...warning, days: 1, deliverable: 'yes' };

  expect(await look(8)).toEqual([]);
  expect(await look(7)).toEqual([first]);
  expect(await look(6)).toEqual([first]);
  expect(await look(1)).toEqual([first, second]);
  expect(await look(0)).toEqual([first, second]);
  expect(await look(-1)).toEqual([first, second]);
});
