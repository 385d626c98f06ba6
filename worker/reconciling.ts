import type { Broker } from '../broker/index.js';
import type { Logger } from '../config/index.js';
import type { Notifications } from '../database/index.js';
import { type Occasion, RECONCILIATION_TIMES, type Reconciliation } from '../execution/index.js';
import type { Loop } from './loop.js';

/** What does not settle by then is looked at again in the next turn. */
const MOST_AGAIN = 4;

export interface ReconcilingOptions {
  readonly reconciliation: Reconciliation;
  readonly broker: { readonly ownOrders: Pick<Broker['ownOrders'], 'onLive'> };
  readonly notifications: Pick<Notifications, 'onResync'>;
  readonly logger: Logger;
  /** @default RECONCILIATION_TIMES */
  readonly times?: typeof RECONCILIATION_TIMES;
}

/**
 * Compares the account with what the tasks believe, now, every minute, and after every break of the orders' stream, the
 * exchange or the database; what may be only on its way is looked at again soon.
 */
export function startReconciling({
  reconciliation,
  broker,
  notifications,
  logger,
  times = RECONCILIATION_TIMES,
}: ReconcilingOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  /** What was asked for while a look was under way. */
  let next: Occasion | undefined;
  let again = 0;
  let closed = false;

  const schedule = (occasion: Occasion, inMs: number) => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void look(occasion), inMs);
  };
  const look = async (occasion: Occasion): Promise<void> => {
    if (busy) {
      next = occasion;
      return;
    }
    busy = true;
    clearTimeout(timer);
    again = occasion === 'again' ? again + 1 : 0;
    // What failed is tried again as soon.
    let isSettled = false;
    try {
      isSettled = await reconciliation.look(occasion);
    } catch (err) {
      if (!closed) logger.warn({ err }, 'the account could not be compared with the tasks, trying again');
    } finally {
      busy = false;
    }
    const asked = next;
    next = undefined;
    if (asked) schedule(asked, 0);
    else if (!isSettled && again < MOST_AGAIN) schedule('again', times.settleMs);
    else schedule('turn', times.everyMs);
  };

  const endings = [
    notifications.onResync(() => void look('break')),
    broker.ownOrders.onLive(() => void look('break')),
  ];
  void look('turn');
  return {
    turnNow: () => void look('turn'),
    close() {
      closed = true;
      clearTimeout(timer);
      for (const end of endings) end();
    },
  };
}
