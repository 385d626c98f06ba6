import { type Kysely, sql } from 'kysely';

/**
 * When it was written down how a stop order ended, so that who cancels many counts what ended since it began; and that one
 * is not active while the broker tells no end of it (`gone`). That the broker said its key is used outlives its executor.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table stop_orders
      drop constraint stop_orders_ended_check,
      add constraint stop_orders_ended_check check (ended in ('executed', 'cancelled', 'expired', 'gone')),
      add column ended_at timestamptz,
      add column key_used boolean not null default false`.execute(db);
}
