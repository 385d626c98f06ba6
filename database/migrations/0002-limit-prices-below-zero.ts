import { type Kysely, sql } from 'kysely';

/** The price of a future may be below zero, so a limit may too; what else a limit must be depends on the instrument. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sellbuy_queue drop constraint sellbuy_queue_limit_price_check`.execute(db);
}
