/** What is found for a stop order in doubt when another task places the same while the list is read. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type Database,
  insertTask,
  inTransaction,
  type LoggedStop,
  migrateToLatest,
  openDatabase,
  planStops,
  stopsOfTask,
  type TaskRow,
} from '../../../database/index.js';
import type { ExecutionDependencies } from '../../../execution/dependencies.js';
import type { ListTask } from '../../../execution/list-executor.js';
import { watchStopDoubts } from '../../../execution/stop-orders/stop-doubts.js';
import type { StopRecord } from '../../../execution/stop-orders/stop-record.js';
import { SILENT } from '../../broker/paper-broker.js';
import { openStopGround, type StopGround } from '../../broker/stop-ground.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let ground: StopGround;
let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  ground = await openStopGround({ rateWindowMs: 1_000 });
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
  await ground?.stop();
});

/** A task with one stop order, of the same content each. */
async function planned(): Promise<{ row: TaskRow; stop: LoggedStop }> {
  const { accountId } = ground.broker;
  const row = await inTransaction(db, async (transaction) => {
    const { row: inserted } = await insertTask(transaction, {
      key: randomUUID(),
      kind: 'stops',
      mode: 'paper',
      accountId,
      ticker: null,
      instrumentUid: null,
      request: { ticker: null, instrumentUid: null, lot: 1, amount: 1, limitPrice: null },
      wish: { version: 1, mode: 'run', targetLots: 1, limitPrice: null },
      amount: 1,
      requestedBy: 'test',
    });
    const orders = [{ terms: ground.termsAt(1_000) }];
    await planStops(transaction, { taskKey: inserted.key, accountId, orders });
    return inserted;
  });
  const [stop] = await stopsOfTask(db, row.key);
  if (!stop) throw new Error('nothing was planned');
  return { row, stop };
}
const markSent = ({ key }: TaskRow, ago: string) =>
  sql`update stop_orders set state = 'sent', sent_at = now() - ${ago}::interval,
    first_sent_at = now() - ${ago}::interval where task_key = ${key}`.execute(db);

test('the other one is not taken for it: it was sent after the doubts were read, and its answer has not come', async () => {
  const [mine, other] = [await planned(), await planned()];
  await markSent(mine.row, '10 seconds');
  const stopOrders = {
    ...ground.broker.stopOrders,
    async since(from: Date) {
      await markSent(other.row, '0 seconds');
      const { clientOrderId, terms } = other.stop;
      await ground.broker.stopOrders.post({ ...terms, clientOrderId, instrument: ground.sber });
      return ground.broker.stopOrders.since(from);
    },
  };
  const found: string[] = [];
  const record = {
    all: () => [{ ...mine.stop, state: 'sent' }],
    of: () => mine.stop,
    refresh: async () => undefined,
    found: async (_: LoggedStop, stopOrderId: string) => found.push(stopOrderId) > 0,
    outcome: async () => undefined,
  } as unknown as StopRecord;
  const doubts = watchStopDoubts(
    { db, broker: { ...ground.broker, stopOrders }, logger: SILENT } as unknown as ExecutionDependencies,
    { list: { row: mine.row } as ListTask, record },
  );
  await doubts.look();
  expect(found).toEqual([]);
  expect(doubts.size).toBe(1);
  // Its answer came: it is the other one's, and mine is not there.
  const [listed] = await ground.broker.stopOrders.active();
  await sql`update stop_orders set state = 'placed', stop_order_id = ${listed?.stopOrderId} where task_key = ${other.row.key}`.execute(
    db,
  );
  stopOrders.since = ground.broker.stopOrders.since;
  await doubts.look();
  expect(found).toEqual([]);
});
