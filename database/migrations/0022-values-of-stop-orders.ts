import { type Kysely, sql } from 'kysely';

/** Roubles that a stop order is worth, written as it is sent, so that limits count it; none of those sent before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table stop_orders add column value numeric`.execute(db);
}
