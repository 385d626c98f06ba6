import { type Kysely, sql } from 'kysely';

/** What a task was told, and whoever told it gave up before it was done: in the row itself, so that both lock the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table tasks add column withdrawn uuid[] not null default '{}'`.execute(db);
}
