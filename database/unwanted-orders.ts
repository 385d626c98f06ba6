import { sql } from 'kysely';
import type { Database } from './connection.js';

/** An order that nobody wants any more and that may still work: its end is not in the log. */
export interface UnwantedOrder {
  readonly clientOrderId: string;
  readonly taskId: string;
  readonly kind: string;
  readonly ticker: string | null;
  readonly leg: string;
  readonly number: number;
  /** Its task was stopped or is finished; otherwise only a halt makes it unwanted. */
  readonly isOver: boolean;
  /** Its task is finished: nobody owes anything any more. */
  readonly isFinished: boolean;
  /** For so long a worker still has the claim on its task, 0 when none has. */
  readonly claimedMs: number;
}

/** Of one mode and account, and of the last day: an order lives no longer. */
export async function unwantedOrders(
  db: Database,
  of: { mode: string; accountId: string },
): Promise<UnwantedOrder[]> {
  const { rows } = await sql<UnwantedOrder>`
    select orders.client_order_id as "clientOrderId", tasks.id as "taskId", tasks.kind, tasks.ticker, orders.leg,
      orders.number, done.is_over as "isOver", tasks.finished_at is not null as "isFinished",
      case when claims.valid_until > clock_timestamp()
        then ceil(1000 * extract(epoch from claims.valid_until - clock_timestamp()))::integer else 0 end as "claimedMs"
    from orders
      join tasks on tasks.key = orders.task_key
      cross join halt
      cross join lateral (select tasks.finished_at is not null or tasks.wish->>'mode' = 'stop' as is_over) done
      left join claims on claims.task_key = orders.task_key
    where orders.state in ('sent', 'working') and orders.account_id = ${of.accountId} and tasks.mode = ${of.mode}
      and orders.sent_at > now() - interval '1 day' and (done.is_over or halt.since is not null)`.execute(db);
  return rows;
}
