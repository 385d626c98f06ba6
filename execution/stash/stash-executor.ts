import {
  currentStash,
  type Stash,
  type StashOrder,
  saveStash,
  stashOfTask,
  stashOrders,
} from '../../database/index.js';
import type { StashRequest } from '../../domain/stash/stash-task.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import type { RunningExecutor, TaskOptions } from '../running-executor.js';
import { putAway } from './put-away.js';
import { endOf, stashProgress, stashSettlement } from './stash-settlement.js';
import { toSave } from './to-save.js';

/** Saves what waits, reads it back, and only then cancels it; a halt does not hold that back. */
export async function startStashExecutor(
  dependencies: ExecutionDependencies,
  options: TaskOptions,
): Promise<RunningExecutor> {
  const { db, broker, journal } = dependencies;

  async function work(list: ListTask): Promise<Settlement | undefined> {
    const request = list.row.request as StashRequest;
    const { stash, told } = await saved(list, request);
    if (!stash) {
      const hold = list.hold({ halt: false });
      if (hold === 'given-up') return undefined;
      if (hold === 'unclaimed') throw new Error('the claim is not sure');
      return stashSettlement(list, [], hold ? { reason: hold } : { reason: 'complete' });
    }
    const end = await putAway(dependencies, {
      list,
      stash,
      told,
      onProgress: (orders) => options.onProgress(progressOf(orders)),
    });
    const how = endOf(end);
    return how && stashSettlement(list, await stashOrders(db, stash.id), { ...how, stash: stash.id });
  }

  /** Made by whoever held the claim before, or now; undefined where there is nothing to save, or it may not be. */
  async function saved(
    list: ListTask,
    request: StashRequest,
  ): Promise<{ stash: Stash | undefined; told?: readonly StopSnapshot[] }> {
    const before = await stashOfTask(db, list.row.key);
    if (before || list.hold({ halt: false })) return { stash: before };
    const agreed = new Set(request.ids);
    const told = (await broker.stopOrders.active()).filter(({ stopOrderId }) => agreed.has(stopOrderId));
    // A version that holds nothing would stand for what its place holds.
    if (told.length === 0) return { stash: undefined };
    const orders = await toSave(dependencies, told, () => request.keep);
    const place = { mode: broker.mode, accountId: broker.accountId, name: request.name };
    const previous = await currentStash(db, place);
    const stash = await saveStash(db, list.claim.claim, { ...place, kind: 'asked', orders });
    if (!stash) throw new Error('the claim is not sure');
    journal.write({
      taskId: list.row.id,
      kind: 'stash-saved',
      severity: 'info',
      data: { stash: stash.id, name: request.name, count: orders.length, previous: previous?.id ?? null },
    });
    return { stash, told };
  }

  return startListExecutor(dependencies, options, work);
}

const progressOf = (orders: readonly StashOrder[]) => ({
  executed: orders.filter(({ outcome }) => outcome !== null).length,
  averagePrice: null,
  stops: stashProgress(orders),
});
