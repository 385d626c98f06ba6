import { type NewStashOrder, ownersOfStops } from '../../database/index.js';
import { keepSnapshot } from '../../domain/stash/kept-snapshot.js';
import { placeable } from '../../domain/stash/placeable.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { ExecutionDependencies } from '../dependencies.js';

/**
 * What is saved of stop orders that wait: all that the broker told, and what they are placed with again. What could not
 * be placed again is left where it is.
 * @param stays which are saved alone
 */
export async function toSave(
  { db, broker }: Pick<ExecutionDependencies, 'db' | 'broker'>,
  told: readonly StopSnapshot[],
  stays: (stop: StopSnapshot) => boolean,
): Promise<NewStashOrder[]> {
  const owners = await ownersOfStops(db, {
    accountId: broker.accountId,
    stopOrderIds: told.map(({ stopOrderId }) => stopOrderId),
  });
  return Promise.all(
    told.map(async (stop): Promise<NewStashOrder> => {
      const instrument = await broker.instruments.byUid(stop.instrumentUid);
      const again = placeable(stop, { instrument, logged: owners.get(stop.stopOrderId)?.terms });
      const isKept = stays(stop) || 'problem' in again;
      return {
        snapshot: keepSnapshot(stop),
        ticker: instrument?.ticker ?? null,
        ...('problem' in again
          ? { terms: null, problem: again.problem, assumed: [] }
          : { terms: again.terms, problem: null, assumed: again.assumed }),
        outcome: isKept ? 'kept' : null,
      };
    }),
  );
}
