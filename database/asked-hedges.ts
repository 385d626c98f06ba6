import { sql } from 'kysely';
import type { JournalKind } from '../domain/journal.js';
import type { Database } from './connection.js';

/** What begins a question about a hedge, and what ends it. */
const ASKS: JournalKind = 'hedge-needs-person';
const ENDS: readonly JournalKind[] = ['hedge-answered', 'hedge-done', 'hedge-held-back'];

/** A question about a hedge that waits for an answer. */
export interface AskedHedge {
  /** Near lots, hedged ones included, that were due when it was last told; unknown of an older one. */
  readonly dueLots?: number;
}

/**
 * Which of these tasks (by their readable ids) asked a person about a hedge last, and nothing came of it yet. Executors
 * write that themselves, so it is known while Temporal, and with it the state of a task, is behind.
 */
export async function askedHedges(
  db: Database,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, AskedHedge>> {
  if (taskIds.length === 0) return new Map();
  const { rows } = await sql<{ task_id: string; kind: string; data: { dueLots?: number } }>`
    select distinct on (task_id) task_id, kind, data from journal
    where task_id in (${sql.join(taskIds)}) and kind in (${sql.join([ASKS, ...ENDS])})
    order by task_id, seq desc`.execute(db);
  return new Map(
    rows.flatMap(({ task_id, kind, data: { dueLots } }) =>
      kind === ASKS ? [[task_id, { ...(dueLots !== undefined && { dueLots }) }]] : [],
    ),
  );
}
