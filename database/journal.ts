import { type Selectable, sql } from 'kysely';
import type { JournalEntry, JournalKind, Severity } from '../domain/journal.js';
import type { Database } from './connection.js';
import type { JournalTable } from './tables/journal.js';

export interface RecordedEntry extends JournalEntry {
  /** Rises in the order in which entries become visible. */
  readonly seq: number;
  readonly at: Date;
}

/** Any fixed number: serialises appends, so that a reader who saw entry n never finds a smaller one later. */
const APPEND_LOCK = 7_261_001;

/** Appends entries in their order and announces the last on channel `journal`. */
export async function appendToJournal(db: Database, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql`
    with turn as (select pg_advisory_xact_lock(${APPEND_LOCK})),
    added as (
      insert into journal (task_id, kind, severity, data)
      select entry.value->>'taskId', entry.value->>'kind', entry.value->>'severity', entry.value->'data'
      from turn, jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality as entry (value, place)
      order by entry.place
      returning seq
    )
    select pg_notify('journal', max(seq)::text) from added`.execute(db);
}

const fromRow = (row: Selectable<JournalTable>): RecordedEntry => ({
  seq: Number(row.seq),
  at: row.at,
  taskId: row.task_id,
  kind: row.kind as JournalKind,
  severity: row.severity as Severity,
  data: row.data as JournalEntry['data'],
});

export interface JournalFilter {
  /** Entries after this one, oldest first; without it the newest ones, newest first. */
  readonly after?: number;
  readonly taskId?: string;
  readonly severities?: readonly Severity[];
  /** 100 by default. */
  readonly limit?: number;
}

export async function readJournal(db: Database, filter: JournalFilter = {}): Promise<RecordedEntry[]> {
  let query = db
    .selectFrom('journal')
    .selectAll()
    .limit(filter.limit ?? 100);
  query =
    filter.after === undefined
      ? query.orderBy('seq', 'desc')
      : query.where('seq', '>', String(filter.after)).orderBy('seq', 'asc');
  if (filter.taskId !== undefined) query = query.where('task_id', '=', filter.taskId);
  if (filter.severities) query = query.where('severity', 'in', [...filter.severities]);
  return (await query.execute()).map(fromRow);
}

/** The newest entry's number, 0 in an empty journal. */
export async function lastJournalSeq(db: Database): Promise<number> {
  const row = await db
    .selectFrom('journal')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** Parts that were last told of as away, with how many milliseconds ago. */
export async function partsToldAway(db: Database): Promise<Map<string, number>> {
  const { rows } = await sql<{ kind: string; part: string; ms: string }>`
    select distinct on (data->>'part') kind, data->>'part' as part,
      extract(epoch from (clock_timestamp() - at)) * 1000 as ms
    from journal where severity <> 'info' and kind in ('part-away', 'part-back')
    order by data->>'part', seq desc`.execute(db);
  return new Map(rows.flatMap(({ kind, part, ms }) => (kind === 'part-away' ? [[part, Number(ms)]] : [])));
}
