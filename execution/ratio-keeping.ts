import { type KeptRatio, keepRatio } from '../database/index.js';
import type { Wish } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { createRetryingWriter } from './retrying-writer.js';
import type { ExecutorOptions } from './running-executor.js';
import type { SpreadAccount } from './spread-account.js';

/** Writes back what a fill overtook: an amended ratio that does not come into force. Hedges do not wait for it. */
export function watchRatio(
  { db, logger }: Pick<ExecutionDependencies, 'db' | 'logger'>,
  {
    claim,
    account,
  }: Pick<ExecutorOptions, 'claim'> & { account: Pick<SpreadAccount, 'overtaken' | 'hedgedBy'> },
) {
  const kept = createRetryingWriter<Omit<KeptRatio, 'claim'>>(
    async (items) => {
      const newest = items.at(-1);
      if (newest) await keepRatio(db, { ...newest, claim: claim.claim });
    },
    { logger, what: 'ratio' },
  );
  let written: Wish | undefined;
  return {
    /** Once for each wish. */
    look(): void {
      const overtaken = account.overtaken();
      if (!overtaken || overtaken.of === written) return;
      const { of, ...rest } = overtaken;
      written = of;
      kept.add(rest);
    },
    flush: kept.flush,
    /**
     * At the end, when the log holds all that is executed: an amendment from before that may stand in the row though
     * nobody here heard of it, and none follows.
     */
    async keep(): Promise<void> {
      const hedgedBy = account.hedgedBy();
      if (hedgedBy) kept.add(hedgedBy);
      await kept.flush();
    },
  };
}
