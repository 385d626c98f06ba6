import type { Client } from '@temporalio/client';
import {
  appendToJournal,
  type Database,
  type TaskRow,
  taskByKey,
  unfinishedTasks,
  writeStop,
} from '../database/index.js';
import { cancelWorkflow, ownWorkflow, startWorkflow } from './workflow-calls.js';
import { tellWish } from './workflow-signals.js';

export interface EnsureWorkflowsDependencies {
  readonly db: Database;
  readonly client: Client;
  readonly mode: string;
  readonly accountId: string;
  readonly logger: { warn(details: object, message: string): void };
}

/** A younger row may be about to get its workflow from who wrote it. */
export const YOUNG_MS = 5_000;

/**
 * Every unfinished task has a running workflow: one whose start was lost in a crash is started; one that somebody
 * terminated in Temporal's UI is started again only to cancel its orders and report; a stop that Temporal did not hear
 * of is told again; and one that believes another state than its row is told what the row wants: a power loss may cost
 * Temporal's server its last moments.
 */
export async function ensureWorkflows(dependencies: EnsureWorkflowsDependencies): Promise<void> {
  const { db, logger } = dependencies;
  const tasks = await unfinishedTasks(db, dependencies);
  for (const task of tasks) {
    if (Date.now() - task.startedAt.getTime() < YOUNG_MS) continue;
    try {
      await ensureWorkflow(dependencies, task);
    } catch (error) {
      logger.warn(
        { err: error, task: task.id },
        'the workflow of a task could not be looked after; the next sweep will',
      );
    }
  }
}

async function ensureWorkflow({ db, client }: EnsureWorkflowsDependencies, task: TaskRow): Promise<void> {
  const own = await ownWorkflow(client, task);
  if (own?.isRunning) {
    if (task.wish.mode === 'stop') await cancelWorkflow(client, task);
    else if (own.state !== task.state) await tellWish(client, task.id, task.wish);
    return;
  }
  // It may have ended since the list was read: its row is written before its workflow closes.
  if ((await taskByKey(db, task.key))?.finishedAt) return;
  if (own) await writeStop(db, task.key);
  const started = await startWorkflow({ db, client }, task, { startedAgain: true });
  await appendToJournal(db, [
    { taskId: started.id, kind: 'task-started-again', severity: 'warning', data: {} },
  ]);
}
