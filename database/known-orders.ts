import { sql } from 'kysely';
import type { KnownOrder } from '../domain/reconciliation/orders.js';
import type { Database } from './connection.js';
import type { OfAccount } from './told-differences.js';

export interface KnownOrdersQuery extends OfAccount {
  readonly keys: readonly string[];
  readonly endedWithinMs: number;
}

/**
 * What the order log knows of an account's orders: those with these keys, those of the last day whose end it does not know,
 * and those that ended lately.
 */
export async function knownOrders(
  db: Database,
  { mode, accountId, keys, endedWithinMs }: KnownOrdersQuery,
): Promise<KnownOrder[]> {
  const { rows } = await sql<KnownOrder & { sentAgoMs: string }>`
    select tasks.id as "taskId", tasks.finished_at is not null as "isTaskFinished", orders.task_key as "taskKey",
      orders.leg, orders.number, orders.client_order_id as "clientOrderId", orders.instrument_uid as "instrumentUid",
      orders.direction, orders.lots, orders.executed_lots as "executedLots", orders.state, orders.doubted,
      orders.sent_at as "sentAt", 1000 * extract(epoch from clock_timestamp() - orders.sent_at) as "sentAgoMs"
    from orders join tasks on tasks.key = orders.task_key
    where orders.account_id = ${accountId} and tasks.mode = ${mode} and (
      orders.client_order_id = any(${[...keys]}::uuid[])
      or orders.state in ('sent', 'working') and orders.sent_at > now() - interval '1 day'
      or orders.settled_at > now() - ${endedWithinMs} * interval '1 millisecond'
    )`.execute(db);
  return rows.map((row) => ({ ...row, sentAgoMs: Number(row.sentAgoMs) }));
}

/** What an unfinished spread has executed of one instrument, by the log. */
export interface SpreadHolding {
  /** Readable. */
  readonly taskId: string;
  readonly instrumentUid: string;
  /** Sold ones below zero. */
  readonly lots: number;
}

/** What running spreads count on being held. */
export async function spreadHoldings(db: Database, { mode, accountId }: OfAccount): Promise<SpreadHolding[]> {
  const { rows } = await sql<SpreadHolding & { lots: string }>`
    select tasks.id as "taskId", orders.instrument_uid as "instrumentUid",
      sum(case orders.direction when 'buy' then orders.executed_lots else -orders.executed_lots end) as lots
    from orders join tasks on tasks.key = orders.task_key
    where orders.account_id = ${accountId} and tasks.mode = ${mode} and tasks.kind = 'spread'
      and tasks.finished_at is null
    group by tasks.id, orders.instrument_uid`.execute(db);
  return rows.map((row) => ({ ...row, lots: Number(row.lots) }));
}
