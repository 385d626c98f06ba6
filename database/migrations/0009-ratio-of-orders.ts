import { type Kysely, sql } from 'kysely';

/**
 * The ratio that a spread's far order is hedged by. What the task's row wants may be another one by the time that a fill
 * is known: whoever takes over must hedge by this.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table orders add column ratio numeric`.execute(db);
}
