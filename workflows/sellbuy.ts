import { ApplicationFailure, CancellationScope, continueAsNew, isCancellation } from '@temporalio/workflow';
import type { SellbuyResult, Settlement } from '../domain/task.js';
import type { SellbuyInput } from './messages.js';
import { finish, withdraw } from './task-activities.js';
import { type TrackedTask, trackTask } from './track-task.js';

/** Buys or sells one instrument at the best passive price until the target is executed. */
export async function sellbuy(input: SellbuyInput): Promise<SellbuyResult> {
  const task = trackTask(input);
  let settlement: Settlement;
  try {
    settlement = await untilSettled(task);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    settlement = await CancellationScope.nonCancellable(() => stopAndSettle(task));
    await CancellationScope.nonCancellable(() => end(task, input, settlement));
    throw error;
  }
  const result = await CancellationScope.nonCancellable(() => end(task, input, settlement));
  if (settlement.error) {
    const { code, data } = settlement.error;
    const words = [code, data.brokerCode, data.message].filter(Boolean).join(' ');
    throw ApplicationFailure.create({ message: words, type: code, nonRetryable: true, details: [data] });
  }
  return result;
}

/** Executes whenever that is allowed, until nothing is left to do. */
async function untilSettled(task: TrackedTask<SellbuyInput['request']>): Promise<Settlement> {
  for (;;) {
    await task.untilAllowed();
    const settlement = await task.execute();
    task.settle(settlement);
    if (await task.isOver(settlement)) return settlement;
    if (settlement.reason === 'not-trading') await task.waitFor('session');
    if (settlement.reason === 'halted') await task.waitFor('halt');
    if (task.shouldContinueAsNew) await continueAsNew<typeof sellbuy>(await task.continuation());
  }
}

/** Asks the broker what is open and cancels it; a market that is closed for cancels too is waited out. */
async function stopAndSettle(task: TrackedTask<SellbuyInput['request']>): Promise<Settlement> {
  task.stops();
  for (;;) {
    const settlement = await withdraw({ taskKey: task.key });
    task.settle(settlement);
    if (settlement.reason !== 'not-trading') return settlement;
    await task.waitFor('session');
    await task.untilMarketOpens();
  }
}

async function end(
  task: TrackedTask<SellbuyInput['request']>,
  input: SellbuyInput,
  settlement: Settlement,
): Promise<SellbuyResult> {
  const { direction, ticker } = input.request;
  const amount = task.amount();
  const { executed, averagePrice, commission, error } = settlement;
  const result = { direction, ticker, amount, executed, averagePrice, commission };
  const state =
    settlement.reason === 'failed' ? 'failed' : settlement.reason === 'reached' ? 'done' : 'cancelled';
  await finish({ taskKey: task.key, taskId: input.taskId, state, result, ...(error && { error }) });
  await task.ended(state);
  return result;
}
