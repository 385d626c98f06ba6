/** What a task that watches has seen and told: both and the report are one transaction, so that it is told once. */
import { sql } from 'kysely';
import type { JournalEntry } from '../domain/journal.js';
import type { Mark } from '../domain/watching/alert.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

export interface WatchMark extends Mark {
  readonly subject: string;
  /** How long ago it was told, in milliseconds; null where it never was. */
  readonly toldMsAgo: number | null;
}

export interface MarkChange extends Mark {
  readonly subject: string;
  readonly tells: boolean;
}

export interface MarkChanges {
  readonly marks: readonly MarkChange[];
  /** What is told of those that tell. */
  readonly entry?: JournalEntry;
}

export async function watchMarks(db: Database, taskKey: string): Promise<WatchMark[]> {
  const { rows } = await sql<{ subject: string; rises: boolean; above: boolean; ms_ago: string | null }>`
    select subject, rises, above, extract(epoch from (clock_timestamp() - told_at)) * 1000 as ms_ago
    from watch_marks where task_key = ${taskKey}`.execute(db);
  return rows.map(({ subject, rises, above, ms_ago }) => {
    return { subject, rises, above, toldMsAgo: ms_ago === null ? null : Number(ms_ago) };
  });
}

/**
 * Changes marks and writes the report of it, only under a valid claim and the newest wish: who stood still, or was told to
 * pause meanwhile, tells nothing. What is to be changed is decided by the marks as they are then, so that a repeat after a
 * lost answer finds nothing left to tell. A report counts as one thing executed.
 * @returns the marks after it; undefined where nothing may be written
 */
export function changeWatchMarks(
  db: Database,
  { taskKey, workerId, epoch }: Claim,
  {
    wishVersion,
    decide,
  }: { readonly wishVersion: number; readonly decide: (marks: readonly WatchMark[]) => MarkChanges },
): Promise<readonly WatchMark[] | undefined> {
  return inTransaction(db, async (transaction) => {
    const { rows } = await sql`
      select 1 from claims join tasks on tasks.key = claims.task_key
      where claims.task_key = ${taskKey} and claims.worker_id = ${workerId} and claims.epoch = ${epoch}
        and claims.valid_until > clock_timestamp()
        and tasks.finished_at is null and tasks.wish_version = ${wishVersion}
      for share of claims for no key update of tasks`.execute(transaction);
    if (rows.length === 0) return undefined;
    const { marks, entry } = decide(await watchMarks(transaction, taskKey));
    if (marks.length > 0) await writeMarks(transaction, taskKey, marks);
    if (entry) {
      await sql`update tasks set executed = executed + 1 where key = ${taskKey}`.execute(transaction);
      await appendToJournal(transaction, [entry]);
    }
    return watchMarks(transaction, taskKey);
  });
}

async function writeMarks(
  transaction: Database,
  taskKey: string,
  marks: readonly MarkChange[],
): Promise<void> {
  await sql`
    insert into watch_marks as known (task_key, subject, rises, above, told_at)
    select ${taskKey}, mark.subject, mark.rises, mark.above, case when mark.tells then clock_timestamp() end
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb)
      as mark (subject text, rises boolean, above boolean, tells boolean)
    on conflict (task_key, subject) do update
      set rises = excluded.rises, above = excluded.above, told_at = coalesce(excluded.told_at, known.told_at)`.execute(
    transaction,
  );
}

/** Nobody watches any more. */
export async function forgetWatchMarks(db: Database, taskKey: string): Promise<void> {
  await db.deleteFrom('watch_marks').where('task_key', '=', taskKey).execute();
}
