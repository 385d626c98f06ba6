import { appendToJournal, type Database, isRefusedByDatabase } from '../database/index.js';
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
  const writer = createRetryingWriter<JournalEntry>((entries) => append(db, entries), {
    logger,
    what: 'journal',
    gatherMs: GATHER_MS,
  });
  return { write: writer.add, flush: writer.flush };
}

/** One that the database refuses, such as broker's words that it cannot hold, must not keep the others from people. */
async function append(db: Database, entries: readonly JournalEntry[]): Promise<void> {
  try {
    await appendToJournal(db, entries);
  } catch (error) {
    if (!isRefusedByDatabase(error)) throw error;
    const [first, ...others] = entries;
    if (!first) return;
    if (others.length === 0) return appendToJournal(db, [refused(first, error as Error)]);
    const middle = Math.ceil(entries.length / 2);
    await append(db, entries.slice(0, middle));
    await append(db, entries.slice(middle));
  }
}

const refused = ({ taskId, kind: line }: JournalEntry, { message }: Error): JournalEntry => ({
  taskId,
  kind: 'line-refused',
  severity: 'warning',
  data: { line, message },
});
