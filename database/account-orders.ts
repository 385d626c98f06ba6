import { sql } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import type { Direction } from '../domain/order.js';
import type { SpreadRequest, SpreadResult, UnhedgedSoFar } from '../domain/spread/terms.js';
import type { SellbuyRequest, TaskState, Wish } from '../domain/task.js';
import type { Database } from './connection.js';
import type { OfAccount } from './told-differences.js';

/** An order of the log with what of its task tells whose it is and what it was to be. */
export interface AccountOrder {
  /** Readable. */
  readonly taskId: string;
  readonly kind: string;
  readonly leg: string;
  readonly brokerOrderId: string | null;
  readonly clientOrderId: string;
  readonly instrumentUid: string;
  readonly ticker: string | undefined;
  readonly direction: Direction;
  readonly executedLots: number;
  /** Securities in one of its lots when the task was asked for. */
  readonly lot: number;
  /** Price × securities. */
  readonly value: Decimal;
  readonly commission: Decimal;
  /** Lots whose commission a person did not say. */
  readonly commissionUnknownLots: number;
  /** The least that the task's person wants to get, or the most to pay, for one security; null of spreads. */
  readonly limitPrice: string | null;
  readonly recordedAt: Date;
  readonly settledAt: Date | null;
  /** When it last executed something, as far as the journal tells. */
  readonly executedAt: Date;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly leg: string;
  readonly broker_order_id: string | null;
  readonly client_order_id: string;
  readonly instrument_uid: string;
  readonly direction: Direction;
  readonly executed_lots: number;
  readonly executed_value: string;
  readonly commission: string;
  readonly commission_unknown_lots: number;
  readonly recorded_at: Date;
  readonly settled_at: Date | null;
  readonly executed_at: Date;
  readonly request: Partial<SpreadRequest> & Partial<SellbuyRequest>;
  readonly wish: Wish;
}

const fromRow = (row: Row): AccountOrder => {
  const { request, kind, leg } = row;
  const isNear = kind === 'spread' && leg === 'near';
  return {
    taskId: row.id,
    kind,
    leg,
    brokerOrderId: row.broker_order_id,
    clientOrderId: row.client_order_id,
    instrumentUid: row.instrument_uid,
    ticker: isNear ? request.nearTicker : request.ticker,
    direction: row.direction,
    executedLots: row.executed_lots,
    lot: (isNear ? request.nearLot : request.lot) ?? 1,
    value: new Decimal(row.executed_value),
    commission: new Decimal(row.commission),
    commissionUnknownLots: row.commission_unknown_lots,
    limitPrice: kind === 'spread' ? null : row.wish.limitPrice,
    recordedAt: row.recorded_at,
    settledAt: row.settled_at,
    executedAt: row.executed_at,
  };
};

const SELECTED = sql`
  select tasks.id, tasks.kind, tasks.request, tasks.wish, orders.leg, orders.broker_order_id, orders.client_order_id,
    orders.instrument_uid, orders.direction, orders.executed_lots, orders.executed_value, orders.commission,
    orders.commission_unknown_lots, orders.recorded_at, orders.settled_at,
    coalesce(
      orders.settled_at,
      (select max(journal.at) from journal where journal.task_id = tasks.id and journal.kind in ('fill', 'late-fill')
        and (journal.data->>'number')::integer = orders.number),
      orders.sent_at
    ) as executed_at
  from orders join tasks on tasks.key = orders.task_key`;

export interface AccountOrdersQuery extends OfAccount {
  /** Orders that were written down from then on. */
  readonly from: Date;
  readonly to: Date;
  /** And these, whatever is known of them. */
  readonly clientOrderIds: readonly string[];
}

/** What of the order log executed something in a time, what works or may, and what has one of these keys. */
export async function accountOrders(
  db: Database,
  { mode, accountId, from, to, clientOrderIds }: AccountOrdersQuery,
): Promise<AccountOrder[]> {
  const { rows } = await sql<Row>`${SELECTED}
    where orders.account_id = ${accountId} and tasks.mode = ${mode} and (
      orders.executed_lots > 0 and orders.recorded_at >= ${from} and orders.recorded_at < ${to}
      or orders.state in ('sent', 'working')
      or orders.client_order_id = any(${[...clientOrderIds]}::uuid[])
    )
    order by orders.recorded_at, orders.task_key, orders.leg, orders.number`.execute(db);
  return rows.map(fromRow);
}

/** What these tasks executed, in the order in which it was written down. */
export async function executedOrdersOfTasks(
  db: Database,
  taskIds: readonly string[],
): Promise<AccountOrder[]> {
  const { rows } = await sql<Row>`${SELECTED}
    where tasks.id = any(${[...taskIds]}::text[]) and orders.executed_lots > 0
    order by orders.recorded_at, orders.task_key, orders.leg, orders.number`.execute(db);
  return rows.map(fromRow);
}

/** Which tasks' stop orders placed these orders, by the exchange's ids, as far as people were told of it. */
export async function tasksOfStopChildren(
  db: Database,
  { mode, accountId, ids }: OfAccount & { readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, { readonly task: string; readonly kind: string }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ child: string; task: string; kind: string }>`
    select told.figure as child, tasks.id as task, tasks.kind
    from told_differences told
      join stop_orders on stop_orders.account_id = told.account_id and stop_orders.stop_order_id = told.subject
      join tasks on tasks.key = stop_orders.task_key
    where told.mode = ${mode} and told.account_id = ${accountId} and told.kind = 'stop-triggered'
      and told.figure = any(${[...ids]}::text[])`.execute(db);
  return new Map(rows.map(({ child, ...owner }) => [child, owner]));
}

/** A spread's row, with where it came from. */
export interface SpreadTask {
  readonly id: string;
  readonly state: TaskState;
  readonly origin: string | null;
  readonly request: SpreadRequest;
  readonly wish: Wish;
  /** Of a finished one; null where it failed before it began. */
  readonly result: Partial<SpreadResult> | null;
  readonly unhedged: UnhedgedSoFar | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Spreads that worked in a time, the oldest first; `related`: all others on the same legs, which these may close or be closed by. */
export async function spreadTasks(
  db: Database,
  { mode, accountId, begins, ends }: OfAccount & { readonly begins: Date; readonly ends: Date },
): Promise<{ readonly tasks: SpreadTask[]; readonly related: SpreadTask[] }> {
  const { rows } = await sql<SpreadTask & { isAsked: boolean }>`
    with spreads as (
      select id, state, origin, request, wish, result, unhedged, started_at, finished_at,
        request->>'instrumentUid' as far, request->>'nearInstrumentUid' as near,
        started_at < ${ends} and (finished_at is null or finished_at >= ${begins}) as is_asked
      from tasks where kind = 'spread' and mode = ${mode} and account_id = ${accountId}
    )
    select id, state, origin, request, wish, result, unhedged, started_at as "startedAt", finished_at as "finishedAt",
      is_asked as "isAsked"
    from spreads
    where (far, near) in (select far, near from spreads where is_asked)
    order by started_at, id`.execute(db);
  const of = (isAsked: boolean): SpreadTask[] =>
    rows.filter((row) => row.isAsked === isAsked).map(({ isAsked: _, ...task }) => task);
  return { tasks: of(true), related: of(false) };
}
