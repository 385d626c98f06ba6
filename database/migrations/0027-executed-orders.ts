import { type Kysely, sql } from 'kysely';

/** What was executed when, among the many orders that were only moved. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index orders_executed_by_day on orders (recorded_at) where executed_lots > 0`.execute(db);
}
