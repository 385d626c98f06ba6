import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import {
  appendToJournal,
  type Database,
  type TaskRow,
  unfinishedTasks,
  writeStop,
} from '../database/index.js';
import { cancelWorkflow, startWorkflow } from './workflow-calls.js';

export interface EnsureWorkflowsDependencies {
  readonly db: Database;
  readonly client: Client;
  readonly mode: string;
  readonly accountId: string;
  readonly logger: { warn(details: object, message: string): void };
}

/** A younger row may be about to get its workflow from who wrote it. */
const YOUNG_MS = 5_000;

/**
 * Every unfinished task has a running workflow: one whose start was lost in a crash is started; one that somebody
 * terminated in Temporal's UI is started again only to cancel its orders and report; a stop that Temporal did not hear
 * of is told again.
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
  const found = await ownWorkflow(client, task);
  if (found === 'running') {
    if (task.wish.mode === 'stop') await cancelWorkflow(client, task);
    return;
  }
  if (found === 'closed') await writeStop(db, task.key);
  const started = await startWorkflow({ db, client }, task);
  await appendToJournal(db, [
    { taskId: started.id, kind: 'task-started-again', severity: 'warning', data: {} },
  ]);
}

/** The state of the task's own workflow; one of the same id that belongs to another installation is not it. */
async function ownWorkflow(client: Client, task: TaskRow): Promise<'running' | 'closed' | 'none'> {
  try {
    const { memo, status } = await client.workflow.getHandle(task.id).describe();
    if (memo?.taskKey !== task.key) return 'none';
    return status.name === 'RUNNING' ? 'running' : 'closed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'none';
    throw error;
  }
}
