import {
  type AmendAnswer,
  amendTask,
  appendToJournal,
  type Database,
  finishTask,
  inTransaction,
  recordState,
  writeWish,
} from '../database/index.js';
import type { SellbuyResult, TaskError, TaskState, WaitingReason, Wish } from '../domain/task.js';

export interface TaskActivitiesDependencies {
  readonly db: Database;
}

export interface TaskEnd {
  readonly taskKey: string;
  readonly taskId: string;
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly result: SellbuyResult;
  readonly error?: TaskError;
}

/** The projection of a task and its wish: what its workflow decided, where executors and people see it. */
export const createTaskActivities = ({ db }: TaskActivitiesDependencies) => ({
  /** Tells the task's executor what is wanted now, wherever it runs. */
  async tell({ taskKey, wish }: { taskKey: string; wish: Wish }): Promise<void> {
    await writeWish(db, taskKey, wish);
  },

  /** Gives a task another target and limit price, or says why not; the same answer however often this is repeated. */
  async amend(amended: { taskKey: string; wish: Wish; amount: number; by: string }): Promise<AmendAnswer> {
    const { taskKey: key, wish, amount, by } = amended;
    return amendTask(db, { key, wish, amount, by });
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
          // The halt itself is told to everybody, once.
          severity: waitingFor === 'halt' ? 'info' : 'warning',
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
    const { direction, ticker, executed, amount, averagePrice, commission } = result;
    const figures = { direction, ticker, executed, amount, averagePrice, commission };
    const data = { ...figures, ...(error && { code: error.code, ...error.data }) };
    await inTransaction(db, async (transaction) => {
      const first = await finishTask(transaction, { key, state, result, error: error ?? null });
      if (first)
        await appendToJournal(transaction, [{ taskId, kind: `task-${state}`, severity: 'report', data }]);
    });
  },
});
