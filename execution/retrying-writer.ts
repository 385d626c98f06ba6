import { setTimeout as delay, setImmediate as turnOfLoop } from 'node:timers/promises';
import { isRefusedByDatabase } from '../database/index.js';
import type { ExecutionLogger } from './dependencies.js';

const RETRY_MS = 500;

/**
 * Writes things in the background, one write at a time, in order, retried until the database takes them: an outage
 * delays what is written, never what is done on the market, and nothing is lost while the process lives. What is added
 * in one moment is one write. What the database refuses for good stays where it is, and is tried again only with what
 * follows: nobody waits for it.
 * @param options `gatherMs`: such a moment lasts so long; 0 by default, which is one turn of the event loop
 */
export function createRetryingWriter<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  { logger, what, gatherMs = 0 }: { logger: ExecutionLogger; what: string; gatherMs?: number },
) {
  let pending: Item[] = [];
  let running: Promise<void> | undefined;
  let before: Promise<unknown> = Promise.resolve();
  let isRefused = false;
  let hurry: () => void = () => undefined;

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

  const gathered = () =>
    gatherMs === 0
      ? turnOfLoop()
      : Promise.race([
          delay(gatherMs, undefined, { ref: false }),
          new Promise<void>((resolve) => {
            hurry = resolve;
          }),
        ]);

  const drain = async () => {
    do {
      await gathered();
      try {
        await inTurn(async (items) => {
          if (items.length > 0) await write(items);
        });
        isRefused = false;
      } catch (error) {
        isRefused = isRefusedByDatabase(error);
        if (isRefused) {
          logger.error(
            { err: error, what, count: pending.length },
            'the database refuses what is to be written',
          );
          break;
        }
        logger.warn({ err: error, what, count: pending.length }, 'not written yet, trying again');
        await delay(RETRY_MS);
      }
    } while (pending.length > 0);
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
    /** Resolves when everything added so far is written, or the database refused it; nothing more is gathered. */
    async flush(): Promise<void> {
      do {
        hurry();
        await before;
        await running;
      } while (pending.length > 0 && !isRefused);
    },
  };
}
