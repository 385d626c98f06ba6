import { randomUUID } from 'node:crypto';
import {
  ApplicationFailure,
  type Client,
  isGrpcServiceError,
  type UpdateDefinition,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  type Database,
  liveWorkers,
  renumberTask,
  type TaskRow,
  type WantedWish,
  withdrawTelling,
} from '../database/index.js';
import { spreadWords } from '../domain/spread/report.js';
import type { SpreadRequest } from '../domain/spread/terms.js';
import { type LadderRequest, ladderWords, type RemoveRequest } from '../domain/stop-task.js';
import type { TaskRequest } from '../domain/task.js';
import {
  type AlertRequest,
  isWatching,
  type WatchRequest,
  watchingWords,
} from '../domain/watching/requests.js';
import type { TaskInput, Telling } from '../workflows/messages.js';
import {
  AMEND_REFUSALS,
  AmendRefusedError,
  NotConfirmedError,
  NoWorkerError,
  TaskFinishedError,
  TemporalUnavailableError,
} from './errors.js';
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
          ...(request.ticker === null ? [] : [{ key: SEARCH_ATTRIBUTES.ticker, value: request.ticker }]),
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

export interface UpdateOfWish<T, Told extends Telling> {
  readonly update: UpdateDefinition<T, [Told]>;
  readonly telling: Told;
  /** What its wish is when it is done. */
  readonly wanted: WantedWish;
}

/**
 * Tells a task's workflow something, and waits until it is done. What the workflow has not heard of in time it refuses
 * when it hears of it, and what it has heard and not answered is withdrawn in the task's row, so a person who was told
 * that nothing was done is not surprised later.
 * @throws TaskFinishedError, AmendRefusedError; TemporalUnavailableError also while its workflow is not started yet;
 * NoWorkerError, NotConfirmedError
 */
export async function updateWorkflow<T, Told extends Telling>(
  { db, client }: { db: Database; client: Client },
  row: TaskRow,
  { update, telling, wanted }: UpdateOfWish<T, Told>,
): Promise<void> {
  const notAfterMs = Date.now() + CALL_TIMEOUT_MS;
  const id = randomUUID();
  let sent = false;
  let accepted = false;
  try {
    const own = await ownWorkflow(client, row);
    if (!own) throw new TemporalUnavailableError(new Error(`${row.id} has no workflow yet`));
    const options = { args: [{ ...telling, notAfterMs, id }] as [Told], waitForStage: 'ACCEPTED' } as const;
    sent = true;
    const told = await client.withDeadline(notAfterMs, () => own.handle.startUpdate(update, options));
    accepted = true;
    await inTime(client, () => told.result());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new TaskFinishedError(row.id, 'finished');
    if (error instanceof WorkflowUpdateFailedError) throw refusalOf(row, error);
    const isAway =
      error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      error instanceof TemporalUnavailableError ||
      isGrpcServiceError(error) ||
      isGrpcServiceError((error as Error).cause);
    if (!isAway) throw error;
    if (accepted) throw new NotConfirmedError(row.id);
    if (sent && !(await withdrawn(db, row, { id, wanted }))) return;
    throw (await liveWorkers(db)).length === 0 ? new NoWorkerError() : new TemporalUnavailableError(error);
  }
}

/** @throws NotConfirmedError where nobody can say. */
const withdrawn = (db: Database, { key, id, wish }: TaskRow, telling: { id: string; wanted: WantedWish }) =>
  withdrawTelling(db, { key, ...telling, after: wish.version }).catch(() => {
    throw new NotConfirmedError(id);
  });

/** What the workflow said no to, by its code. */
function refusalOf({ id }: TaskRow, error: WorkflowUpdateFailedError): Error {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return error;
  const [data = {}] = (cause.details ?? []) as [Record<string, string>?];
  if (cause.type === 'task-finished') return new TaskFinishedError(id, data.state ?? 'finished');
  if (cause.type === 'asked-too-late') return new TemporalUnavailableError(error);
  const reason = AMEND_REFUSALS.find((each) => each === cause.type);
  return reason ? new AmendRefusedError(reason, { ...data, taskId: id }) : error;
}

/** One line a trader understands in Temporal's list. */
function summaryOf(kind: string, request: TaskRequest): string {
  if (isWatching(kind)) return watchingWords(request as AlertRequest | WatchRequest);
  if ('nearTicker' in request) return spreadWords(request as SpreadRequest);
  if ('levels' in request) return ladderWords(kind, request as LadderRequest);
  if ('of' in request) return `${kind} the stop orders of ${(request as RemoveRequest).of}`;
  const { amount, ticker, limitPrice, direction } = request as TaskRequest & { direction?: string };
  return `${direction ?? kind} ${amount} ${ticker ?? 'stop orders'}${limitPrice === null ? '' : ` @ ${limitPrice}`}`;
}
