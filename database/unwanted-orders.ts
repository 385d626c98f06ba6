import { sql } from 'kysely';
import type { Database } from './connection.js';

/**
 * An order that nobody wants any more and that may still work: its end is not in the log, or the log frees its number
 * because it was refused when it was sent again, while the first sending may be found for minutes yet.
 */
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
  /** Its number is free; it may appear all the same, and that it is not found proves nothing. */
  readonly mayAppear: boolean;
  /** For so long a worker still has the claim on its task, 0 when none has. */
  readonly claimedMs: number;
  /** When it was last about to be sent, by the clock of the database, and how long ago. */
  readonly sentAt: Date;
  readonly sentForMs: number;
}

/** After a doubt an order was seen to appear minutes later. */
const APPEARS_WITHIN = sql.raw(`interval '10 minutes'`);

/** Of one mode and account, and of the last day: an order lives no longer. */
export async function unwantedOrders(
  db: Database,
  of: { mode: string; accountId: string },
): Promise<UnwantedOrder[]> {
  const { rows } = await sql<UnwantedOrder>`
    select orders.client_order_id as "clientOrderId", tasks.id as "taskId", tasks.kind, tasks.ticker, orders.leg,
      orders.number, done.is_over as "isOver", tasks.finished_at is not null as "isFinished",
      orders.state = 'refused' as "mayAppear",
      case when claims.valid_until > clock_timestamp()
        then ceil(1000 * extract(epoch from claims.valid_until - clock_timestamp()))::integer else 0 end as "claimedMs",
      orders.sent_at as "sentAt", (1000 * extract(epoch from clock_timestamp() - orders.sent_at))::float8 as "sentForMs"
    from orders
      join tasks on tasks.key = orders.task_key
      cross join halt
      cross join lateral (select tasks.finished_at is not null or tasks.wish->>'mode' = 'stop' as is_over) done
      left join claims on claims.task_key = orders.task_key
    where orders.account_id = ${of.accountId} and tasks.mode = ${of.mode}
      and (orders.state in ('sent', 'working') and orders.sent_at > now() - interval '1 day'
        or orders.state = 'refused' and orders.doubted and orders.settled_at > now() - ${APPEARS_WITHIN})
      and (done.is_over or halt.since is not null)`.execute(db);
  return rows;
}
