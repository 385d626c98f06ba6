import { sql } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import { isHedge } from '../domain/hedge.js';
import type { Counted } from '../domain/limits.js';
import type { Direction } from '../domain/order.js';
import type { Database } from './connection.js';

/** Any fixed number: who counts what a limit leaves, and orders by that, waits for who did so before. */
const COUNTING_LOCK = 7_261_003;

/** Until the end of the transaction nobody else counts, nor changes a limit. Statements after this one see what others wrote. */
export const lockCounting = (transaction: Database) =>
  sql`select pg_advisory_xact_lock(${COUNTING_LOCK})`.execute(transaction);

/** To be called in the transaction that changed limits. It waits for the orders that are being written down. */
export async function tellWhetherLimited(transaction: Database): Promise<void> {
  await sql`
    update halt set limited = exists (select 1 from settings where key like 'limits.%' and value is not null)`.execute(
    transaction,
  );
}

export interface CountQuestion {
  readonly accountId: string;
  /** Its own order that works does not count: an order is asked about in its place. */
  readonly taskKey?: string | undefined;
}

const todayBegan = sql`date_trunc('day', now(), 'Europe/Moscow')`;
const isOfToday = sql`coalesce(orders.settled_at, orders.sent_at) >= ${todayBegan}`;

interface CountRow {
  readonly uid: string;
  readonly direction: string;
  readonly kind: string;
  readonly leg: string;
  readonly today: string;
  readonly of_task: string;
  readonly open_orders: string;
}

/**
 * What counts towards limits, by the order log: executed today (Moscow's) or working, hedges apart. Of a working order
 * all its lots count, and so does what was executed of it before today. One of a past day that nobody settled has ended
 * with its day (`domain/past-order.ts`).
 * @returns a function that answers it for an instrument and a direction
 */
export async function countOrders(
  db: Database,
  { accountId, taskKey }: CountQuestion,
): Promise<(of: { instrumentUid: string; direction: Direction }) => Counted> {
  const { rows } = await sql<CountRow>`
    with counted as (
      select orders.instrument_uid as uid, orders.direction, tasks.kind, orders.leg,
        orders.task_key = ${taskKey ?? null}::uuid as is_own,
        orders.state in ('sent', 'working') and (${isOfToday} or orders.sent_at > now() - interval '6 hours') as is_open,
        ${isOfToday} as is_of_today,
        abs(orders.executed_value) as executed,
        greatest(orders.lots - orders.executed_lots, 0) * abs(orders.price)
          * coalesce((tasks.request->>'lot')::numeric, 1) as rest
      from orders join tasks on tasks.key = orders.task_key
      where orders.account_id = ${accountId} and (
        orders.state in ('sent', 'working')
        or (orders.executed_lots > 0 and orders.settled_at >= ${todayBegan})
        or orders.task_key = ${taskKey ?? null}::uuid
      )
    )
    select uid, direction, kind, leg,
      coalesce(sum(executed) filter (where is_open or is_of_today), 0)
        + coalesce(sum(rest) filter (where is_open and is_own is not true), 0) as today,
      coalesce(sum(executed) filter (where is_own), 0) as of_task,
      count(*) filter (where is_open and is_own is not true) as open_orders
    from counted group by uid, direction, kind, leg`.execute(db);
  const held = rows.filter((row) => !isHedge(row));
  const sum = (of: readonly CountRow[], figure: 'today' | 'of_task') =>
    of.reduce((total, row) => total.add(row[figure]), new Decimal(0));
  return ({ instrumentUid, direction }) => ({
    task: sum(held, 'of_task'),
    instrument: sum(
      held.filter((row) => row.uid === instrumentUid && row.direction === direction),
      'today',
    ),
    day: sum(held, 'today'),
    openOrders: held.reduce((total, row) => total + Number(row.open_orders), 0),
  });
}
