import { recordProgress } from '../database/index.js';
import { executionOf } from '../domain/leg.js';
import { hedgeState } from '../domain/spread/hedge-state.js';
import { isInDoubt, isLeft, unhedged } from '../domain/spread/owed.js';
import { farDirection } from '../domain/spread/quote.js';
import type { SpreadRequest } from '../domain/spread/terms.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { Idleness } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { createHedgeTelling } from './hedge-telling.js';
import { watchIdleness } from './idle-watch.js';
import type { NotTakenFor } from './leg-posting.js';
import { watchOverHedging } from './over-hedge-watch.js';
import { watchRatio } from './ratio-keeping.js';
import { createRetryingWriter } from './retrying-writer.js';
import type { ExecutorOptions, TaskProgress } from './running-executor.js';
import type { SpreadAccount } from './spread-account.js';

/**
 * What is told of a running spread: its progress, a hedge that is held back or needs a person, one that is too much, a
 * ratio that stays, idleness.
 */
export function createSpreadTelling(
  dependencies: ExecutionDependencies,
  {
    task,
    instruments: [far, near = far],
    claim,
    onProgress,
    account,
  }: Pick<ExecutorOptions, 'task' | 'instruments' | 'claim' | 'onProgress'> & { account: SpreadAccount },
) {
  const { db, logger, journal } = dependencies;
  const progress = createRetryingWriter<TaskProgress>(
    async (items) => {
      const newest = items.at(-1);
      if (!newest) return;
      const { executed, averagePrice } = newest;
      const unhedged = account.unhedgedSoFar();
      await recordProgress(db, { key: task.key, executed, averagePrice, unhedged });
    },
    { logger, what: 'progress' },
  );
  const ratio = watchRatio({ db, logger }, { claim, account });
  const overHedging = watchOverHedging((lots) => {
    const data = { ticker: near.ticker, lots };
    journal.write({ taskId: task.id, kind: 'over-hedged', severity: 'warning', data });
  }, claim.isValid);
  const hedge = createHedgeTelling({ journal, taskId: task.id, ticker: near.ticker });
  let owes = false;
  let hasLeft = false;
  const { sell } = task.request as SpreadRequest;
  const idleness = watchIdleness(dependencies, {
    task,
    figures: { ticker: far.ticker, direction: farDirection(sell) },
  });

  return {
    /** @returns when to look again, though nothing else happens */
    look(
      seen: SpreadView,
      { notTakenFor, isKnown }: { notTakenFor: NotTakenFor | undefined; isKnown: boolean },
    ): number | undefined {
      const state = hedgeState(seen);
      owes = state.owedLots > 0;
      hasLeft = isLeft(seen);
      account.note(unhedged(seen), isKnown);
      ratio.look();
      const overHedgedAtMs = overHedging.look(
        isKnown && !isInDoubt(seen.far) ? (state.overHedgedLots ?? 0) : undefined,
      );
      hedge.look({ ...state, notTakenFor, nearLots: executionOf(seen.near.leg).lots });
      const news = account.news(state.needsPerson ? 'person' : null);
      if (news) {
        progress.add(news);
        onProgress(news);
      }
      return overHedgedAtMs;
    },
    /** The hedge of a whole near lot at least is owed that nobody let be, as of the last look. */
    owes: (): boolean => owes,
    /**
     * A hedge that is owed is told by itself.
     * @param why no far order can be placed now; undefined while one works or none is wanted
     * @returns when a person is to be told
     */
    lookForIdleness: (why: Idleness | undefined): number | undefined =>
      idleness.look(owes || hasLeft ? undefined : why),
    close: hedge.close,
    /** There are no more looks, not by another executor either. */
    tellLast: overHedging.tellNow,
    async flush(): Promise<void> {
      progress.add(account.progress());
      await Promise.all([progress.flush(), ratio.flush(), idleness.flush()]);
    },
    keepRatio: ratio.keep,
  };
}
