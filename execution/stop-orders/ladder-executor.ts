import type { LadderRequest } from '../../domain/stop-task.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import type { RunningExecutor, TaskOptions } from '../running-executor.js';
import { nextOpening } from './next-opening.js';
import { type PlacingEnd, placeStops } from './place-stops.js';
import { renew } from './renewal.js';
import { stopSettlement } from './stop-settlement.js';

/** A person's answer (`settle`) wakes it; it looks for itself so often. */
const ASK_AGAIN_MS = 1_800_000;

/** Places a ladder as it was planned with its task, and anew as its lifetimes end, where that is asked for. */
export async function startLadderExecutor(
  dependencies: ExecutionDependencies,
  options: TaskOptions,
): Promise<RunningExecutor> {
  const { onProgress, onRefusedIntent } = options;

  const request = options.task.request as LadderRequest;

  async function work(list: ListTask): Promise<Settlement | undefined> {
    for (;;) {
      const end = await placeStops(dependencies, { list, onProgress, onRefusedIntent });
      const how =
        end.kind === 'complete' && request.renew
          ? await renew(dependencies, list, request)
          : await howItEnded(dependencies, end);
      if (how === 'planned') continue;
      return how && stopSettlement(dependencies, list, how);
    }
  }

  return startListExecutor(dependencies, options, work);
}

/** @returns undefined when the task was given up */
export async function howItEnded(
  dependencies: ExecutionDependencies,
  end: PlacingEnd,
): Promise<Pick<Settlement, 'reason' | 'error' | 'until' | 'waitsFor'> | undefined> {
  switch (end.kind) {
    case 'complete':
      return { reason: 'complete' };
    case 'held':
      return end.by === 'given-up' ? undefined : { reason: end.by };
    case 'failed':
      return { reason: 'failed', error: end.error };
    case 'person':
      return {
        reason: 'later',
        waitsFor: 'person',
        until: new Date(Date.now() + ASK_AGAIN_MS).toISOString(),
      };
    case 'closed':
      return {
        reason: 'later',
        waitsFor: 'session',
        until: (await nextOpening(dependencies, [end.instrumentUid])).toISOString(),
      };
  }
}
