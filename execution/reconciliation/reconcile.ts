import { beginReconciliation, forgetOldTellings, stopSides } from '../../database/index.js';
import type { OrderSnapshot } from '../../domain/order.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { createOrderComparison } from './orders.js';
import { createPositionsComparison } from './positions.js';
import { readOrders } from './read-orders.js';
import { createStopComparison, type StopsLook } from './stops.js';

export interface ReconciliationTimes {
  /** So long lists of orders and positions may lag behind the exchange, and the log behind what executors hear. */
  readonly settleMs: number;
  /** How often it is looked at. */
  readonly everyMs: number;
}

export const RECONCILIATION_TIMES: ReconciliationTimes = { settleMs: 10_000, everyMs: 60_000 };

/** Of the log, orders that ended since the last look, and those whose end was written down late. */
const ENDED_BEFORE_MS = 3_600_000;
/** What is older than this when an account is first looked at is a part of its positions. */
const FIRST_ENDED_WITHIN_MS = 86_400_000;
const FORGET_EVERY_MS = 43_200_000;
/** Two workers hear of a break at the same moment, and one of them looks. */
const AFTER_BREAK_MS = 5_000;

/** Why it is looked at now. */
export type Occasion = 'turn' | 'break' | 'again';

export type Reconciliation = ReturnType<typeof createReconciliation>;

/**
 * Compares the account with what the tasks believe. Orders that finished tasks left are withdrawn by every worker; the rest
 * is looked at by one, whichever comes first.
 */
export function createReconciliation(
  dependencies: Pick<ExecutionDependencies, 'db' | 'broker' | 'logger'>,
  { workerId, times = RECONCILIATION_TIMES }: { workerId: string; times?: ReconciliationTimes },
) {
  const { db, broker } = dependencies;
  const { mode, accountId } = broker;
  const { settleMs, everyMs } = times;
  const orders = createOrderComparison(dependencies, { settleMs });
  const positions = createPositionsComparison(dependencies, { workerId, settleMs });
  const stops = createStopComparison(dependencies, { settleMs });
  let lastStops: StopsLook | undefined;
  let forgotAtMs = performance.now();

  return {
    /** @returns false where another look is worth while after the settling time */
    async look(occasion: Occasion): Promise<boolean> {
      const minAgeMs = occasion === 'break' ? AFTER_BREAK_MS : everyMs - settleMs;
      const reconciliation = await beginReconciliation(db, { mode, accountId, workerId, minAgeMs });
      const { savedAgoMs } = reconciliation ?? {};
      const endedWithinMs = !reconciliation
        ? 0
        : savedAgoMs === undefined
          ? FIRST_ENDED_WITHIN_MS
          : savedAgoMs + ENDED_BEFORE_MS;
      const isSettled = (order: OrderSnapshot) => orders.isAgreed(order);
      const read = () => readOrders(dependencies, { endedWithinMs, isSettled });
      const before = await read();
      const sides = await stopSides(db, { mode, accountId });
      const mayBeChild = (order: OrderSnapshot) => sides.has(sideOf(order));
      const { differences, isSettled: areOrdersSettled } = await orders.look(before, mayBeChild);
      if (!reconciliation) {
        // Whose it is the worker tells that looks at stop orders.
        await orders.tell(
          differences.filter((each) => each.kind !== 'foreign-order' || !mayBeChild(each.order)),
        );
        return areOrdersSettled;
      }
      const { children, isRead, isSettled: areStopsSettled } = await lookAtStops(occasion);
      await orders.tell(
        differences.filter(
          (each) =>
            each.kind !== 'foreign-order' ||
            !(children.has(each.order.brokerOrderId) || (!isRead && mayBeChild(each.order))),
        ),
      );
      const forgets = performance.now() - forgotAtMs > FORGET_EVERY_MS;
      if (forgets) {
        forgotAtMs = performance.now();
        await forgetOldTellings(db);
      }
      const arePositionsSettled = await positions.compare({
        ...{ reconciliation, before, readAgain: read, children, forgets },
        mayBeChild: ({ instrumentUid, amount }) =>
          !isRead && sides.has(sideOf({ instrumentUid, direction: amount > 0 ? 'buy' : 'sell' })),
      });
      return areOrdersSettled && areStopsSettled && arePositionsSettled;
    },
  };

  /** Calls about stop orders are few a minute: another look reads them only where something of them is on its way. */
  async function lookAtStops(occasion: Occasion): Promise<StopsLook> {
    if (occasion === 'again' && lastStops?.isSettled) return { ...lastStops, isRead: false };
    lastStops = await stops.look();
    return lastStops;
  }
}

/** As `stopSides` names them. */
const sideOf = ({ instrumentUid, direction }: Pick<OrderSnapshot, 'instrumentUid' | 'direction'>): string =>
  `${instrumentUid} ${direction}`;
