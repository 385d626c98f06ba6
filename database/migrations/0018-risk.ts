import { type Kysely, sql } from 'kysely';

/** Who confirmed what trading with real money risks, once for each account. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table risk_confirmations (
      mode text not null,
      account_id text not null,
      by text not null,
      at timestamptz not null default clock_timestamp(),
      primary key (mode, account_id)
    )`.execute(db);
}
