import { type Kysely, sql } from 'kysely';

/**
 * The stop orders that tasks are to place, each a row before it is sent: planned, and written down again under a claim
 * in the moment before its sending.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table stop_orders (
      task_key uuid not null references tasks (key),
      number integer not null check (number > 0),
      client_order_id uuid not null unique,
      account_id text not null,
      instrument_uid text not null,
      terms jsonb not null,
      state text not null check (state in ('planned', 'sent', 'placed', 'refused', 'skipped', 'dropped')),
      doubted boolean not null default false,
      stop_order_id text,
      reason jsonb,
      ended text check (ended in ('executed', 'cancelled', 'expired')),
      epoch bigint not null default 0,
      recorded_at timestamptz not null default now(),
      sent_at timestamptz,
      settled_at timestamptz,
      primary key (task_key, number)
    )`.execute(db);
  await sql`create index stop_orders_by_broker_id on stop_orders (account_id, stop_order_id)`.execute(db);
}
