/** A paper exchange and a database on which ladders are placed and removed by workers that die. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Broker } from '../../../broker/index.js';
import {
  finishTask,
  insertTask,
  migrateToLatest,
  openDatabase,
  planStops,
  readJournal,
  stopsOfTask,
  type TaskRow,
} from '../../../database/index.js';
import type { StopTerms } from '../../../domain/stop-order.js';
import type { LadderRequest, RemoveRequest, StopTaskRequest } from '../../../domain/stop-task.js';
import type { Settlement } from '../../../domain/task.js';
import { openStopGround } from '../../broker/stop-ground.js';
import { createTestDatabase } from '../../support/database.js';
import { StopJudge } from '../../support/stop-judge.js';
import { mortalProcess } from '../mortal-process.js';

/** As if what the dead one sent were so much longer ago than it may appear within: a statement and a call take that. */
const AGED = '5 seconds';

export async function openStepGround() {
  const stops = await openStopGround({ rateWindowMs: 50 });
  const { broker, sber } = stops;
  const database = await createTestDatabase();
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  let kopecks = 0;

  const begin = async (kind: string, request: StopTaskRequest): Promise<TaskRow> => {
    const { amount } = request;
    const { row } = await insertTask(db, {
      key: randomUUID(),
      kind,
      mode: 'paper',
      accountId: broker.accountId,
      ticker: null,
      instrumentUid: null,
      request,
      wish: { version: 1, mode: 'run', targetLots: amount, limitPrice: null },
      amount,
      requestedBy: 'test',
    });
    return row;
  };
  const common = { ticker: null, instrumentUid: null, lot: 1, limitPrice: null } as const;

  return {
    db,
    broker,
    exchange: stops.control,
    rows: ({ key }: TaskRow) => stopsOfTask(db, key),
    /** Each at another price, below the last. */
    terms: (count: number): StopTerms[] =>
      Array.from({ length: count }, () => {
        kopecks += 1;
        return stops.termsAt(kopecks);
      }),
    fall: () => stops.fallBy(kopecks + 1),
    async ladder(all: readonly StopTerms[], more: Partial<LadderRequest> = {}): Promise<TaskRow> {
      const row = await begin('stops', {
        ...common,
        ...{ amount: all.length, direction: 'buy', levels: ['15'], sum: '300000', child: 'limit' },
        ...{ lifetimeMinutes: 60, renew: false, margin: false },
        instruments: [{ ticker: sber.ticker, instrumentUid: sber.uid }],
        ...more,
      } as LadderRequest);
      const orders = all.map((terms) => ({ terms }));
      await planStops(db, { taskKey: row.key, accountId: broker.accountId, orders });
      return row;
    },
    removal: ({ key: ofKey, id: of }: TaskRow): Promise<TaskRow> =>
      begin('remove', { ...common, amount: 3, ofKey, of } as RemoveRequest),
    /** A worker that is gone sent all of them, of which the first so many arrived; nobody heard an answer. */
    async sentBefore({ key }: TaskRow, { arrived }: { arrived: number }): Promise<void> {
      for (const { terms, clientOrderId } of (await stopsOfTask(db, key)).slice(0, arrived))
        await broker.stopOrders.post({ ...terms, clientOrderId, instrument: sber });
      await sql`update stop_orders set state = 'sent', doubted = true, sent_at = clock_timestamp() - ${AGED}::interval,
        first_sent_at = clock_timestamp() - ${AGED}::interval where task_key = ${key}`.execute(db);
    },
    /** It was, and is over by now. */
    asIfPlaced: ({ key }: TaskRow) =>
      sql`update stop_orders set state = 'placed', ended = 'expired' where task_key = ${key}`.execute(db),
    toldRounds: async ({ id: taskId }: TaskRow) =>
      (await readJournal(db, { after: 0, taskId, limit: 1_000 })).flatMap(({ kind, data }) =>
        kind === 'stops-round' ? [data.round] : [],
      ),
    /** One process after the other, until one comes to an end; the first dies at that step. */
    async carryOut(
      { key }: TaskRow,
      dieAt?: number,
      before: (what: string) => Promise<void> = async () => undefined,
    ): Promise<{ readonly settlement: Settlement; readonly lives: number }> {
      for (let lives = 1; ; lives += 1) {
        const onTheirWay = new Set<Promise<unknown>>();
        const process = await mortalProcess({
          url: database.url,
          living: db,
          broker: watched(broker, onTheirWay),
          onStep: async (number, what) => {
            await before(what);
            return lives > 1 || number !== dieAt;
          },
        });
        const came = await process.carryOut(key);
        await process.end();
        await Promise.allSettled(onTheirWay);
        if (came !== 'died') {
          if (!came) throw new Error('it gave the task up by itself');
          if (came.reason !== 'later') await finishTask(db, { key, state: 'done', result: {}, error: null });
          return { settlement: came, lives };
        }
        await sql`update stop_orders set sent_at = sent_at - ${AGED}::interval,
          first_sent_at = first_sent_at - ${AGED}::interval where task_key = ${key} and state = 'sent'`.execute(
          db,
        );
      }
    },
    /** What the ledger says against our log. */
    async findings(): Promise<string[]> {
      const judge = new StopJudge();
      const rows = await db
        .selectFrom('stop_orders')
        .selectAll()
        .where('stop_order_id', 'is not', null)
        // A test says of that one that nobody knows it.
        .where(sql<boolean>`ended is distinct from 'gone'`)
        .execute();
      const keys = await db.selectFrom('stop_orders').select('client_order_id').execute();
      judge.knowOurs(keys.map(({ client_order_id }) => client_order_id));
      judge.read(await stops.control.ledger());
      judge.compareLog(
        rows.map(({ client_order_id: clientOrderId, state, stop_order_id: stopOrderId }) => ({
          ...{ clientOrderId, state, stopOrderId },
        })),
      );
      return judge.findings.map(({ what }) => what);
    },
    async stop(): Promise<void> {
      await db.destroy();
      await stops.stop();
      await database.drop();
    },
  };
}

/** What the exchange was sent and has not answered, also of the dead. */
function watched(broker: Broker, onTheirWay: Set<Promise<unknown>>): Broker {
  const { stopOrders } = broker;
  const post: typeof stopOrders.post = (...all) => {
    const answer = stopOrders.post(...all);
    onTheirWay.add(answer);
    return answer;
  };
  return Object.create(broker, { stopOrders: { value: { ...stopOrders, post } } }) as Broker;
}
