import { sql } from 'kysely';
import type { KnownStop } from '../domain/reconciliation/stops.js';
import { type Database, inTransaction } from './connection.js';
import { type OfAccount, type Telling, tellOnceWithin } from './told-differences.js';

/** Of the log: those that may wait for their price, without those that people know to be lost, and those of these ids. */
export async function knownStops(
  db: Database,
  { mode, accountId, ids }: OfAccount & { readonly ids: readonly string[] },
): Promise<KnownStop[]> {
  const { rows } = await sql<KnownStop>`
    select tasks.id as "taskId", tasks.finished_at is not null as "isTaskFinished", stop_orders.task_key as "taskKey",
      number, stop_orders.state, stop_order_id as "stopOrderId", terms, ended, coalesce(sent_at, recorded_at) as "sentAt"
    from stop_orders join tasks on tasks.key = stop_orders.task_key
    where stop_orders.account_id = ${accountId} and tasks.mode = ${mode}
      and (stop_orders.state in ('sent', 'placed') and ended is null and not exists (
          select 1 from told_differences told where told.mode = ${mode} and told.account_id = ${accountId}
            and told.kind = 'stop-lost' and told.subject = stop_order_id
        ) or stop_order_id = any(${[...ids]}::text[]))`.execute(db);
  return rows;
}

/** A ladder that is being placed needs every call that the limit leaves. */
const PLACING = sql.raw(`interval '90 seconds'`);

export async function areStopsPlaced(db: Database, accountId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from stop_orders where account_id = ${accountId} and sent_at > now() - ${PLACING} limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** Where a stop order of ours may have placed an order: an instrument, and buy or sell. */
export async function stopSides(db: Database, { mode, accountId }: OfAccount): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ side: string }>`
    select distinct stop_orders.instrument_uid || ' ' || (terms->>'direction') as side
    from stop_orders join tasks on tasks.key = stop_orders.task_key
    where stop_orders.account_id = ${accountId} and tasks.mode = ${mode} and stop_orders.state in ('sent', 'placed')
      and ended is null`.execute(db);
  return new Set(rows.map(({ side }) => side));
}

/** What a stop order of ours placed when it triggered. */
export interface StopChildOwner {
  /** Readable. */
  readonly taskId: string;
  readonly stopOrderId: string;
}

/** Of the last days, by the exchange's ids. */
export async function stopChildren(
  db: Database,
  { mode, accountId }: OfAccount,
): Promise<ReadonlyMap<string, StopChildOwner>> {
  const { rows } = await sql<StopChildOwner & { child: string }>`
    select told.figure as child, tasks.id as "taskId", stop_orders.stop_order_id as "stopOrderId"
    from told_differences told
      join stop_orders on stop_orders.account_id = told.account_id and stop_orders.stop_order_id = told.subject
      join tasks on tasks.key = stop_orders.task_key
    where told.mode = ${mode} and told.account_id = ${accountId} and told.kind = 'stop-triggered'
      and told.told_at > now() - interval '3 days'`.execute(db);
  return new Map(rows.map(({ child, ...owner }) => [child, owner]));
}

/**
 * Which of these stop orders we cancelled ourselves, or may be cancelling now: a task removes those of a ladder, or has saved
 * them in a stash, or everything of the account is cancelled.
 */
export async function stopsCancelledByUs(
  db: Database,
  ids: readonly string[],
): Promise<{ readonly cancelled: ReadonlySet<string>; readonly underWay: ReadonlySet<string> }> {
  const { rows } = await sql<{ id: string; isDone: boolean }>`
    with asked as (select unnest(${[...ids]}::text[]) as stop)
    select stop as id, coalesce(outcome = 'cancelled', false) as "isDone"
    from asked join stash_orders on stash_orders.stop_order_id = stop
      join stashes on stashes.id = stash_id join tasks on tasks.key = stashes.task_key
    where outcome = 'cancelled' or outcome is null and tasks.finished_at is null
    union all
    select stop, cancel_items.state = 'cancelled'
    from asked join cancel_items on item_id = stop and cancel_items.kind = 'stop-order'
      join cancels on cancels.id = cancel_id
    where cancel_items.state = 'cancelled' or cancel_items.state = 'open' and cancels.state <> 'done'
    union all
    select stop, false
    from asked join stop_orders on stop_order_id = stop
      join tasks remover on remover.request->>'ofKey' = stop_orders.task_key::text
    where remover.kind = 'remove' and remover.finished_at is null`.execute(db);
  const idsOf = (isDone: boolean) => new Set(rows.filter((row) => row.isDone === isDone).map(({ id }) => id));
  return { cancelled: idsOf(true), underWay: idsOf(false) };
}

export interface StopEnding {
  readonly stopOrderId: string;
  readonly ended: 'executed' | 'cancelled' | 'expired';
}

/** Tells of stop orders, and writes down how those ended that are told of. */
export function tellOfStops(
  db: Database,
  of: OfAccount,
  { tellings, endings }: { readonly tellings: readonly Telling[]; readonly endings: readonly StopEnding[] },
): Promise<void> {
  return inTransaction(db, async (transaction) => {
    if (endings.length > 0)
      await sql`
        update stop_orders set ended = row.ended, ended_at = clock_timestamp()
        from jsonb_to_recordset(${JSON.stringify(endings)}::jsonb) as row ("stopOrderId" text, ended text)
        where account_id = ${of.accountId} and stop_order_id = row."stopOrderId" and stop_orders.ended is null`.execute(
        transaction,
      );
    await tellOnceWithin(transaction, of, tellings);
  });
}
