import {
  type Client,
  isGrpcServiceError,
  type UpdateDefinition,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { type Database, renumberTask, type TaskRow } from '../database/index.js';
import type { TaskRequest } from '../domain/task.js';
import type { TaskInput } from '../workflows/messages.js';
import { TaskFinishedError, TemporalUnavailableError } from './errors.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';
import { taskQueueOf } from './temporal.js';

/** A call that does not answer by then counts as Temporal being away. */
const CALL_TIMEOUT_MS = 3_000;

const inTime = <T>(client: Client, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);

/**
 * Starts a task's workflow under its readable id; started already, it is left alone. When another installation's
 * task has that id in the same namespace, this one takes the next number.
 */
export async function startWorkflow(
  { db, client }: { db: Database; client: Client },
  row: TaskRow,
  more: Pick<TaskInput<TaskRequest>, 'startedAgain'> = {},
): Promise<TaskRow> {
  const request = row.request as TaskRequest;
  const input: TaskInput<TaskRequest> = {
    taskKey: row.key,
    taskId: row.id,
    request,
    wish: row.wish,
    ...more,
  };
  try {
    await inTime(client, () =>
      client.workflow.start(row.kind, {
        workflowId: row.id,
        taskQueue: taskQueueOf(row),
        args: [input],
        // A frozen worker keeps a workflow task no longer than this; ours take milliseconds.
        workflowTaskTimeout: '5s',
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        memo: { taskKey: row.key },
        staticSummary: summaryOf(row.kind, request),
        typedSearchAttributes: [
          { key: SEARCH_ATTRIBUTES.kind, value: row.kind },
          { key: SEARCH_ATTRIBUTES.ticker, value: request.ticker },
          { key: SEARCH_ATTRIBUTES.state, value: row.state },
        ],
      }),
    );
    return row;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { memo } = await inTime(client, () => client.workflow.getHandle(row.id).describe());
    if (memo?.taskKey === row.key) return row;
    return startWorkflow({ db, client }, await renumberTask(db, row), more);
  }
}

/** @returns the task's own workflow; one of the same id that belongs to another installation is not it. */
export async function ownWorkflow(
  client: Client,
  row: Pick<TaskRow, 'id' | 'key'>,
): Promise<OwnWorkflow | undefined> {
  try {
    const handle = client.workflow.getHandle(row.id);
    const { memo, status, typedSearchAttributes } = await inTime(client, () => handle.describe());
    if (memo?.taskKey !== row.key) return undefined;
    const state = typedSearchAttributes.get(SEARCH_ATTRIBUTES.state);
    return { handle, isRunning: status.name === 'RUNNING', state };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

export interface OwnWorkflow {
  readonly handle: WorkflowHandle;
  readonly isRunning: boolean;
  /** What the workflow believes the task's state to be. */
  readonly state: string | undefined;
}

/** A workflow that is gone already needs no cancellation, and one that is not there yet finds the stop in its row. */
export async function cancelWorkflow(client: Client, row: TaskRow): Promise<void> {
  const own = await ownWorkflow(client, row);
  if (own?.isRunning) await inTime(client, () => own.handle.cancel());
}

/** @throws TaskFinishedError, or TemporalUnavailableError also while its workflow is not started yet. */
export async function updateWorkflow<T>(
  client: Client,
  row: TaskRow,
  update: UpdateDefinition<T, []>,
): Promise<T> {
  try {
    const own = await ownWorkflow(client, row);
    if (!own) throw new TemporalUnavailableError(new Error(`${row.id} has no workflow yet`));
    return await inTime(client, () => own.handle.executeUpdate(update));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new TaskFinishedError(row.id, 'finished');
    if (isGrpcServiceError(error) || isGrpcServiceError((error as Error).cause))
      throw new TemporalUnavailableError(error);
    throw error;
  }
}

/** One line a trader understands in Temporal's list. */
const summaryOf = (
  kind: string,
  { amount, ticker, limitPrice, ...request }: TaskRequest & { direction?: string },
): string =>
  `${request.direction ?? kind} ${amount} ${ticker}${limitPrice === null ? '' : ` @ ${limitPrice}`}`;
