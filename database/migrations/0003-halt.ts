import { type Kysely, sql } from 'kysely';

/**
 * The kill switch: one row that is always there, so that a halt and an order about to be written down can wait for
 * each other by locking it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table halt (
      single boolean primary key default true check (single),
      since timestamptz,
      by text,
      reason text,
      check ((since is null) = (by is null))
    );
    insert into halt default values`.execute(db);
}
