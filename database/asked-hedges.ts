import { sql } from 'kysely';
import type { JournalEntry, JournalKind } from '../domain/journal.js';
import type { Database } from './connection.js';

/** What begins a question about a hedge, and what ends it. */
const ASKS: JournalKind = 'hedge-needs-person';
const ENDS: readonly JournalKind[] = ['hedge-answered', 'hedge-done'];
const HELD_BACK: JournalKind = 'hedge-held-back';
/** A hedge that cannot be sent at all for these reasons is no question; for the others it may stand meanwhile. */
const NO_MARKET = ['closed', 'halted', 'no-book'];

/** A question about a hedge that waits for an answer, as often as it was told; or why there is none for now. */
export interface AskedHedge {
  /** By their numbers, which are those of the journal, oldest first; none while the market is away. */
  readonly told: readonly { readonly number: number; readonly data: JournalEntry['data'] }[];
  /** The near market is away, which ended what was asked before. */
  readonly away?: JournalEntry['data'];
}

/**
 * What these tasks (by their readable ids) asked a person about a hedge, where nothing came of it yet. Executors write
 * that themselves, so it is known while Temporal, and with it the state of a task, is behind.
 */
export async function askedHedges(
  db: Database,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, AskedHedge>> {
  if (taskIds.length === 0) return new Map();
  const isEnd = sql`(kind in (${sql.join(ENDS)}) or kind = ${HELD_BACK} and data->>'reason' in (${sql.join(NO_MARKET)}))`;
  const { rows } = await sql<{ task_id: string; seq: string; kind: string; data: JournalEntry['data'] }>`
    with ended as (
      select task_id, max(seq) as seq from journal where task_id in (${sql.join(taskIds)}) and ${isEnd} group by task_id
    )
    select journal.task_id, journal.seq, kind, data from journal left join ended on ended.task_id = journal.task_id
    where journal.task_id in (${sql.join(taskIds)}) and kind in (${sql.join([ASKS, HELD_BACK])})
      and journal.seq >= coalesce(ended.seq, 0) and (kind = ${ASKS} or journal.seq = ended.seq)
    order by journal.seq`.execute(db);
  const found = new Map<string, AskedHedge>();
  for (const { task_id, seq, kind, data } of rows) {
    const { told = [] } = found.get(task_id) ?? {};
    if (kind === ASKS) found.set(task_id, { told: [...told, { number: Number(seq), data }] });
    else found.set(task_id, { told: [], away: data });
  }
  return found;
}
