/** Ladders on the bench of spreads: real executors, the paper exchange and PostgreSQL, without Temporal. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import {
  insertTask,
  inTransaction,
  planStops,
  readJournal,
  stopsOfTask,
  type TaskRow,
} from '../../../database/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { StopTerms } from '../../../domain/stop-order.js';
import type { LadderRequest } from '../../../domain/stop-task.js';
import type { LedgerEvent } from '../../support/paper-control.js';
import type { SpreadBench } from '../spreads/spread-bench.js';

export interface Rung {
  readonly price: string;
  readonly lots?: number;
  /** From now. @default an hour */
  readonly lifetimeMs?: number;
}

/** Take-profits to buy SBER, one a rung, as a task whose workflow is the test. */
export async function ladderOf(
  bench: SpreadBench,
  rungs: readonly Rung[],
  more: Partial<LadderRequest> = {},
): Promise<TaskRow> {
  const { db, broker, near } = bench;
  const terms = rungs.map((rung) => termsOf(near, rung));
  const request: LadderRequest = {
    ticker: null,
    instrumentUid: null,
    lot: 1,
    amount: rungs.length,
    limitPrice: null,
    direction: 'buy',
    levels: ['15'],
    sum: '300000',
    child: 'limit',
    lifetimeMinutes: 60,
    renew: false,
    margin: false,
    instruments: [{ ticker: near.ticker, instrumentUid: near.uid }],
    ...more,
  };
  return inTransaction(db, async (transaction) => {
    const { row } = await insertTask(transaction, {
      key: randomUUID(),
      kind: 'stops',
      mode: 'paper',
      accountId: broker.accountId,
      ticker: null,
      instrumentUid: null,
      request,
      wish: { version: 1, mode: 'run', targetLots: rungs.length, limitPrice: null },
      amount: rungs.length,
      requestedBy: 'test',
    });
    const orders = terms.map((each) => ({ terms: each }));
    await planStops(transaction, { taskKey: row.key, accountId: broker.accountId, orders });
    return row;
  });
}

export function termsOf(
  { uid, ticker }: Instrument,
  { price, lots = 1, lifetimeMs = 3_600_000 }: Rung,
): StopTerms {
  return {
    instrumentUid: uid,
    ticker,
    direction: 'buy',
    lots,
    kind: 'take-profit',
    stopPrice: price,
    child: { type: 'limit', price },
    expiry: { type: 'till-date', at: new Date(Date.now() + lifetimeMs).toISOString() },
    margin: false,
    priceUnit: 'roubles',
  };
}

/** So many prices far below the market, each another. */
export const rungs = (count: number): Rung[] =>
  Array.from({ length: count }, (_, place) => ({ price: (200 + place / 100).toFixed(2) }));

/** Stop orders that the exchange placed since, by their key. */
export const placedSince = async ({ exchange }: SpreadBench, seq = 0): Promise<LedgerEvent[]> =>
  (await exchange.ledger()).filter((event) => event.seq > seq && event.kind === 'stop-placed');

/** Of this task: each of its rows is there exactly once, under its own key, and nothing else is. */
export async function judge(
  bench: SpreadBench,
  task: TaskRow,
): Promise<{ readonly doubles: string[]; readonly lost: number[]; readonly strange: string[] }> {
  const [placed, rows] = await Promise.all([placedSince(bench), stopsOfTask(bench.db, task.key)]);
  const own = new Map(rows.map((row) => [row.clientOrderId, row]));
  const ofTask = placed.filter(({ requestId }) => own.has(requestId ?? ''));
  const prices = ofTask.map(({ stopPrice }) => stopPrice ?? '');
  const ids = new Set(ofTask.map(({ stopOrderId }) => stopOrderId));
  return {
    doubles: prices.filter((price, place) => prices.indexOf(price) !== place),
    lost: rows.flatMap(({ number, state, clientOrderId }) =>
      state === 'placed' && !ofTask.some(({ requestId }) => requestId === clientOrderId) ? [number] : [],
    ),
    strange: rows.flatMap(({ stopOrderId }) =>
      stopOrderId !== null && !ids.has(stopOrderId) ? [stopOrderId] : [],
    ),
  };
}

export const toldOf = async ({ db }: SpreadBench, { id: taskId }: TaskRow, kind: string) =>
  (await readJournal(db, { after: 0, taskId, limit: 1_000 })).filter((entry) => entry.kind === kind);

/** What the workflow writes when a person stops or pauses it. */
export const tellMode = ({ db }: SpreadBench, { key }: TaskRow, mode: 'run' | 'pause' | 'stop') =>
  sql`
    with written as (
      update tasks set wish = wish || jsonb_build_object('mode', ${mode}::text, 'version', wish_version + 1),
        wish_version = wish_version + 1
      where key = ${key} returning key
    )
    select pg_notify('wish', key::text) from written`.execute(db);
