/** An account with orders and stop orders of ours and of others, and processes that cancel all of it. */
import { randomUUID } from 'node:crypto';
import type { Broker } from '../../broker/broker.js';
import {
  type CarryOutCancelsDependencies,
  carryOutCancels,
} from '../../commands/cancel/carry-out-cancels.js';
import {
  acquireClaim,
  beginCancel,
  cancelById,
  type Database,
  insertTask,
  migrateToLatest,
  openDatabase,
  planStops,
  readJournal,
  recordHedge,
  recordIntent,
  recordStopIntent,
  releaseClaim,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Direction } from '../../domain/order.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { SILENT, startPaperBroker } from '../broker/paper-broker.js';
import { createTestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

export type CancelGround = Awaited<ReturnType<typeof openCancelGround>>;

const LOGGER = { ...SILENT, error: () => undefined } as unknown as CarryOutCancelsDependencies['logger'];
const NOT_LISTENING: CarryOutCancelsDependencies['notifications'] = {
  on: () => () => undefined,
  onResync: () => () => undefined,
};

export async function openCancelGround(options: Parameters<typeof startPaperBroker>[0] = {}) {
  const [paper, database] = await Promise.all([startPaperBroker(options), createTestDatabase()]);
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  // Calls in plenty: the recommended pace of one address is not what is tested.
  const broker = await paper.connect({ paceMinuteMs: 1_000 });
  const { sber, control } = paper;
  const account = { mode: 'paper', accountId: broker.accountId };

  const processes: { close(): Promise<void> }[] = [];

  /** A task that runs, without a worker. */
  async function task(kind = 'sellbuy', request: unknown = {}): Promise<{ key: string; id: string }> {
    const key = randomUUID();
    const wish = { version: 1, mode: 'run', targetLots: 100, limitPrice: null } as const;
    const { row } = await insertTask(db, {
      ...{ key, kind, ...account, ticker: 'SBER', wish, instrumentUid: sber.uid, request },
      ...{ amount: 1_000, requestedBy: 'test' },
    });
    return { key, id: row.id };
  }

  const order = (lots: number, price: string, direction: Direction = 'buy') => ({
    ...{
      clientOrderId: randomUUID(),
      direction,
      lots,
      price: new Decimal(price),
      timeInForce: 'day' as const,
    },
  });

  /** Written into the log as an executor does it, before it is sent; what became of it is not. */
  async function written(lots: number, price: string, leg = 'near') {
    const { key } = await task();
    const claim = await acquireClaim(db, { taskKey: key, workerId: randomUUID() });
    if (!claim) throw new Error('the claim is held');
    const one = order(lots, price);
    const { accountId } = account;
    const intent = { ...one, leg, number: 1, wishVersion: 1, accountId, instrumentUid: sber.uid };
    if (!(await recordIntent(db, claim, intent))) throw new Error('not written');
    await releaseClaim(db, claim);
    return one;
  }

  const stopTerms = (lots: number, stopPrice: string): StopTerms => ({
    ...{ instrumentUid: sber.uid, ticker: 'SBER', direction: 'buy', lots, kind: 'take-profit', stopPrice },
    ...{ margin: false, priceUnit: 'roubles', child: { type: 'limit', price: stopPrice } },
    expiry: { type: 'till-cancel' },
  });
  const postStop = async (terms: StopTerms): Promise<string> =>
    (await broker.stopOrders.post({ ...terms, clientOrderId: randomUUID(), instrument: sber })).stopOrderId;

  return {
    ...{ paper, db, broker, sber, control, account, task, written, postStop },
    /** Written into the log as an executor does it, a while ago, before it is sent; what became of it is not. */
    async writtenStop(stopPrice: string, { agoMs = 0 } = {}) {
      const { key: taskKey } = await task('stops');
      const terms = stopTerms(1, stopPrice);
      await planStops(db, { taskKey, accountId: account.accountId, orders: [{ terms }] });
      const claim = await acquireClaim(db, { taskKey, workerId: randomUUID() });
      const intent = { number: 1, wishVersion: 1, value: new Decimal(stopPrice) };
      if (!claim || !(await recordStopIntent(db, claim, intent))) throw new Error('not written');
      await releaseClaim(db, claim);
      const sentAt = new Date(Date.now() - agoMs);
      await db
        .updateTable('stop_orders')
        .set({ sent_at: sentAt, first_sent_at: sentAt })
        .where('task_key', '=', taskKey)
        .execute();
      return { taskKey, terms };
    },
    async own(lots: number, price: string): Promise<string> {
      const one = await written(lots, price);
      await broker.orders.post({ ...one, instrument: sber });
      return one.clientOrderId;
    },
    /** As if it rested, which it does not: so that who would cancel it is seen. */
    async hedgeOf(taskKey: string, lots: number): Promise<string> {
      const one = order(lots, '285');
      const { accountId } = account;
      const hedge = {
        ...one,
        taskKey,
        leg: 'near',
        number: 1,
        epoch: '1',
        accountId,
        instrumentUid: sber.uid,
      };
      await recordHedge(db, hedge);
      await broker.orders.post({ ...one, instrument: sber });
      return one.clientOrderId;
    },
    async foreign(lots: number, price: string): Promise<string> {
      const one = order(lots, price);
      await broker.orders.post({ ...one, instrument: sber });
      return one.clientOrderId;
    },
    /** A purchase that waits for a price below the market. */
    stop: (lots: number, stopPrice: string): Promise<string> => postStop(stopTerms(lots, stopPrice)),
    /** The broker with some of its calls about stop orders made otherwise. */
    brokerWith: (otherwise: Partial<Broker['stopOrders']>): Broker =>
      Object.create(broker, { stopOrders: { value: { ...broker.stopOrders, ...otherwise } } }) as Broker,
    begin: async () => (await beginCancel(db, { ...account, by: 'test', items: [] })).row.id,
    /** A process that takes commands. */
    process(its: { db?: Database; broker?: Broker } = {}) {
      const started = carryOutCancels({
        ...{ db: its.db ?? db, mode: 'paper', broker: () => its.broker ?? broker, logger: LOGGER },
        ...{ notifications: NOT_LISTENING, tellWorkflow: async () => undefined },
      });
      processes.push(started);
      return started;
    },
    untilReported: (id: number, timeoutMs = 15_000) =>
      eventually(async () => (await cancelById(db, id))?.reportedAt, { what: 'it is reported', timeoutMs }),
    reports: async (...kinds: string[]) =>
      (await readJournal(db, { after: 0, limit: 5_000 })).filter(({ kind }) => kinds.includes(kind)),
    async lastSeq() {
      return (await control.ledger()).at(-1)?.seq ?? 0;
    },
    /** By the exchange's ledger: ids of orders and stop orders that work. */
    async working(): Promise<string[]> {
      const open = new Map<string, number>();
      for (const { kind, requestId = '', lots = 0, stopOrderId = '' } of await control.ledger()) {
        if (kind === 'accepted') open.set(requestId, lots);
        if (kind === 'fill') open.set(requestId, (open.get(requestId) ?? 0) - lots);
        if (kind === 'cancelled') open.delete(requestId);
        if (kind === 'stop-placed') open.set(stopOrderId, 1);
        if (kind === 'stop-cancelled' || kind === 'stop-triggered') open.delete(stopOrderId);
      }
      return [...open].filter(([, lots]) => lots > 0).map(([id]) => id);
    },
    async close() {
      await Promise.all(processes.map((each) => each.close()));
      await paper.stop();
      await db.destroy();
      await database.drop();
    },
  };
}
