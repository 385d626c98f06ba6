import { type Kysely, sql } from 'kysely';

/** Lots that a person said were executed, and whose commission nobody told: a report must not call it nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table orders add column commission_unknown_lots integer not null default 0`.execute(db);
}
