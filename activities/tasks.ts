import {
  type AmendAnswer,
  type AmendedWish,
  amendTask,
  appendToJournal,
  type Database,
  finishTask,
  forgetWatchMarks,
  inTransaction,
  isWithdrawn,
  lotsOfUnknownCommission,
  recordState,
  restoreProof,
  stopsNotPlaced,
  taskByKey,
  writeMode,
} from '../database/index.js';
import type { JournalEntry } from '../domain/journal.js';
import type { SpreadResult } from '../domain/spread/terms.js';
import type { StopsResult } from '../domain/stop-task.js';
import type { SellbuyResult, TaskError, TaskState, WaitingReason, Wish } from '../domain/task.js';
import type { WatchingResult } from '../domain/watching/requests.js';

export interface TaskActivitiesDependencies {
  readonly db: Database;
}

export interface TaskEnd {
  readonly taskKey: string;
  readonly taskId: string;
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly result: SellbuyResult | SpreadResult | StopsResult | WatchingResult;
  readonly error?: TaskError;
}

export interface AmendTask extends Omit<AmendedWish, 'key'> {
  readonly taskKey: string;
}

export interface TellTask {
  readonly taskKey: string;
  readonly mode: 'run' | 'pause';
  /** Under which who asked may withdraw it. */
  readonly telling?: string | undefined;
}

/** What a task's row says is wanted. */
export interface KeptWish extends Wish {
  /** It was not changed, because who asked gave up. */
  readonly withdrawn?: true;
}

/** The halt itself is told to everybody, once, and so are what a person is asked, and a round of stop orders that is placed. */
const TOLD_OTHERWISE: ReadonlySet<WaitingReason> = new Set(['halt', 'person', 'renewal']);

/** The projection of a task and its wish: what its workflow decided, where executors and people see it. */
export const createTaskActivities = ({ db }: TaskActivitiesDependencies) => ({
  /** Tells the task's executor to run or pause, wherever it is. @returns what the row says after it */
  async tell({ taskKey: key, mode, telling }: TellTask): Promise<KeptWish | undefined> {
    await writeMode(db, { key, mode, telling });
    const kept = (await taskByKey(db, key))?.wish;
    if (!kept || kept.mode === mode || telling === undefined) return kept;
    return (await isWithdrawn(db, { key, id: telling })) ? { ...kept, withdrawn: true } : kept;
  },

  /** Gives a task other terms or answers about its hedge, or says why not; the same answer however often this is repeated. */
  async amend({ taskKey: key, ...amended }: AmendTask): Promise<AmendAnswer> {
    return amendTask(db, { key, ...amended });
  },

  async recordTaskState(change: {
    taskKey: string;
    taskId: string;
    state: TaskState;
    waitingFor: WaitingReason | null;
    /** Whether it waited before. */
    waited: boolean;
    /** What for; absent in workflows that began before halts. */
    waitedFor?: WaitingReason | null;
  }): Promise<void> {
    const { taskKey: key, taskId, state, waitingFor, waited, waitedFor = 'session' } = change;
    await recordState(db, { key, state, ...(waitingFor && { waitingFor }) });
    if (state === 'waiting') {
      await appendToJournal(db, [
        {
          taskId,
          kind: 'task-waiting',
          severity: waitingFor && TOLD_OTHERWISE.has(waitingFor) ? 'info' : 'warning',
          data: { reason: waitingFor },
        },
      ]);
    } else if (state === 'running' && waited) {
      await appendToJournal(db, [
        { taskId, kind: 'task-running', severity: 'info', data: { reason: waitedFor } },
      ]);
    }
  },

  /** Ends the task's row and reports it, both or neither, and once however often this is repeated. */
  async finish({ taskKey: key, taskId, state, result, error }: TaskEnd): Promise<void> {
    // A leg that is left alone is more than an end.
    const severity = error?.code === 'left-unhedged' ? 'warning' : 'report';
    await inTransaction(db, async (transaction) => {
      if ('watching' in result) {
        if (!(await finishTask(transaction, { key, state, result, error: error ?? null }))) return;
        await forgetWatchMarks(transaction, key);
        const data = { ...watchedOf(result), ...(error && { code: error.code, ...error.data }) };
        await appendToJournal(transaction, [
          // That it ends was told with its one report.
          { taskId, kind: `watching-${state}`, severity: result.why === 'once' ? 'info' : severity, data },
        ]);
        return;
      }
      if ('stops' in result) {
        const kind = `stops-${state}` as const;
        const { notPlaced: _, differences: __, ...figures } = result;
        const data = { ...figures, ...(error && { code: error.code, ...error.data }) };
        const notPlaced = await stopsNotPlaced(transaction, key);
        const proof = result.stops === 'restore' ? await restoreProof(transaction, key) : null;
        const told = { ...result, notPlaced, ...(proof && { differences: proof.differences }) };
        const whole = { key, state, result: told, error: error ?? null };
        if (await finishTask(transaction, whole))
          await appendToJournal(transaction, [{ taskId, kind, severity, data }]);
        return;
      }
      const commissionUnknownLots = await lotsOfUnknownCommission(transaction, key);
      const unknown = commissionUnknownLots > 0 && { commissionUnknownLots };
      const data = { ...figuresOf(result), ...unknown, ...(error && { code: error.code, ...error.data }) };
      const first = await finishTask(transaction, {
        key,
        state,
        result: { ...result, ...unknown },
        error: error ?? null,
      });
      if (first) await appendToJournal(transaction, [{ taskId, kind: `task-${state}`, severity, data }]);
    });
  },
});

function watchedOf(result: WatchingResult): JournalEntry['data'] {
  if (result.watching === 'watch') {
    const { watching: task, ...figures } = result;
    return { task, ...figures };
  }
  const { watching: task, once, ...figures } = result;
  return { task, ...figures, once: once ? 'yes' : 'no' };
}

/** What the report of an end is made of. */
function figuresOf(result: SellbuyResult | SpreadResult): JournalEntry['data'] {
  const { ticker, executed, amount, averagePrice, commission } = result;
  const figures = { ticker, executed, amount, averagePrice, commission };
  if ('direction' in result) return { direction: result.direction, ...figures };
  const { sell, nearTicker, wantedPrice, slippage, far, near } = result;
  return {
    direction: sell ? 'sell' : 'buy',
    ...figures,
    nearTicker,
    wantedPrice,
    slippage,
    farExecuted: far.executed,
    farAverage: far.averagePrice,
    nearExecuted: near.executed,
    nearAverage: near.averagePrice,
    unhedged: result.unhedged,
    largestUnhedged: result.largestUnhedged,
    longestUnhedged: Math.ceil(result.longestUnhedgedMs / 1_000),
  };
}
