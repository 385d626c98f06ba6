import { type Kysely, sql } from 'kysely';

/** A future that is held is warned of once at each number of days before its end, however many workers look. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table expiry_warnings (
      mode text not null,
      account_id text not null,
      instrument_uid text not null,
      threshold integer not null,
      warned_at timestamptz not null default now(),
      primary key (mode, account_id, instrument_uid, threshold)
    )`.execute(db);
}
