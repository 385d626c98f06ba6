import type { ExecutionDependencies } from '../dependencies.js';
import { startListExecutor } from '../list-executor.js';
import type { RunningExecutor, TaskOptions } from '../running-executor.js';
import { stopSettlement } from './stop-settlement.js';

/** Cancels the stop orders that another task placed. */
export async function startRemoveExecutor(
  dependencies: ExecutionDependencies,
  options: TaskOptions,
): Promise<RunningExecutor> {
  return startListExecutor(dependencies, options, (list) =>
    stopSettlement(dependencies.db, list, { reason: 'complete' }),
  );
}
