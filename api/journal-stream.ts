import type { ServerResponse } from 'node:http';
import type { RecordedEntry } from '../database/index.js';
import type { Locale } from '../locales/index.js';
import { journalJson } from './journal-json.js';

export interface JournalStreamOptions {
  /** The last entry that the reader has. */
  readonly after: number;
  readonly locale: Locale;
  /** The next entries, oldest first; none when there are no more. */
  readonly read: (after: number) => Promise<readonly RecordedEntry[]>;
}

export interface JournalStream {
  /** There is more to read, or may be. */
  more(): void;
  end(): void;
}

/**
 * Writes the journal on from the last entry sent, one read at a time, however often it is told that there is more. What
 * a slow reader has not taken yet is left in the database.
 */
export function journalStream(
  raw: ServerResponse,
  { after, locale, read }: JournalStreamOptions,
): JournalStream {
  let seq = after;
  let reading = false;
  let again = false;

  const readOn = async () => {
    reading = true;
    try {
      while (again && !raw.destroyed && !raw.writableEnded) {
        again = false;
        for (const entry of await read(seq)) {
          again = true;
          seq = entry.seq;
          raw.write(`id: ${entry.seq}\ndata: ${JSON.stringify(journalJson(locale, entry))}\n\n`);
        }
        if (raw.writableNeedDrain) await drained(raw);
      }
    } catch {
      // The database is away for a moment: the next entry, or the next sign of life, reads what is missing.
    } finally {
      reading = false;
    }
  };
  return {
    more() {
      again = true;
      if (!reading) void readOn();
    },
    end: () => void raw.end(),
  };
}

/** Resolves when everything written was taken, or the reader is gone. */
const drained = (raw: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done);
      resolve();
    };
    raw.on('drain', done).on('close', done);
  });
