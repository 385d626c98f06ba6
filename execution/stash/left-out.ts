import { lastRestoredAs, leaveOut, restoredOrders, stashOrders, stopsOfTask } from '../../database/index.js';
import type { RestoreRequest } from '../../domain/stash/stash-task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';

/**
 * Of a saved order that a person changed the one before the change is cleaned away. Where that triggered first, or is gone
 * and nobody knows why, the changed one is not placed: both could buy or sell.
 * @param before the number of the version that holds what is cleaned away
 */
export async function leaveOutEnded(
  { db }: Pick<ExecutionDependencies, 'db'>,
  { row }: ListTask,
  before: number,
): Promise<void> {
  const { stash, again } = row.request as RestoreRequest;
  const ended = new Map(
    (await stashOrders(db, before)).flatMap(({ snapshot, outcome }) =>
      outcome === 'executed' || outcome === 'gone' ? [[snapshot.stopOrderId, outcome] as const] : [],
    ),
  );
  if (again || ended.size === 0) return;
  const [restored, saved, restoredAs, stops] = await Promise.all([
    restoredOrders(db, row.key),
    stashOrders(db, stash),
    lastRestoredAs(db, stash),
    stopsOfTask(db, row.key),
  ]);
  const planned = new Set(stops.flatMap(({ number, state }) => (state === 'planned' ? [number] : [])));
  const idOf = new Map(
    saved.map(({ position, snapshot }) => [position, restoredAs.get(position) ?? snapshot.stopOrderId]),
  );
  for (const { position, number } of restored ?? []) {
    const outcome = ended.get(idOf.get(position) ?? '');
    if (!outcome || number === null || !planned.has(number)) continue;
    const fate = outcome === 'executed' ? 'executed' : 'fate-unknown';
    await leaveOut(db, { taskKey: row.key, position, number, fate });
  }
}
