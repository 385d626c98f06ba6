import { type Kysely, sql } from 'kysely';

/**
 * The queue that `spreads` starts. A row of either queue keeps the key of the request that added it, so that one whose
 * answer was lost in a crash adds no second row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table spread_queue (
      id serial primary key,
      far_ticker text not null,
      near_ticker text not null,
      sell boolean not null,
      amount integer not null check (amount > 0),
      price numeric not null,
      ratio numeric check (ratio > 0),
      active boolean not null,
      slop integer not null check (slop >= 0),
      pay_up_ticks integer not null check (pay_up_ticks >= 0),
      display_quantity integer check (display_quantity > 0),
      max_unhedged integer check (max_unhedged > 0),
      until timestamptz,
      now boolean not null,
      request_key text unique,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    alter table sellbuy_queue add column request_key text unique`.execute(db);
}
