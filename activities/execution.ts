import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type Database, writeStop } from '../database/index.js';
import type { Settlement } from '../domain/task.js';
import { ClaimMovedError, type Executors, TaskNotOursError } from '../execution/index.js';

export interface ExecutionActivitiesDependencies {
  readonly db: Database;
  readonly executors: Executors;
}

/** Only tells that this worker lives; the executor hears of changes another way. */
const HEARTBEAT_MS = 1_000;

export const createExecutionActivities = ({ db, executors }: ExecutionActivitiesDependencies) => ({
  /**
   * Waits for a task's executor on this worker, which is started if need be. Cancellation, or Temporal being away,
   * ends the waiting alone: the executor is told what to do by the wish, and goes on.
   */
  async execute({ taskKey }: { taskKey: string }): Promise<Settlement> {
    return attached(executors, taskKey);
  },

  /** Cancels what a task still has at the broker; the settlement counts fills that raced the cancel. */
  async withdraw({ taskKey }: { taskKey: string }): Promise<Settlement> {
    await writeStop(db, taskKey);
    return attached(executors, taskKey);
  },
});

async function attached(executors: Executors, taskKey: string): Promise<Settlement> {
  const context = Context.current();
  const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await Promise.race([executors.attach(taskKey), context.cancelled]);
  } catch (error) {
    if (error instanceof TaskNotOursError) throw ApplicationFailure.nonRetryable(error.message, error.code);
    if (error instanceof ClaimMovedError) throw ApplicationFailure.retryable(error.message, error.code);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}
