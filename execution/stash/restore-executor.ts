import { stashOfTask } from '../../database/index.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import type { RunningExecutor, TaskOptions } from '../running-executor.js';
import { howItEnded } from '../stop-orders/ladder-executor.js';
import { placeStops } from '../stop-orders/place-stops.js';
import { leaveOutEnded } from './left-out.js';
import { putAway } from './put-away.js';
import { isRestorePlanned, planRestoring } from './restore-plan.js';
import { proveRestored } from './restore-proof.js';
import { restoreSettlement } from './restore-settlement.js';
import { endOf } from './stash-settlement.js';

/**
 * Cleans away what waits and is not of the stash (it is kept, as the version before), places what is missing, then asks
 * the broker for the list and proves that it is the stash.
 */
export async function startRestoreExecutor(
  dependencies: ExecutionDependencies,
  options: TaskOptions,
): Promise<RunningExecutor> {
  const { db } = dependencies;
  const { onProgress, onRefusedIntent } = options;

  async function work(list: ListTask): Promise<Settlement | undefined> {
    let told: readonly StopSnapshot[] | undefined;
    if (!(await isRestorePlanned(db, list.row.key))) {
      // Nothing is cleaned away that could not be placed again now.
      const hold = list.hold();
      if (hold === 'given-up') return undefined;
      if (hold === 'unclaimed') throw new Error('the claim is not sure');
      if (hold) return restoreSettlement(dependencies, list, { reason: hold });
      const planned = await planRestoring(dependencies, list);
      if (planned === 'stash-changed')
        return restoreSettlement(dependencies, list, {
          reason: 'failed',
          error: { code: 'stash-changed', data: {} },
        });
      told = planned;
    }
    const before = await stashOfTask(db, list.row.key);
    if (before) {
      const cleaned = endOf(await putAway(dependencies, { list, stash: before, told }));
      if (!cleaned) return undefined;
      // A stop is heard where it ends what was planned.
      if (cleaned.reason !== 'complete' && cleaned.reason !== 'stopped')
        return restoreSettlement(dependencies, list, cleaned);
      await leaveOutEnded(dependencies, list, before.id);
    }
    const end = await placeStops(dependencies, { list, onProgress, onRefusedIntent });
    const how = await howItEnded(dependencies, end);
    if (!how) return undefined;
    if (how.reason === 'complete') await proveRestored(dependencies, list);
    return restoreSettlement(dependencies, list, how);
  }

  return startListExecutor(dependencies, options, work);
}
