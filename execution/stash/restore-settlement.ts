import { restoredOrders, restoreProof, stashOfTask, stashOrders } from '../../database/index.js';
import type { RestoreRequest } from '../../domain/stash/stash-task.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { stopSettlement } from '../stop-orders/stop-settlement.js';

/** What a restore has come to, by what is written down. */
export async function restoreSettlement(
  { db, broker }: Pick<ExecutionDependencies, 'db' | 'broker'>,
  list: ListTask,
  how: Pick<Settlement, 'reason' | 'error' | 'until' | 'waitsFor'>,
): Promise<Settlement> {
  const { key } = list.row;
  const { stash } = list.row.request as RestoreRequest;
  const [settlement, restored, proof, before] = await Promise.all([
    stopSettlement({ db, broker }, list, how),
    restoredOrders(db, key),
    restoreProof(db, key),
    stashOfTask(db, key),
  ]);
  const cleaned = before ? await stashOrders(db, before.id) : [];
  const { stopFigures } = settlement;
  return {
    ...settlement,
    ...(stopFigures && {
      stopFigures: {
        ...stopFigures,
        stash,
        there: restored?.filter(({ fate }) => fate === 'there').length ?? 0,
        before: before?.id ?? null,
        cleaned: cleaned.filter(({ outcome }) => outcome === 'cancelled').length,
        triggered: cleaned.filter(({ outcome }) => outcome === 'executed').length,
        same: proof?.same ?? null,
        differs: proof?.differences.length ?? null,
      },
    }),
  };
}
