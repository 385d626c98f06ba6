import { type LoggedStop, stopsOfTask } from '../../database/index.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { listSettlement } from '../list-settlement.js';
import { progressOf } from './stop-progress.js';

/** What a task that placed stop orders has come to, by its log. */
export async function stopSettlement(
  { db, broker }: Pick<ExecutionDependencies, 'db' | 'broker'>,
  list: ListTask,
  how: Pick<Settlement, 'reason' | 'error' | 'until' | 'waitsFor'>,
): Promise<Settlement> {
  const stops = await stopsOfTask(db, list.row.key);
  const count = (...states: readonly LoggedStop['state'][]) =>
    stops.filter(({ state }) => states.includes(state)).length;
  return {
    ...listSettlement(list, { ...how, done: count('placed') }),
    stops: progressOf(stops, { perMinute: broker.stopOrders.perMinute() }),
    stopFigures: {
      amount: stops.length - count('skipped'),
      skipped: count('skipped'),
      failed: count('refused'),
    },
  };
}
