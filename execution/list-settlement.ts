import type { Settlement } from '../domain/task.js';
import type { ListTask } from './list-executor.js';

/** What every task that works a list off settles with: it is counted in things done, and nothing is bought or sold. */
export function listSettlement(
  list: ListTask,
  { done, ...how }: Pick<Settlement, 'reason' | 'error' | 'until' | 'waitsFor'> & { readonly done: number },
): Settlement {
  const wish = list.wish();
  return {
    ...how,
    wishVersion: wish.version,
    wish,
    executedLots: done,
    executed: done,
    averagePrice: null,
    commission: '0',
  };
}
