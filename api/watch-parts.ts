import { setTimeout as delay } from 'node:timers/promises';
import type { Health } from '../commands/index.js';
import type { Logger } from '../config/index.js';
import { type Database, partsToldAway } from '../database/index.js';
import { createJournalWriter } from '../execution/index.js';
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
  const journal = createJournalWriter(db, logger);

  const run = async () => {
    const away = await partsToldAway(db).catch(() => new Map<string, number>());
    const look = createPartWatch(journal.write, away);
    while (!signal.aborted) {
      look(await health(), performance.now());
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
