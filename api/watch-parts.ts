import { setTimeout as delay } from 'node:timers/promises';
import type { Health } from '../commands/index.js';
import type { Logger } from '../config/index.js';
import { appendToJournal, type Database, partsToldAway } from '../database/index.js';
import type { JournalEntry } from '../domain/journal.js';
import { createPartWatch } from './part-watch.js';

const LOOK_MS = 2_000;

/** Looks at all parts every 2 s and journals what goes away and comes back; what the database misses it gets later. */
export function watchParts({
  db,
  health,
  logger,
}: {
  db: Database;
  health: () => Promise<Health>;
  logger: Logger;
}): { close(): Promise<void> } {
  const ending = new AbortController();
  const { signal } = ending;
  let untold: JournalEntry[] = [];

  /** What the database does not take now is written after one of the next looks. */
  const write = async () => {
    if (untold.length === 0) return;
    const entries = untold;
    try {
      await appendToJournal(db, entries);
      untold = untold.slice(entries.length);
    } catch (err) {
      logger.info({ err, entries: entries.length }, 'what went away or came back is not written yet');
    }
  };

  const run = async () => {
    const away = await partsToldAway(db).catch(() => new Map<string, number>());
    const look = createPartWatch((entry) => untold.push(entry), away);
    while (!signal.aborted) {
      look(await health(), performance.now());
      await write();
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run().catch((err: unknown) => logger.error({ err }, 'the parts are not watched any more'));

  return {
    async close() {
      ending.abort();
      await running;
    },
  };
}
