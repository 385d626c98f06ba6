import { setTimeout as delay, setImmediate as turnOfLoop } from 'node:timers/promises';
import type { ExecutionLogger } from './dependencies.js';

const RETRY_MS = 500;

/**
 * Writes things in the background, one write at a time, in order, retried until the database takes them: an outage
 * delays what is written, never what is done on the market, and nothing is lost while the process lives. What is added
 * in one moment is one write.
 */
export function createRetryingWriter<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  { logger, what }: { logger: ExecutionLogger; what: string },
) {
  let pending: Item[] = [];
  let running: Promise<void> | undefined;
  let before: Promise<unknown> = Promise.resolve();

  /** Takes its turn, then writes all that waits; what was not taken waits again. */
  const inTurn = <T>(work: (items: readonly Item[]) => Promise<T>): Promise<T> => {
    const mine = before.then(async () => {
      const items = pending;
      pending = [];
      try {
        return await work(items);
      } catch (error) {
        pending = [...items, ...pending];
        throw error;
      }
    });
    before = mine.catch(() => undefined);
    return mine;
  };

  const drain = async () => {
    await turnOfLoop();
    while (pending.length > 0) {
      try {
        await inTurn(async (items) => {
          if (items.length > 0) await write(items);
        });
      } catch (error) {
        logger.warn({ err: error, what, count: pending.length }, 'not written yet, trying again');
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
    /**
     * Writes what waits together with something else, in one go that is the caller's to make; if it throws, what
     * waited waits again.
     */
    async together<T>(work: (items: readonly Item[]) => Promise<T>): Promise<T> {
      try {
        return await inTurn(work);
      } catch (error) {
        if (pending.length > 0) running ??= drain();
        throw error;
      }
    },
    /** Resolves when everything added so far is written. */
    async flush(): Promise<void> {
      do {
        await before;
        await running;
      } while (pending.length > 0);
    },
  };
}
