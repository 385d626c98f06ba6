import { taskByKey, type WatchMark } from '../../database/index.js';
import type { Settlement } from '../../domain/task.js';
import type { WatchingEnd } from '../../domain/watching/requests.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { listSettlement } from '../list-settlement.js';

const RETRY_MS = 500;
/** What only watches orders nothing, so a halt does not hold it back. */
const UNDER_HALT = { halt: false };

/** Why it is to end or to rest now; while the claim is not sure it waits. */
export const watchingHold = (list: ListTask): 'given-up' | 'stopped' | 'paused' | undefined => {
  const hold = list.hold(UNDER_HALT);
  return hold === 'unclaimed' || hold === 'halted' ? undefined : hold;
};

/**
 * Writes what was seen until it is written: the database may be away, or the claim not sure for a while.
 * @param attempt undefined where nothing may be written now
 * @returns undefined where the task is not to go on
 */
export async function keepMarks(
  { logger }: Pick<ExecutionDependencies, 'logger'>,
  list: ListTask,
  attempt: () => Promise<readonly WatchMark[] | undefined>,
): Promise<readonly WatchMark[] | undefined> {
  while (!watchingHold(list)) {
    try {
      const marks = await attempt();
      if (marks) return marks;
    } catch (error) {
      logger.warn({ err: error, task: list.row.id }, 'what it saw could not be written, trying again');
    }
    await list.untilChanged([], RETRY_MS);
  }
  return undefined;
}

/** What one that only watches has come to. */
export async function watchingSettlement(
  { db }: Pick<ExecutionDependencies, 'db'>,
  list: ListTask,
  { reason, why = null }: { readonly reason: Settlement['reason']; readonly why?: WatchingEnd | null },
): Promise<Settlement> {
  const told = await toldSoFar(db, list);
  return { ...listSettlement(list, { reason, done: told }), watching: { told, why } };
}

const toldSoFar = async (db: ExecutionDependencies['db'], { row: { key } }: ListTask) =>
  Number((await taskByKey(db, key))?.executed ?? 0);
