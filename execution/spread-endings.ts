import type { Settlement } from '../domain/task.js';
import type { ExecutionLogger } from './dependencies.js';
import { releaseAtEnd } from './release-at-end.js';
import type { ExecutorOptions } from './running-executor.js';

export interface SpreadEndingsOptions extends Pick<ExecutorOptions, 'task' | 'claim'> {
  readonly logger: ExecutionLogger;
  /** Everything known is in the database afterwards. */
  readonly flush: () => Promise<unknown>;
  /** There are no more looks: what they would have told is told now. */
  readonly tellLast: () => void;
  /** The ratio in force is what the row says afterwards; once everything known is in the database. */
  readonly keepRatio: () => Promise<void>;
  /** Nothing is looked at or sent afterwards. */
  readonly close: () => void;
  /** It was told to give the task up. */
  readonly isGivingUp: () => boolean;
}

/** How the executor of a spread lets go of its task: with what it came to, or for somebody else to go on. */
export function createSpreadEndings({
  task,
  claim,
  logger,
  flush,
  tellLast,
  keepRatio,
  close,
  isGivingUp,
}: SpreadEndingsOptions) {
  let isHandingOver = false;
  let settle: (settlement: Settlement | undefined) => void = () => undefined;
  const settled = new Promise<Settlement | undefined>((resolve) => {
    settle = resolve;
  });

  return {
    /** What it came to; undefined when somebody else goes on, or may have. */
    settled,
    /** Nothing may be executed any more: there is no far order. */
    async end(settlement: Settlement): Promise<void> {
      close();
      tellLast();
      await flush();
      await keepRatio();
      const insists = () => !isGivingUp();
      const wasOurs = await releaseAtEnd(claim, { insists, logger, task: task.id });
      settle(wasOurs ? settlement : undefined);
    },
    /**
     * Once. A far order may be executed meanwhile, and until the claim is free there is nobody else to hedge it: the
     * database may be away. So the hedging ends last; what two send for a moment is one order.
     */
    async handOver(): Promise<void> {
      if (isHandingOver) return;
      isHandingOver = true;
      await flush();
      await releaseAtEnd(claim, { insists: () => true, isSettled: false, logger, task: task.id });
      close();
      settle(undefined);
    },
  };
}
