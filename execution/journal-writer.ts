import { appendToJournal, type Database } from '../database/index.js';
import type { JournalEntry } from '../domain/journal.js';
import type { ExecutionLogger, JournalWriter } from './dependencies.js';
import { createRetryingWriter } from './retrying-writer.js';

/** One for a whole worker: entries of a moment go into the database in one statement. */
export function createJournalWriter(db: Database, logger: ExecutionLogger): JournalWriter {
  const writer = createRetryingWriter<JournalEntry>((entries) => appendToJournal(db, entries), {
    logger,
    what: 'journal',
  });
  return { write: writer.add, flush: writer.flush };
}
