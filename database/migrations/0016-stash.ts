import { type Kysely, sql } from 'kysely';

/**
 * Stop orders that were saved: a stash is a version of the place of its name, the newest one that was asked for is what
 * it holds, the others are its history. A task makes one at most, so that going on after a crash makes no second.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table stashes (
      id integer primary key generated always as identity,
      mode text not null,
      account_id text not null,
      name text not null,
      kind text not null check (kind in ('asked', 'before-restore')),
      task_key uuid not null unique references tasks (key),
      created_at timestamptz not null default now(),
      checked_at timestamptz
    );
    create index stashes_by_place on stashes (mode, account_id, name, id desc);

    create table stash_orders (
      stash_id integer not null references stashes (id) on delete cascade,
      position integer not null check (position > 0),
      stop_order_id text not null,
      instrument_uid text not null,
      ticker text,
      snapshot jsonb not null,
      terms jsonb,
      edited jsonb,
      assumed text[] not null,
      problem text,
      active boolean not null default true,
      outcome text check (outcome in ('cancelled', 'executed', 'expired', 'gone', 'kept')),
      settled_at timestamptz,
      primary key (stash_id, position),
      check ((terms is null) = (problem is not null))
    );
    create index stash_orders_by_broker_id on stash_orders (stop_order_id);

    create table restores (
      task_key uuid primary key references tasks (key),
      stash_id integer not null references stashes (id),
      planned_at timestamptz not null default now(),
      proof jsonb
    );

    create table restored_orders (
      task_key uuid not null references restores (task_key) on delete cascade,
      position integer not null,
      number integer,
      fate text,
      stop_order_id text,
      primary key (task_key, position)
    );`.execute(db);
}
