import { type Kysely, sql } from 'kysely';

/** Of a ladder that is renewed: the last round that people were told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table tasks add column reported_round integer not null default 0`.execute(db);
}
