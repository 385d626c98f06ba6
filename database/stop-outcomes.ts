/** What happens to stop orders that were sent: placed, refused, ended. */
import { sql } from 'kysely';
import type { TaskError } from '../domain/task.js';
import { type Database, inTransaction } from './connection.js';
import type { LoggedStop, StopEnd } from './stop-orders.js';
import { isTakenByAnother } from './unavailable.js';

/** Which stop order, and under which claim what is written of it was learnt. */
export interface OfStop {
  readonly taskKey: string;
  readonly number: number;
  readonly epoch: string;
}

/**
 * The broker told its id, whoever heard it: it exists. Where it was taken for another row's, since nothing else tells the
 * two apart, that one is in doubt again.
 * @returns `twice` where it is known under another id: then there are two
 */
export async function recordStopPlaced(
  db: Database,
  { taskKey, number, stopOrderId }: Omit<OfStop, 'epoch'> & { readonly stopOrderId: string },
): Promise<'placed' | 'twice'> {
  return inTransaction(db, async (transaction) => {
    await transaction
      .updateTable('stop_orders')
      .set({
        ...{ state: 'sent', doubted: true, stop_order_id: null, settled_at: null },
        // What was told of it was the other one's end.
        ...{ ended: null, ended_at: null },
      })
      .where('stop_order_id', '=', stopOrderId)
      .where((where) => where.or([where('task_key', '<>', taskKey), where('number', '<>', number)]))
      .where('account_id', 'in', (select) =>
        select.selectFrom('stop_orders').select('account_id').where('task_key', '=', taskKey).limit(1),
      )
      .execute();
    const { numUpdatedRows } = await transaction
      .updateTable('stop_orders')
      .set({ state: 'placed', stop_order_id: stopOrderId, reason: null, settled_at: new Date() })
      .where('task_key', '=', taskKey)
      .where('number', '=', number)
      .where((where) =>
        where.or([where('stop_order_id', 'is', null), where('stop_order_id', '=', stopOrderId)]),
      )
      .executeTakeFirst();
    return numUpdatedRows === 1n ? 'placed' : 'twice';
  });
}

/** It was found by what it is, and nobody else took it for its own. @returns false where somebody did */
export async function recordStopFound(
  db: Database,
  { taskKey, number, stopOrderId }: Omit<OfStop, 'epoch'> & { readonly stopOrderId: string },
): Promise<boolean> {
  try {
    const { numUpdatedRows } = await db
      .updateTable('stop_orders')
      .set({ state: 'placed', stop_order_id: stopOrderId, settled_at: new Date() })
      .where('task_key', '=', taskKey)
      .where('number', '=', number)
      .where('state', '=', 'sent')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  } catch (error) {
    if (isTakenByAnother(error)) return false;
    throw error;
  }
}

/** What is certain of one that was sent, and is true only of what was sent under that claim. */
export type StopOutcome =
  /** Nothing was done: it may be sent again. `doubted`: it was in doubt, and never appeared. */
  | { readonly state: 'planned'; readonly doubted?: boolean }
  | { readonly state: 'refused'; readonly reason: TaskError }
  /** Nobody knows. @param keyUsed the broker said so: it exists, or did */
  | { readonly state: 'sent'; readonly keyUsed?: boolean };

export async function recordStopOutcome(
  db: Database,
  { taskKey, number, epoch, outcome }: OfStop & { readonly outcome: StopOutcome },
): Promise<boolean> {
  const { state } = outcome;
  const { numUpdatedRows } = await db
    .updateTable('stop_orders')
    .set({
      state,
      // When the last sending may have left at the latest.
      ...(state === 'sent' && { sent_at: sql<Date>`clock_timestamp()` }),
      ...(state === 'sent' && outcome.keyUsed && { key_used: true }),
      ...((state === 'sent' || (state === 'planned' && outcome.doubted)) && { doubted: true }),
      reason: state === 'refused' ? JSON.stringify(outcome.reason) : null,
      settled_at: state === 'refused' ? new Date() : null,
    })
    .where('task_key', '=', taskKey)
    .where('number', '=', number)
    .where('state', '=', 'sent')
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** What a person said of one that nobody can tell. @returns false when it was told by now, or sent again */
export async function settleStop(
  db: Database,
  { taskKey, number, sentAt }: Pick<LoggedStop, 'taskKey' | 'number' | 'sentAt'>,
  said: { readonly placed: boolean; readonly stopOrderId: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('stop_orders')
    .set({
      state: said.placed ? 'placed' : sentAgainOrDropped(taskKey),
      stop_order_id: said.stopOrderId,
      doubted: true,
      // Who says that it is not there knows better than the broker's word about its key.
      key_used: false,
      settled_at: said.placed ? new Date() : null,
    })
    .where('task_key', '=', taskKey)
    .where('number', '=', number)
    .where('state', '=', 'sent')
    // What is read back has no microseconds.
    .where(sql`date_trunc('milliseconds', sent_at)`, '=', sentAt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** What is not there is planned again, but by a task that ends or has ended. */
const sentAgainOrDropped = (taskKey: string) => sql<string>`
  (select case when finished_at is null and wish->>'mode' <> 'stop' then 'planned' else 'dropped' end
    from tasks where key = ${taskKey})`;

/** One that was not sent is not to be: what it was planned for is over. */
export async function skipStop(
  db: Database,
  { taskKey, number, reason }: Omit<OfStop, 'epoch'> & { readonly reason: TaskError },
): Promise<void> {
  await db
    .updateTable('stop_orders')
    .set({ state: 'skipped', reason: JSON.stringify(reason), settled_at: new Date() })
    .where('task_key', '=', taskKey)
    .where('number', '=', number)
    .where('state', '=', 'planned')
    .execute();
}

/** Nothing of a task that was not sent yet is wanted any more. @returns how many those are */
export async function dropPlanned(db: Database, taskKey: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('stop_orders')
    .set({ state: 'dropped', settled_at: new Date() })
    .where('task_key', '=', taskKey)
    .where('state', '=', 'planned')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** What became of placed ones, by the broker's ids; the first end stays. */
export async function recordStopEnds(
  db: Database,
  accountId: string,
  ends: ReadonlyMap<string, StopEnd>,
): Promise<void> {
  for (const ended of new Set(ends.values())) {
    const ids = [...ends].flatMap(([id, end]) => (end === ended ? [id] : []));
    await db
      .updateTable('stop_orders')
      .set({ ended, ended_at: sql<Date>`clock_timestamp()` })
      .where('account_id', '=', accountId)
      .where('stop_order_id', 'in', ids)
      .where('ended', 'is', null)
      .execute();
  }
}
