import type { Client } from '@temporalio/client';
import { type Database, finishedTaskKeys } from '../database/index.js';
import { taskQueueOf } from './temporal.js';

export interface EndStraysDependencies {
  readonly db: Database;
  readonly client: Client;
  readonly mode: string;
  readonly accountId: string;
  readonly logger: { warn(details: object, message: string): void };
}

/** A workflow closes some milliseconds after its row is finished. */
const CLOSING_MS = 3_000;

/**
 * Ends workflows whose task is finished: Temporal's server may have lost the end with its last moments, and one that
 * is paused or waits would be open for ever. They place nothing, and their row stays as it is.
 */
export async function endStrays({
  db,
  client,
  mode,
  accountId,
  logger,
}: EndStraysDependencies): Promise<void> {
  const query = `ExecutionStatus = 'Running' AND TaskQueue = '${taskQueueOf({ mode, accountId })}'`;
  const open = new Map<string, string>();
  for await (const { workflowId, memo } of client.workflow.list({ query })) {
    if (typeof memo?.taskKey === 'string') open.set(memo.taskKey, workflowId);
  }
  const before = new Date(Date.now() - CLOSING_MS);
  for (const key of await finishedTaskKeys(db, [...open.keys()], before)) {
    const workflowId = open.get(key);
    if (workflowId === undefined) continue;
    logger.warn({ task: workflowId }, 'the task is finished and its workflow is not: it is ended');
    await client.workflow.getHandle(workflowId).cancel();
  }
}
