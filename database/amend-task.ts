import { sql } from 'kysely';
import type { TaskError, Wish } from '../domain/task.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

export interface AmendedWish {
  readonly key: string;
  readonly change: Partial<Pick<Wish, 'targetLots' | 'limitPrice'>>;
  /** The wish's version that the workflow knows. */
  readonly after: number;
  /** Securities in a lot. */
  readonly lot: number;
  readonly by: string;
  /** Under which who asked may withdraw it. */
  readonly telling?: string | undefined;
}

export type AmendAnswer =
  | { readonly kind: 'amended'; readonly wish: Wish; readonly executed: number }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly error: TaskError };

/**
 * Gives a task another target and limit price: its wish, what is listed of it, and a journal line, all or nothing, and
 * announces the wish on channel `wish`. Refused where the task ended, is to stop, or has executed more; repeated, it
 * answers as the first time.
 */
export const amendTask = (
  db: Database,
  { key, change, after, lot, by, telling }: AmendedWish,
): Promise<AmendAnswer> =>
  inTransaction(db, async (transaction) => {
    const row = await transaction
      .selectFrom('tasks')
      .select(['id', 'state', 'wish', 'wish_version', 'amount', 'executed', 'finished_at', 'withdrawn'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = row.wish as Wish;
    // Of what else is wanted the row knows best: the workflow may have lost its last moments.
    const wanted: Wish = { ...before, ...change };
    const { targetLots, limitPrice } = wanted;
    const amount = targetLots * lot;
    const executed = Number(row.executed);
    const isAlready = before.targetLots === targetLots && before.limitPrice === limitPrice;
    // Only this writing can have brought it there: the answer to the first attempt was lost.
    if (isAlready && row.wish_version > after) return { kind: 'amended', wish: before, executed };
    const refused = (code: string, data: TaskError['data']): AmendAnswer => ({
      kind: 'refused',
      error: { code, data: { taskId: row.id, ...data } },
    });
    if (telling !== undefined && row.withdrawn.includes(telling)) return refused('asked-too-late', {});
    if (row.finished_at) return refused('task-finished', { state: row.state });
    if (before.mode === 'stop') return refused('task-stopping', {});
    if (isAlready) return refused('nothing-to-amend', {});
    if (executed > amount)
      return refused('amend-below-executed', { amount: String(amount), executed: row.executed });

    const version = row.wish_version + 1;
    await transaction
      .updateTable('tasks')
      .set({
        wish: JSON.stringify({ ...wanted, version }),
        wish_version: version,
        amount: String(amount),
        request: sql<string>`request || ${JSON.stringify({ amount, limitPrice })}::jsonb`,
      })
      .where('key', '=', key)
      .execute();
    const figures = { amount, limitPrice, wasAmount: row.amount, wasLimitPrice: before.limitPrice };
    await appendToJournal(transaction, [
      { taskId: row.id, kind: 'task-amended', severity: 'info', data: { by, ...figures } },
    ]);
    await sql`select pg_notify('wish', ${key})`.execute(transaction);
    return { kind: 'amended', wish: { ...wanted, version }, executed };
  });
