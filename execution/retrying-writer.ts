import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionLogger } from './dependencies.js';

const RETRY_MS = 500;

/**
 * Writes things in the background, one write at a time, in order, retried until the database takes them: an outage
 * delays what is written, never what is done on the market, and nothing is lost while the process lives.
 */
export function createRetryingWriter<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  { logger, what }: { logger: ExecutionLogger; what: string },
) {
  let pending: Item[] = [];
  let running: Promise<void> | undefined;

  const drain = async () => {
    while (pending.length > 0) {
      const items = pending;
      pending = [];
      try {
        await write(items);
      } catch (error) {
        logger.warn({ err: error, what, count: items.length }, 'not written yet, trying again');
        pending = [...items, ...pending];
        await delay(RETRY_MS);
      }
    }
    running = undefined;
  };

  return {
    add(item: Item): void {
      pending.push(item);
      running ??= drain();
    },
    /** Resolves when everything added so far is written. */
    async flush(): Promise<void> {
      await running;
    },
  };
}
