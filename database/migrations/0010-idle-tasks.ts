import { type Kysely, sql } from 'kysely';

/** Why a running task places no order, as people were told: whoever looks at it learns it too. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table tasks add column idle jsonb`.execute(db);
}
