import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionLogger } from '../dependencies.js';

const RETRY_MS = 250;

/** Does something until it works; undefined when this worker gave its task up before. */
export const createInsisting =
  ({ logger, givenUp, what }: { logger: ExecutionLogger; givenUp: AbortSignal; what: string }) =>
  async <T>(attempt: () => Promise<T>): Promise<T | undefined> => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        logger.warn({ err: error, what }, 'not written yet, trying again');
        if (givenUp.aborted) return undefined;
        await delay(RETRY_MS, undefined, { signal: givenUp }).catch(() => undefined);
      }
    }
  };
