/** What people are told where the catalogue, or what is kept beside it, could not be read: once until it could. */
import { sql } from 'kysely';
import type { JournalEntry, JournalKind } from '../domain/journal.js';
import type { Database } from './connection.js';
import { appendToJournal } from './journal.js';

/** The broker did not tell what it lists. Whoever was told so is not told again before it was read. */
export async function tellCatalogueUnread(db: Database, message: string): Promise<void> {
  const last = await lastOf(db, ['catalogue-read', 'catalogue-refused', 'catalogue-unread']);
  const severity = last?.kind === 'catalogue-unread' ? 'info' : 'warning';
  await appendToJournal(db, [{ taskId: null, kind: 'catalogue-unread', severity, data: { message } }]);
}

/** What a reading of dividends came to. People are told where more failed than they know of. */
export async function tellDividendsRead(
  db: Database,
  { read, failed, message }: { readonly read: number; readonly failed: number; readonly message: string },
): Promise<void> {
  const last = await lastOf(db, ['dividends-read', 'dividends-unread']);
  const known = last?.kind === 'dividends-unread' ? Number(last.data.failed) : 0;
  const entry: JournalEntry =
    failed === 0
      ? { taskId: null, kind: 'dividends-read', severity: 'info', data: { read } }
      : {
          taskId: null,
          kind: 'dividends-unread',
          severity: failed > known ? 'warning' : 'info',
          data: { read, failed, message },
        };
  await appendToJournal(db, [entry]);
}

/** Whether so short a reading, with these very figures, is known since the last good one: it needs nobody's attention again. */
export async function isKnownRefusal(db: Database, figures: JournalEntry['data']): Promise<boolean> {
  const last = await lastOf(db, ['catalogue-read', 'catalogue-refused']);
  return (
    last?.kind === 'catalogue-refused' &&
    Object.entries(figures).every(([name, figure]) => last.data[name] === figure)
  );
}

async function lastOf(
  db: Database,
  kinds: readonly JournalKind[],
): Promise<Pick<JournalEntry, 'kind' | 'data'> | undefined> {
  const { rows } = await sql<Pick<JournalEntry, 'kind' | 'data'>>`
    select kind, data from journal where kind = any(${[...kinds]}::text[]) order by seq desc limit 1`.execute(
    db,
  );
  return rows[0];
}
