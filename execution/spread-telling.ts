import { recordProgress } from '../database/index.js';
import { executionOf } from '../domain/leg.js';
import { hedgeState } from '../domain/spread/hedge-state.js';
import { isInDoubt, isLeft, unhedged } from '../domain/spread/owed.js';
import { farDirection } from '../domain/spread/quote.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { ExecutionDependencies } from './dependencies.js';
import { createHedgeTelling } from './hedge-telling.js';
import { watchIdleness } from './idle-watch.js';
import { sooner } from './leg-loop.js';
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
  { db, logger, journal }: ExecutionDependencies,
  {
    task,
    instruments: [far, near = far],
    claim,
    onProgress,
    account,
  }: Pick<ExecutorOptions, 'task' | 'instruments' | 'claim' | 'onProgress'> & { account: SpreadAccount },
) {
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
  });
  const hedge = createHedgeTelling({ journal, taskId: task.id, ticker: near.ticker });
  let owes = false;
  let hasLeft = false;
  let sell = false;
  const idleness = watchIdleness((seconds) => {
    const data = { ticker: far.ticker, direction: farDirection(sell), seconds };
    journal.write({ taskId: task.id, kind: 'no-order-placed', severity: 'warning', data });
  });

  return {
    /** @returns when something more is to be told, though nothing else happens */
    look(
      seen: SpreadView,
      { isRefused, isKnown }: { isRefused: boolean; isKnown: boolean },
    ): number | undefined {
      const state = hedgeState(seen);
      owes = state.owedLots > 0;
      sell = seen.sell;
      hasLeft = isLeft(seen);
      account.note(unhedged(seen), isKnown);
      ratio.look();
      const overHedgedAtMs = overHedging.look(
        isKnown && !isInDoubt(seen.far) ? (state.overHedgedLots ?? 0) : undefined,
      );
      const tellAtMs = hedge.look({ ...state, isRefused, nearLots: executionOf(seen.near.leg).lots });
      const news = account.news(state.needsPerson ? 'person' : null);
      if (news) {
        progress.add(news);
        onProgress(news);
      }
      return sooner(tellAtMs, overHedgedAtMs);
    },
    /** The hedge of a whole near lot at least is owed that nobody let be, as of the last look. */
    owes: (): boolean => owes,
    /** @returns when a person is to be told that no order could be placed, if none can be now. */
    lookForIdleness: (isIdle: boolean): number | undefined => idleness(isIdle && !owes && !hasLeft),
    async flush(): Promise<void> {
      overHedging.tellNow();
      progress.add(account.progress());
      await Promise.all([progress.flush(), ratio.flush()]);
    },
  };
}
