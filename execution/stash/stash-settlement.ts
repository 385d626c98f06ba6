import type { StashOrder } from '../../database/index.js';
import { secondsToPlace } from '../../domain/stop-pace.js';
import type { StopProgress } from '../../domain/stop-task.js';
import type { Settlement } from '../../domain/task.js';
import type { ListTask } from '../list-executor.js';
import { listSettlement } from '../list-settlement.js';
import type { PutAwayEnd } from './put-away.js';

/** What a putting away came to, as its task's. @returns undefined when the task was given up */
export function endOf(end: PutAwayEnd): Pick<Settlement, 'reason' | 'error'> | undefined {
  if (end.kind === 'complete') return { reason: 'complete' };
  if (end.kind === 'failed') return { reason: 'failed', error: end.error };
  if (end.by === 'unclaimed') throw new Error('the claim is not sure');
  return end.by === 'given-up' ? undefined : { reason: end.by };
}

/** Every saved order counts: what was cancelled, what was left, and what ended by itself. */
export function stashProgress(orders: readonly StashOrder[]): StopProgress {
  const left = orders.filter(({ outcome }) => outcome === null).length;
  return {
    round: 1,
    placed: orders.filter(({ outcome }) => outcome === 'cancelled').length,
    skipped: orders.filter(({ outcome }) => outcome === 'kept').length,
    failed: 0,
    inDoubt: 0,
    left,
    secondsLeft: secondsToPlace(left),
  };
}

/** What a task that saved stop orders has come to, by what is written down. */
export function stashSettlement(
  list: ListTask,
  orders: readonly StashOrder[],
  { stash = null, ...how }: Pick<Settlement, 'reason' | 'error'> & { readonly stash?: number | null },
): Settlement {
  const count = (outcome: StashOrder['outcome']) =>
    orders.filter((order) => order.outcome === outcome).length;
  return {
    ...listSettlement(list, { ...how, done: count('cancelled') }),
    stops: stashProgress(orders),
    stopFigures: {
      amount: orders.length,
      skipped: count('kept'),
      failed: count(null),
      triggered: count('executed'),
      expired: count('expired'),
      gone: count('gone'),
      stash,
      assumed: orders.filter(({ assumed, problem }) => !problem && assumed.length > 0).length,
      notPlaceable: orders.filter(({ problem }) => problem !== null).length,
    },
  };
}
