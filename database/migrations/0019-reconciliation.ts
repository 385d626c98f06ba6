import { type Kysely, sql } from 'kysely';

/** What is remembered of the account as it was last found: what explains its positions, and which differences were told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reconciliations (
      mode text not null,
      account_id text not null,
      worker_id uuid not null,
      version bigint not null default 0,
      looked_at timestamptz not null default now(),
      saved_at timestamptz,
      primary key (mode, account_id)
    )`.execute(db);
  await sql`
    create table reconciled_positions (
      mode text not null,
      account_id text not null,
      instrument_uid text not null,
      unexplained bigint,
      amount bigint,
      explained_at timestamptz,
      primary key (mode, account_id, instrument_uid)
    )`.execute(db);
  await sql`
    create table reconciled_executions (
      mode text not null,
      account_id text not null,
      name text not null,
      instrument_uid text not null,
      amount bigint not null,
      told bigint,
      changed_at timestamptz not null default now(),
      primary key (mode, account_id, name)
    )`.execute(db);
  await sql`
    create table told_differences (
      mode text not null,
      account_id text not null,
      kind text not null,
      subject text not null,
      figure text not null,
      told_at timestamptz not null default now(),
      primary key (mode, account_id, kind, subject)
    )`.execute(db);
  await sql`create index orders_by_end on orders (account_id, settled_at)`.execute(db);
}
