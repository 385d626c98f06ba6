import { setTimeout as delay } from 'node:timers/promises';
import type { OrderStateHub } from '../broker/broker.js';
import { RateLimitedError } from '../broker/errors.js';
import type { ExecutionLogger } from './dependencies.js';

const RETRY_MS = 500;

/**
 * Reads the orders of the day, once for all tasks that ask at this moment, as long as it takes: the order log may lack
 * the last hedges, which are written down beside their sending.
 */
export async function compareOrders(
  hub: Pick<OrderStateHub, 'refresh'>,
  { isOver, logger, task }: { isOver: () => boolean; logger: ExecutionLogger; task: string },
): Promise<void> {
  while (!isOver()) {
    try {
      return await hub.refresh();
    } catch (err) {
      logger.info({ err, task }, 'the orders of the day could not be read, trying again');
      await delay(err instanceof RateLimitedError ? err.resetMs : RETRY_MS);
    }
  }
}
