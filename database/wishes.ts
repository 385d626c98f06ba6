import { sql } from 'kysely';
import type { Wish } from '../domain/task.js';
import type { Database } from './connection.js';

/**
 * Lets a task run, pause or stop, in its row, and announces that on channel `wish`; a stop is never taken back. Repeated,
 * it changes nothing.
 * @param of `telling`: under which who asked may have withdrawn it
 */
export async function writeMode(
  db: Database,
  { key, mode, telling = null }: { key: string; mode: Wish['mode']; telling?: string | null | undefined },
): Promise<void> {
  await sql`
    with written as (
      update tasks
      set wish = wish || jsonb_build_object('mode', ${mode}::text, 'version', wish_version + 1), wish_version = wish_version + 1
      where key = ${key} and finished_at is null and wish->>'mode' not in ('stop', ${mode})
        and (${telling}::uuid is null or ${telling}::uuid <> all (withdrawn))
      returning key
    )
    select pg_notify('wish', key::text) from written`.execute(db);
}

/** Tells a task to stop, past its workflow if need be, so that it works with Temporal away. */
export const writeStop = (db: Database, key: string): Promise<void> => writeMode(db, { key, mode: 'stop' });

/**
 * Tells every unfinished task of an account to stop, in one statement, each announced like any wish.
 * @returns their ids, those that were stopping already among them
 */
export async function writeStopToAll(
  db: Database,
  of: { mode: string; accountId: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with written as (
      update tasks
      set wish = wish || jsonb_build_object('mode', 'stop', 'version', wish_version + 1), wish_version = wish_version + 1
      where mode = ${of.mode} and account_id = ${of.accountId} and finished_at is null and wish->>'mode' <> 'stop'
      returning key, id
    ),
    announced as (select id, pg_notify('wish', key::text) from written)
    select id from announced union select id from tasks
    where mode = ${of.mode} and account_id = ${of.accountId} and finished_at is null and wish->>'mode' = 'stop'`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
