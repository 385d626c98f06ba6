import { ApplicationFailure, CancellationScope, continueAsNew, isCancellation } from '@temporalio/workflow';
import type { TaskEnd } from '../activities/index.js';
import type { Settlement, TaskError, TaskRequest } from '../domain/task.js';
import type { TaskInput } from './messages.js';
import { finish } from './task-activities.js';
import type { TaskWords } from './task-state.js';
import { type TrackedTask, trackTask } from './track-task.js';

/** What a kind of task has of its own. */
export interface TaskKind<Request extends TaskRequest, Result extends TaskEnd['result']> extends TaskWords {
  /** Whether an amount or a limit price can be changed. @default true */
  readonly isAmendable?: boolean;
  /** The report of what it came to. */
  resultOf(task: TrackedTask<Request>, settlement: Settlement): Result;
}

/** Carries a task out: executes whenever that is allowed, until nothing is left to do, and reports. */
export async function runTask<Request extends TaskRequest, Result extends TaskEnd['result']>(
  input: TaskInput<Request>,
  kind: TaskKind<Request, Result>,
): Promise<Result> {
  const task = trackTask(input, kind);
  const end = async (settlement: Settlement): Promise<Result> => {
    const result = kind.resultOf(task, settlement);
    const { state, error } = endOf(settlement, result);
    await finish({ taskKey: task.key, taskId: input.taskId, state, result, ...(error && { error }) });
    await task.ended(state);
    return result;
  };
  let settlement: Settlement;
  try {
    settlement = await untilSettled<Request, Result>(task);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    settlement = await CancellationScope.nonCancellable(() => stopAndSettle(task));
    await CancellationScope.nonCancellable(() => end(settlement));
    throw error;
  }
  const result = await CancellationScope.nonCancellable(() => end(settlement));
  const { state, error } = endOf(settlement, result);
  if (state === 'failed' && error) throw failureOf(error);
  return result;
}

/** Executes whenever that is allowed, until nothing is left to do. */
async function untilSettled<Request extends TaskRequest, Result>(
  task: TrackedTask<Request>,
): Promise<Settlement> {
  for (;;) {
    await task.untilAllowed();
    const settlement = await task.execute();
    task.settle(settlement);
    if (task.isAsking()) await task.unask();
    if (await task.isOver(settlement)) return settlement;
    if (settlement.reason === 'not-trading') await task.waitFor('session');
    if (settlement.reason === 'halted') await task.waitFor('halt');
    if (settlement.reason === 'later') await task.waitFor(settlement.waitsFor ?? 'session', settlement.until);
    if (task.shouldContinueAsNew)
      await continueAsNew<(input: TaskInput<Request>) => Promise<Result>>(await task.continuation());
  }
}

/** Asks the broker what is open and cancels it; a market that is closed for cancels too is waited out. */
async function stopAndSettle(task: TrackedTask<TaskRequest>): Promise<Settlement> {
  task.stops();
  for (;;) {
    const settlement = await task.withdraw();
    task.settle(settlement);
    if (settlement.reason !== 'not-trading') return settlement;
    await task.waitFor('session');
    await task.untilMarketOpens();
  }
}

/**
 * A person who let a hedge be has ended the task, and yet it failed: it was to leave no leg alone. A time that is over
 * was asked for, so it ends as one that is cancelled, with the reason.
 */
function endOf(
  { reason, error, wish }: Settlement,
  result: TaskEnd['result'],
): { state: TaskEnd['state']; error?: TaskError } {
  if (reason === 'left-unhedged' && 'unhedged' in result) {
    const { nearTicker, unhedged } = result;
    return { state: 'failed', error: { code: 'left-unhedged', data: { nearTicker, unhedged } } };
  }
  if (reason === 'time-over') {
    const until = wish?.spread?.options.until ?? 'none';
    return { state: 'cancelled', error: { code: 'time-over', data: { until } } };
  }
  const isDone = reason === 'reached' || reason === 'complete';
  const state = reason === 'failed' ? 'failed' : isDone ? 'done' : 'cancelled';
  return { state, ...(error && { error }) };
}

function failureOf({ code, data }: TaskError): ApplicationFailure {
  const words = [code, data.brokerCode, data.message].filter(Boolean).join(' ');
  return ApplicationFailure.create({ message: words, type: code, nonRetryable: true, details: [data] });
}
