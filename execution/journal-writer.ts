import { appendToJournal, type Database } from '../database/index.js';
import type { JournalEntry } from '../domain/journal.js';
import type { ExecutionLogger, JournalWriter } from './dependencies.js';
import { createRetryingWriter } from './retrying-writer.js';

/**
 * A move of an order (cancel, final state, post) is told as one: a commit for each would compete with the order log for
 * the disk, and wake all who follow the journal, while the order is on its way. Nobody reads so fast.
 */
const GATHER_MS = 25;

/** One for a whole worker: entries of a moment go into the database in one statement. */
export function createJournalWriter(db: Database, logger: ExecutionLogger): JournalWriter {
  const writer = createRetryingWriter<JournalEntry>((entries) => appendToJournal(db, entries), {
    logger,
    what: 'journal',
    gatherMs: GATHER_MS,
  });
  return { write: writer.add, flush: writer.flush };
}
