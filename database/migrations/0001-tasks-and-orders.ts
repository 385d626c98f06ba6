import { type Kysely, sql } from 'kysely';

/** Tasks, claims, the order log, the journal, and what commands need to be asked once. Never edited after release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create sequence task_numbers;

    create table tasks (
      key uuid primary key,
      id text not null unique,
      kind text not null,
      mode text not null check (mode in ('paper', 'sandbox', 'live')),
      account_id text not null,
      state text not null check (state in ('running', 'paused', 'waiting', 'done', 'cancelled', 'failed')),
      waiting_for text,
      ticker text,
      instrument_uid text,
      request jsonb not null,
      wish jsonb not null,
      wish_version integer not null,
      amount numeric,
      executed numeric not null default 0,
      average_price numeric,
      requested_by text not null,
      origin text,
      request_key text unique,
      started_at timestamptz not null default now(),
      finished_at timestamptz,
      result jsonb,
      error jsonb
    );
    create index tasks_unfinished on tasks (started_at) where finished_at is null;
    create index tasks_by_start on tasks (started_at desc);
    create unique index tasks_one_per_origin on tasks (origin) where finished_at is null;

    create table claims (
      task_key uuid primary key references tasks (key) on delete cascade,
      worker_id uuid,
      epoch bigint not null default 0,
      valid_until timestamptz not null default '-infinity',
      asked_by uuid
    ) with (fillfactor = 50);

    create table orders (
      task_key uuid not null references tasks (key),
      leg text not null,
      number integer not null check (number > 0),
      client_order_id uuid not null unique,
      broker_order_id text,
      account_id text not null,
      instrument_uid text not null,
      direction text not null check (direction in ('buy', 'sell')),
      lots integer not null check (lots > 0),
      price numeric not null,
      time_in_force text not null,
      epoch bigint not null,
      state text not null check (state in ('sent', 'working', 'final', 'refused')),
      doubted boolean not null default false,
      executed_lots integer not null default 0,
      executed_value numeric not null default 0,
      commission numeric not null default 0,
      recorded_at timestamptz not null default now(),
      settled_at timestamptz,
      primary key (task_key, leg, number)
    );
    create index orders_unsettled on orders (account_id) where state in ('sent', 'working');

    create table journal (
      seq bigserial primary key,
      at timestamptz not null default now(),
      task_id text,
      kind text not null,
      severity text not null check (severity in ('info', 'report', 'warning')),
      data jsonb not null
    );
    create index journal_by_task on journal (task_id, seq);
    create index journal_to_report on journal (seq) where severity <> 'info';

    create table outbox_marks (consumer text primary key, seq bigint not null);

    create table confirmations (
      token_hash text primary key,
      actor text not null,
      command text not null,
      arguments jsonb not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );

    create table requests (
      actor text not null,
      key text not null,
      fingerprint text not null,
      status integer,
      body jsonb,
      at timestamptz not null default now(),
      primary key (actor, key)
    );

    create table sellbuy_queue (
      id serial primary key,
      ticker text not null,
      sell boolean not null,
      amount integer not null check (amount > 0),
      limit_price numeric check (limit_price > 0),
      active boolean not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create table workers (
      id uuid primary key,
      started_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      broker_live boolean not null
    ) with (fillfactor = 50);
  `.execute(db);
}
