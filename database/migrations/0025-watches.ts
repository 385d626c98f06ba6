import { type Kysely, sql } from 'kysely';

/** On which side of its threshold each thing that a task watches was last seen, and when that was told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table watch_marks (
      task_key uuid not null references tasks (key),
      subject text not null,
      rises boolean not null,
      above boolean not null,
      told_at timestamptz,
      primary key (task_key, subject)
    )`.execute(db);
}
