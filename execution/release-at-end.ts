import { setTimeout as delay } from 'node:timers/promises';
import type { HeldClaim } from './claim-keeper.js';
import type { ExecutionLogger } from './dependencies.js';

const RETRY_MS = 500;

/**
 * Gives a claim up at an executor's end. Who stood still may have lost it without knowing, and then knows nothing of what
 * the next holder ordered: what it came to counts only if the claim was ours until now, so that is asked until it is known.
 * @param options `insists`: whether the answer is still worth waiting for; `isSettled`: nobody is to go on with the task
 * @returns whether the claim was ours until now; false when nobody knows
 */
export async function releaseAtEnd(
  claim: HeldClaim,
  {
    insists,
    isSettled = true,
    logger,
    task,
  }: { insists: () => boolean; isSettled?: boolean; logger: ExecutionLogger; task: string },
): Promise<boolean> {
  for (;;) {
    try {
      return await claim.release(isSettled && insists());
    } catch (error) {
      logger.warn({ err: error, task }, 'the claim could not be released; it runs out by itself');
      if (!insists()) return false;
      await delay(RETRY_MS);
    }
  }
}
