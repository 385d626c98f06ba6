/** Reconciliation over the paper exchange and PostgreSQL: several workers of this process, and other programs on the account. */
import { randomUUID } from 'node:crypto';
import type { LimitOrder } from '../../../broker/index.js';
import {
  clientOrderIdOf,
  insertTask,
  type LoggedState,
  migrateToLatest,
  openDatabase,
  readJournal,
  type TaskRow,
} from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { Direction, OrderSnapshot } from '../../../domain/order.js';
import { createReconciliation, type Reconciliation } from '../../../execution/index.js';
import { startPaperBroker } from '../../broker/paper-broker.js';
import { createTestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Lists of the paper exchange lag behind by nothing; long enough that a look is over before it. */
const SETTLE_MS = 40;

export interface ReconciledOrder {
  readonly instrument: Instrument;
  readonly direction: Direction;
  readonly lots: number;
  readonly price: string;
  readonly clientOrderId?: string;
}

export type ReconciliationBench = Awaited<ReturnType<typeof openReconciliationBench>>;

export async function openReconciliationBench() {
  const [paper, database] = await Promise.all([startPaperBroker(), createTestDatabase()]);
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  const { broker, control, sber } = paper;
  /** Another program on the same account. */
  const other = await paper.connect();
  let seq = 0;

  const asLimit = ({ clientOrderId = randomUUID(), price, ...order }: ReconciledOrder): LimitOrder => ({
    ...order,
    clientOrderId,
    price: new Decimal(price),
    timeInForce: 'day',
  });
  const post = (client: typeof broker, order: ReconciledOrder): Promise<OrderSnapshot> =>
    client.orders.post(asLimit(order));

  const bench = {
    ...{ paper, db, broker, control, sber, asLimit },
    /** A worker that begins; what another one looks at is its own matter for so long. */
    worker: ({ everyMs = SETTLE_MS }: { everyMs?: number } = {}): Reconciliation =>
      createReconciliation(
        { db, broker, logger: SILENT },
        { workerId: randomUUID(), times: { settleMs: SETTLE_MS, everyMs } },
      ),
    /** Looks until nothing is left to look at. */
    settle: (...workers: Reconciliation[]) =>
      eventually(async () => (await Promise.all(workers.map((each) => each.look('turn')))).every(Boolean), {
        what: 'the account is settled',
      }),
    /** What was told since it was asked last. */
    async told() {
      const entries = await readJournal(db, { after: seq, limit: 1_000 });
      seq = entries.at(-1)?.seq ?? seq;
      return entries.map(({ kind, severity, taskId, data }) => ({ kind, severity, taskId, ...data }));
    },
    foreign: (order: ReconciledOrder) => post(other, order),
    async task(
      instrument: Instrument,
      { kind = 'sellbuy', request = {} }: { kind?: string; request?: object } = {},
    ): Promise<TaskRow> {
      const { row } = await insertTask(db, {
        key: randomUUID(),
        kind,
        mode: 'paper',
        accountId: broker.accountId,
        ticker: instrument.ticker,
        instrumentUid: instrument.uid,
        request,
        wish: { version: 1, mode: 'run', targetLots: 1, limitPrice: null },
        amount: 1,
        requestedBy: 'test',
      });
      return row;
    },
    /** As executors do: written down first, then sent, and its outcome as the broker told it. */
    async ours(task: TaskRow, number: number, order: ReconciledOrder, leg = 'only'): Promise<OrderSnapshot> {
      const clientOrderId = await bench.log(task, number, order, { state: 'sent', leg });
      const placed = await post(broker, { ...order, clientOrderId });
      await bench.record(
        clientOrderId,
        placed.status === 'filled' ? 'final' : 'working',
        placed.lotsExecuted,
      );
      return { ...placed, clientOrderId };
    },
    async log(
      { key }: TaskRow,
      number: number,
      { instrument, direction, lots, price }: ReconciledOrder,
      { state, leg = 'only', executed = 0 }: { state: LoggedState; leg?: string; executed?: number },
    ): Promise<string> {
      const clientOrderId = clientOrderIdOf({ taskKey: key, leg, number });
      await db
        .insertInto('orders')
        .values({
          ...{ task_key: key, leg, number, client_order_id: clientOrderId, account_id: broker.accountId },
          ...{ instrument_uid: instrument.uid, direction, lots, price, time_in_force: 'day' },
          ...{ epoch: '1', state, executed_lots: executed },
        })
        .execute();
      return clientOrderId;
    },
    record: (clientOrderId: string, state: LoggedState, executed: number) =>
      db
        .updateTable('orders')
        .set({
          state,
          executed_lots: executed,
          settled_at: state === 'final' || state === 'refused' ? new Date() : null,
        })
        .where('client_order_id', '=', clientOrderId)
        .execute(),
    finish: ({ key }: TaskRow) =>
      db
        .updateTable('tasks')
        .set({ state: 'done', finished_at: new Date() })
        .where('key', '=', key)
        .execute(),
    loggedOf: (clientOrderId: string) =>
      db
        .selectFrom('orders')
        .select(['state', 'executed_lots'])
        .where('client_order_id', '=', clientOrderId)
        .executeTakeFirstOrThrow(),
    async stop() {
      await db.destroy();
      await database.drop();
      await paper.stop();
    },
  };
  return bench;
}
