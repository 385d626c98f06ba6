import { type Kysely, sql } from 'kysely';

/**
 * Whether a limit is set stands beside the halt, since an order about to be written down locks and reads that row
 * anyway. What was executed of late is found without reading the log of years.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table halt add column limited boolean not null default false;
    update halt set limited = exists (select 1 from settings where key like 'limits.%' and value is not null);
    create index orders_executed on orders (account_id, settled_at) where executed_lots > 0`.execute(db);
}
