import { sql } from 'kysely';
import type { SkipReason } from '../domain/stash/plan-restore.js';
import type { KeptProof } from '../domain/stash/prove.js';
import type { PlannedStop } from '../domain/stop-task.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import { holdsClaim, insertStash, type NewStash } from './stash.js';
import { planStops } from './stop-orders.js';
import { skipStop } from './stop-outcomes.js';

/** A saved order in a restore. */
export interface RestoredOrder {
  /** In the stash. */
  readonly position: number;
  /** Under which it is in the task's stop orders; null of one that waited already. */
  readonly number: number | null;
  /** `there`: it waited already, under this id of the broker. Null: it is placed. */
  readonly fate: SkipReason | 'there' | null;
  readonly stopOrderId: string | null;
}

export interface NewRestore {
  readonly taskKey: string;
  readonly stashId: number;
  readonly accountId: string;
  /** By position; with `stop` it is one of the task's stop orders. */
  readonly orders: readonly (Omit<RestoredOrder, 'number'> & { readonly stop?: PlannedStop | undefined })[];
  /** What is cleaned away first, and kept. */
  readonly before?: NewStash | undefined;
}

/**
 * Writes what a restore does, and what it cleans away, all or nothing, under a valid claim; once, however often it begins.
 * @returns false when the claim is not ours any more: then nothing was written
 */
export async function writeRestorePlan(db: Database, claim: Claim, plan: NewRestore): Promise<boolean> {
  const { taskKey, stashId, accountId, orders, before } = plan;
  return inTransaction(db, async (transaction) => {
    if (!(await holdsClaim(transaction, claim))) return false;
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('restores')
      .values({ task_key: taskKey, stash_id: stashId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) return true;
    const stops = orders.flatMap(({ stop }) => stop ?? []);
    await planStops(transaction, { taskKey, accountId, orders: stops });
    let number = 0;
    const rows = orders.map(({ position, fate, stopOrderId, stop }) => {
      if (stop) number += 1;
      return { task_key: taskKey, position, number: stop ? number : null, fate, stop_order_id: stopOrderId };
    });
    if (rows.length > 0) await transaction.insertInto('restored_orders').values(rows).execute();
    if (before) await insertStash(transaction, taskKey, before);
    return true;
  });
}

/** What a restore does, by position; undefined before it was planned. */
export async function restoredOrders(db: Database, taskKey: string): Promise<RestoredOrder[] | undefined> {
  const planned = await db
    .selectFrom('restores')
    .select('task_key')
    .where('task_key', '=', taskKey)
    .executeTakeFirst();
  if (!planned) return undefined;
  const rows = await db
    .selectFrom('restored_orders')
    .selectAll()
    .where('task_key', '=', taskKey)
    .orderBy('position')
    .execute();
  return rows.map(({ position, number, fate, stop_order_id: stopOrderId }) => ({
    position,
    number,
    fate: fate as RestoredOrder['fate'],
    stopOrderId,
  }));
}

/** Whether what waits now is what was to be restored. */
export async function recordRestoreProof(db: Database, taskKey: string, proof: KeptProof): Promise<void> {
  await db
    .updateTable('restores')
    .set({ proof: JSON.stringify(proof) })
    .where('task_key', '=', taskKey)
    .execute();
}

export async function restoreProof(db: Database, taskKey: string): Promise<KeptProof | null> {
  const row = await db
    .selectFrom('restores')
    .select('proof')
    .where('task_key', '=', taskKey)
    .executeTakeFirst();
  return row?.proof ?? null;
}

/**
 * The broker's ids under which the orders of a stash were found or placed last, by position; also by restores of other
 * versions, which hold the same orders as they were saved before or after.
 */
export async function lastRestoredAs(db: Database, stashId: number): Promise<Map<number, string>> {
  const { rows } = await sql<{ position: number; id: string }>`
    with recursive moves as (
      select saved.stop_order_id as saved, tasks.started_at as at,
        coalesce(restored_orders.stop_order_id, stop_orders.stop_order_id) as restored
      from restores
      join tasks on tasks.key = restores.task_key
      join restored_orders on restored_orders.task_key = restores.task_key
      join stash_orders saved on saved.stash_id = restores.stash_id and saved.position = restored_orders.position
      left join stop_orders on stop_orders.task_key = restored_orders.task_key
        and stop_orders.number = restored_orders.number
      where coalesce(restored_orders.stop_order_id, stop_orders.stop_order_id) is not null
    ), lives as (
      select position, stop_order_id as id from stash_orders where stash_id = ${stashId}
      union
      select position, case when saved = id then restored else saved end
      from lives join moves on id in (saved, restored)
    )
    select distinct on (position) position, restored as id
    from lives join moves on id in (saved, restored)
    order by position, at desc`.execute(db);
  return new Map(rows.map(({ position, id }) => [position, id]));
}

/** Positions of a stash that an earlier restore sent and that nobody found since, nor knows to be missing. */
export async function restoresInDoubt(db: Database, stashId: number): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('restores')
    .innerJoin('restored_orders', 'restored_orders.task_key', 'restores.task_key')
    .innerJoin('stop_orders', (join) =>
      join
        .onRef('stop_orders.task_key', '=', 'restored_orders.task_key')
        .onRef('stop_orders.number', '=', 'restored_orders.number'),
    )
    .select('restored_orders.position')
    .where('restores.stash_id', '=', stashId)
    // A person may have said that one is there, and not which.
    .where((where) =>
      where.or([
        where('stop_orders.state', '=', 'sent'),
        where.and([
          where('stop_orders.state', '=', 'placed'),
          where('stop_orders.stop_order_id', 'is', null),
        ]),
      ]),
    )
    .execute();
  return new Set(rows.map(({ position }) => position));
}

/**
 * One that was planned is not placed: it ended in a way that forbids it, as was learnt when it was to be cancelled.
 */
export async function leaveOut(
  db: Database,
  {
    taskKey,
    position,
    number,
    fate,
  }: { taskKey: string; position: number; number: number; fate: SkipReason },
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const reason = { code: `stash-${fate}`, data: {} };
    await skipStop(transaction, { taskKey, number, reason });
    await transaction
      .updateTable('restored_orders')
      .set({ fate })
      .where('task_key', '=', taskKey)
      .where('position', '=', position)
      .execute();
  });
}

/** Since when it is written down that these wait: saved in a stash, or found by a restore; by the broker's ids. */
export async function whenSaved(
  db: Database,
  { accountId, stopOrderIds }: { accountId: string; stopOrderIds: readonly string[] },
): Promise<Map<string, Date>> {
  if (stopOrderIds.length === 0) return new Map();
  const ids = [...stopOrderIds];
  const { rows } = await sql<{ id: string; at: Date }>`
    select id, min(at) as at from (
      select stop_order_id as id, stashes.created_at as at from stash_orders
      join stashes on stashes.id = stash_orders.stash_id
      where stashes.account_id = ${accountId} and stop_order_id = any(${ids}::text[])
      union all
      select stop_order_id, restores.planned_at from restored_orders
      join restores on restores.task_key = restored_orders.task_key
      join stashes on stashes.id = restores.stash_id
      where stashes.account_id = ${accountId} and stop_order_id = any(${ids}::text[])
    ) saved group by id`.execute(db);
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** How stop orders ended, as far as any task wrote that down; by the broker's ids. */
export async function knownStopEnds(
  db: Database,
  { accountId, ids }: { accountId: string; ids: readonly string[] },
): Promise<Map<string, 'cancelled' | 'executed' | 'expired'>> {
  const { rows } = await sql<{ stop_order_id: string; ended: 'cancelled' | 'executed' | 'expired' }>`
    select stop_order_id, outcome as ended from stash_orders
    where stop_order_id = any(${[...ids]}::text[]) and outcome in ('cancelled', 'executed', 'expired')
    union all
    select stop_order_id, ended from stop_orders
    where account_id = ${accountId} and stop_order_id = any(${[...ids]}::text[]) and ended in ('cancelled', 'executed', 'expired')`.execute(
    db,
  );
  return new Map(rows.map(({ stop_order_id, ended }) => [stop_order_id, ended]));
}
