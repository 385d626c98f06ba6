import type { Selectable } from 'kysely';
import type { Database } from './connection.js';
import type { CancelsTable } from './tables/account.js';

export interface CancelAccount {
  readonly mode: string;
  readonly accountId: string;
}

/** One cancelling of everything. `watching`: it was reported, and something of before may appear yet. */
export interface CancelRow extends CancelAccount {
  readonly id: number;
  readonly by: string;
  readonly askedAt: Date;
  /** Ids of the tasks that were stopped. */
  readonly tasks: readonly string[];
  readonly state: 'running' | 'watching' | 'done';
  /** Looks at which something new was there, after all of before was gone; -1 until the first look. */
  readonly newcomerLooks: number;
  readonly reportedAt: Date | null;
  readonly result: unknown;
}

export const cancelFromRow = (row: Selectable<CancelsTable>): CancelRow => ({
  id: row.id,
  mode: row.mode,
  accountId: row.account_id,
  by: row.asked_by,
  askedAt: row.asked_at,
  tasks: row.tasks,
  state: row.state,
  newcomerLooks: row.newcomer_looks,
  reportedAt: row.reported_at,
  result: row.result,
});

export async function runningCancel(db: Database, account: CancelAccount): Promise<CancelRow | undefined> {
  const row = await db
    .selectFrom('cancels')
    .selectAll()
    .where('mode', '=', account.mode)
    .where('account_id', '=', account.accountId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return row && cancelFromRow(row);
}

/** The newest, whatever became of it. */
export async function lastCancel(db: Database, account: CancelAccount): Promise<CancelRow | undefined> {
  const row = await db
    .selectFrom('cancels')
    .selectAll()
    .where('mode', '=', account.mode)
    .where('account_id', '=', account.accountId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && cancelFromRow(row);
}

export async function cancelById(db: Database, id: number): Promise<CancelRow | undefined> {
  const row = await db.selectFrom('cancels').selectAll().where('id', '=', id).executeTakeFirst();
  return row && cancelFromRow(row);
}

/** The account of a mode's tasks, where the broker has not told it (yet) and there is but one. */
export async function onlyAccountOf(db: Database, mode: string): Promise<string | undefined> {
  const rows = await db
    .selectFrom('tasks')
    .select('account_id')
    .distinct()
    .where('mode', '=', mode)
    .limit(2)
    .execute();
  return rows.length === 1 ? rows[0]?.account_id : undefined;
}
