import { type Kysely, sql } from 'kysely';

/** How long and how much of a spread was unhedged so far: an executor that goes on where another ended must know it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table tasks add column unhedged jsonb`.execute(db);
}
