import type { Database } from './connection.js';
import { lastJournalSeq, type RecordedEntry, readJournal } from './journal.js';

/**
 * The reports and warnings a consumer (one chat) has not been sent yet, in order. A new consumer starts at the end
 * of the journal: nobody wants the past of an installation they just joined.
 */
export async function unsentReports(db: Database, consumer: string): Promise<RecordedEntry[]> {
  const mark = await db
    .selectFrom('outbox_marks')
    .select('seq')
    .where('consumer', '=', consumer)
    .executeTakeFirst();
  if (!mark) {
    await markSent(db, consumer, await lastJournalSeq(db));
    return [];
  }
  return readJournal(db, { after: Number(mark.seq), severities: ['report', 'warning'] });
}

/** Marks everything up to `seq` as sent; called after the sending, so a crash in between sends twice, never not at all. */
export async function markSent(db: Database, consumer: string, seq: number): Promise<void> {
  await db
    .insertInto('outbox_marks')
    .values({ consumer, seq })
    .onConflict((conflict) => conflict.column('consumer').doUpdateSet({ seq }))
    .execute();
}
