import { cancelStopOrders } from '../../broker/cancel-stop-orders.js';
import { endCancel, type LoggedStop, stopsInDoubt, taskByKey, tellOfCancel } from '../../database/index.js';
import { sameContent } from '../../domain/stop-matching.js';
import { activeStops } from './account-now.js';
import type { Cancelling } from './cancelling.js';

/** As long as orders that may appear yet are. */
const WATCHED_MS = 600_000;
/** Each reading counts against the limit of all that concerns stop orders. */
const LOOK_EVERY_MS = 10_000;

/** After the report: stop orders that were sent before everything was cancelled, and appear now. */
export async function cancelLateStops({ db, broker, row, lease, signal, pause }: Cancelling): Promise<void> {
  while (!signal.aborted) {
    const awaited = (await stopsInDoubt(db, row.accountId)).filter(isAwaited);
    if (awaited.length === 0) return endCancel(db, lease);
    const appeared = (await activeStops(broker)).flatMap((stop) => {
      const sent = awaited.find(({ terms }) => sameContent(terms, stop));
      return sent ? [{ stop, sent }] : [];
    });
    const ids = appeared.map(({ stop }) => stop.stopOrderId);
    const outcomes = ids.length > 0 ? await cancelStopOrders(broker, ids, { signal }) : undefined;
    const entries = await Promise.all(
      appeared
        .filter(({ stop }) => outcomes?.get(stop.stopOrderId)?.kind === 'cancelled')
        .map(async ({ stop: { direction, lots }, sent: { taskKey, terms } }) => ({
          taskId: (await taskByKey(db, taskKey))?.id ?? null,
          kind: 'cancel-late' as const,
          severity: 'warning' as const,
          data: { number: row.id, ticker: terms.ticker, direction, lots },
        })),
    );
    if (!(await tellOfCancel(db, lease, entries))) return;
    await pause(LOOK_EVERY_MS);
  }
}

const isAwaited = ({ sentAgoMs }: LoggedStop): boolean => (sentAgoMs ?? 0) < WATCHED_MS;
