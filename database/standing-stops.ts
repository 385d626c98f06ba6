import { sql } from 'kysely';
import type { Database } from './connection.js';

/** Stop orders of ours in these instruments that wait at the broker, as far as is known, or are still to be placed, by their tasks. */
export async function standingStops(
  db: Database,
  { mode, accountId, uids }: { mode: string; accountId: string; uids: readonly string[] },
): Promise<{ task: string; orders: number }[]> {
  const { rows } = await sql<{ task: string; orders: number }>`
    select tasks.id as task, count(*)::integer as orders
    from stop_orders join tasks on tasks.key = stop_orders.task_key
    where stop_orders.account_id = ${accountId} and tasks.mode = ${mode}
      and stop_orders.instrument_uid = any(${[...uids]}::text[])
      and stop_orders.state in ('planned', 'sent', 'placed') and stop_orders.ended is null
      and coalesce((stop_orders.terms->'expiry'->>'at')::timestamptz > now(), true)
    group by tasks.id, tasks.started_at order by tasks.started_at`.execute(db);
  return rows;
}
