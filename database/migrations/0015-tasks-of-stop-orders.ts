import { type Kysely, sql } from 'kysely';

/** A ladder that is renewed has rounds; a task about stop orders tells how far it is in orders, not in securities. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table stop_orders
      add column round integer not null default 1,
      add column first_sent_at timestamptz,
      alter column instrument_uid drop not null`.execute(db);
  // One id of the broker is one row, whoever finds it.
  await sql`drop index stop_orders_by_broker_id`.execute(db);
  await sql`create unique index stop_orders_by_broker_id on stop_orders (account_id, stop_order_id)`.execute(
    db,
  );
  await sql`alter table tasks add column progress jsonb`.execute(db);
}
