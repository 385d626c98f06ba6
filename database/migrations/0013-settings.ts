import { type Kysely, sql } from 'kysely';

/** What people set while the program runs. A row without a value was set back to its default. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table settings (
      key text primary key,
      value jsonb,
      changed_by text not null,
      changed_at timestamptz not null
    )`.execute(db);
}
