import type { RecordedEntry } from '../database/index.js';
import { describeEntry, type Locale } from '../locales/index.js';

/** A journal entry with its words in the caller's language. */
export const journalJson = (locale: Locale, entry: RecordedEntry) => ({
  seq: entry.seq,
  at: entry.at.toISOString(),
  taskId: entry.taskId,
  kind: entry.kind,
  severity: entry.severity,
  data: entry.data,
  text: describeEntry(locale, entry),
});
