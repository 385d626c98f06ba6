import { type Kysely, sql } from 'kysely';

/**
 * When a number was last about to be sent. `recorded_at` is when that began: an order that was in doubt for days may be
 * the first that was sent, or the last.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table orders add column sent_at timestamptz not null default now()`.execute(db);
  await sql`update orders set sent_at = recorded_at`.execute(db);
}
