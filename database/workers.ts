import { sql } from 'kysely';
import { type Database, unhurried } from './connection.js';

/** Heard of in the last seconds. */
const isLive = (table: string) => sql<boolean>`${sql.ref(`${table}.seen_at`)} > now() - interval '5 seconds'`;

/**
 * Tells that a worker lives; called once a second beside the prolonging of its claims. It does not wait for the disk: the
 * next one is told in a second.
 * @returns how many live, this one included
 */
export async function reportWorker(
  db: Database,
  worker: { id: string; brokerLive: boolean },
): Promise<number> {
  const { rows } = await sql<{ others: number }>`
    with ${unhurried}
    insert into workers (id, broker_live)
    select ${worker.id}, ${worker.brokerLive}::boolean from unhurried
    on conflict (id) do update set seen_at = now(), broker_live = excluded.broker_live
    returning (select count(*)::integer from workers other where other.id <> ${worker.id} and ${isLive('other')})
      as others`.execute(db);
  return 1 + (rows[0]?.others ?? 0);
}

/** Takes a worker that ends in order off the list, and those silent for a day. */
export async function removeWorker(db: Database, id: string): Promise<void> {
  await sql`delete from workers where id = ${id} or seen_at < now() - interval '1 day'`.execute(db);
}

/** Workers heard of in the last seconds. */
export async function liveWorkers(db: Database): Promise<{ id: string; brokerLive: boolean }[]> {
  const rows = await db
    .selectFrom('workers')
    .select(['id', 'broker_live'])
    .where(isLive('workers'))
    .execute();
  return rows.map((row) => ({ id: row.id, brokerLive: row.broker_live }));
}
