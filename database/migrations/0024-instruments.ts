import { type Kysely, sql } from 'kysely';

/**
 * What each of the broker's contours lists, or once did: what is gone stays, inactive, because queues, lists and stashes
 * name it. `search` is what people may write of it, in small letters, Russian and Latin, for the trigrams. A server
 * without them, or a role that may not make the extension, is no reason not to start: the search is simpler then.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      create extension if not exists pg_trgm;
    exception when insufficient_privilege or undefined_file or feature_not_supported then null;
    end $$`.execute(db);
  await sql`
    create table instruments (
      mode text not null,
      uid text not null,
      figi text not null,
      ticker text not null,
      class_code text not null,
      isin text not null,
      name text not null,
      kind text not null check (kind in ('share', 'bond', 'future', 'etf', 'currency')),
      currency text not null,
      position_uid text not null,
      basic_asset_position_uid text,
      last_trade_at timestamptz,
      active boolean not null default true,
      listing jsonb not null,
      search text not null,
      listed_at timestamptz not null default now(),
      gone_at timestamptz,
      primary key (mode, uid)
    )`.execute(db);
  await sql`create index instruments_by_ticker on instruments (mode, upper(ticker))`.execute(db);
  await sql`
    do $$ begin
      create index instruments_by_search on instruments using gin (search gin_trgm_ops);
    exception when undefined_object then null;
    end $$`.execute(db);
  await sql`
    create table catalogue_readings (
      id bigint generated always as identity primary key,
      mode text not null,
      read_at timestamptz not null default now(),
      requested_by text not null,
      listed integer not null,
      added integer not null,
      changed integer not null,
      gone integer not null,
      refused boolean not null
    )`.execute(db);
  await sql`create index catalogue_readings_by_time on catalogue_readings (mode, read_at desc)`.execute(db);
  await sql`
    create table dividends (
      mode text not null,
      instrument_uid text not null,
      record_date date not null,
      last_buy_date date not null,
      payment_date date,
      amount numeric not null check (amount > 0),
      currency text not null,
      primary key (mode, instrument_uid, record_date)
    )`.execute(db);
}
