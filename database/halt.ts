import { sql } from 'kysely';
import type { Database } from './connection.js';

/** The kill switch is on: nothing is ordered but hedges and cancels. */
export interface Halt {
  readonly since: Date;
  /** Who asked, e.g. `api` or `telegram:12345`. */
  readonly by: string;
  readonly reason: string | null;
}

export async function readHalt(db: Database): Promise<Halt | null> {
  const row = await db.selectFrom('halt').selectAll().executeTakeFirstOrThrow();
  return row.since && row.by !== null ? { since: row.since, by: row.by, reason: row.reason } : null;
}

/**
 * Halts, or leaves a halt as it is; announced on channel `halt`. It waits for the orders that are being written down at
 * this moment: once it is committed, no order is written any more.
 * @returns whether this call halted
 */
export async function writeHalt(
  db: Database,
  { by, reason }: { by: string; reason: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    with written as (
      update halt set since = date_trunc('milliseconds', clock_timestamp()), by = ${by}, reason = ${reason}
      where since is null returning since
    )
    select pg_notify('halt', '') from written`.execute(db);
  return rows.length > 0;
}

/** Lifts the halt that began then, and no later one; announced on channel `halt`. @returns whether this call lifted it */
export async function liftHalt(db: Database, { since }: { since: Date }): Promise<boolean> {
  const { rows } = await sql`
    with written as (
      update halt set since = null, by = null, reason = null
      where since = ${since.toISOString()}::timestamptz returning single
    )
    select pg_notify('halt', '') from written`.execute(db);
  return rows.length > 0;
}
