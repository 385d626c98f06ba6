import { NotFoundError } from '../../broker/errors.js';
import { instrumentsOf } from '../../broker/instruments-of.js';
import { type Telling, tellOnce } from '../../database/index.js';
import { isFinal, type OrderSnapshot } from '../../domain/order.js';
import { instrumentUidOf, orderEntry } from '../../domain/reconciliation/entries.js';
import { orderName } from '../../domain/reconciliation/executions.js';
import {
  compareOrders,
  type OrderDifference,
  patienceFor,
  subjectOf,
} from '../../domain/reconciliation/orders.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { OrdersReading } from './read-orders.js';
import { settleInLog } from './settle-in-log.js';

export interface OrdersLook {
  readonly differences: readonly OrderDifference[];
  /** False where another look is worth while, because something may be only on its way. */
  readonly isSettled: boolean;
}

/**
 * The account's orders against the log. What a finished task left working is cancelled, by every worker; what is not in the
 * log (the broker's own app, another program, an installation that is gone) is told of, not touched.
 */
export function createOrderComparison(
  { db, broker, logger }: Pick<ExecutionDependencies, 'db' | 'broker' | 'logger'>,
  { settleMs }: { readonly settleMs: number },
) {
  const { mode, accountId } = broker;
  const seenSinceMs = new Map<string, number>();
  const agreed = new Set<string>();

  /** Once enough is what stood still for so long; whose an order is that a stop order may have placed is known by then. */
  function isLasting(difference: OrderDifference, isChild: (order: OrderSnapshot) => boolean): boolean {
    const mayBeChild = difference.kind === 'foreign-order' && isChild(difference.order);
    const patienceMs = settleMs * (mayBeChild ? 1 : patienceFor(difference));
    if (patienceMs === 0) return true;
    const key = keyOf(difference);
    const sinceMs = seenSinceMs.get(key) ?? performance.now();
    seenSinceMs.set(key, sinceMs);
    return performance.now() - sinceMs >= patienceMs;
  }

  /** The end of an order that the list does not hold, where the broker knows it yet. */
  async function readEnd(difference: OrderDifference): Promise<OrderDifference | undefined> {
    if (difference.kind !== 'order-end-unknown') return difference;
    const { known } = difference;
    try {
      const order = await broker.orders.state({ clientOrderId: known.clientOrderId });
      return isFinal(order.status) ? { kind: 'order-ended-unheard', order, known } : undefined;
    } catch (error) {
      if (error instanceof NotFoundError) return difference;
      throw error;
    }
  }

  async function cancel({ brokerOrderId }: OrderSnapshot, taskId: string): Promise<void> {
    try {
      await broker.orders.cancel({ brokerOrderId });
    } catch (err) {
      if (!(err instanceof NotFoundError))
        logger.warn({ err, task: taskId }, 'a leftover order is not cancelled yet');
    }
  }

  const isAgreed = (order: OrderSnapshot): boolean => agreed.has(stateOf(order));

  return {
    /** Nothing about it is to be asked of the log again. */
    isAgreed,

    /**
     * Withdraws what finished tasks left working, before anything else.
     * @param mayBeChild whether a stop order of ours may have placed it
     */
    async look(
      reading: Pick<OrdersReading, 'listed' | 'known' | 'looked'>,
      mayBeChild: (order: OrderSnapshot) => boolean = () => false,
    ): Promise<OrdersLook> {
      const differences = compareOrders(reading).filter(
        (each) => each.kind !== 'foreign-order' || !isAgreed(each.order),
      );
      for (const key of seenSinceMs.keys())
        if (!differences.some((each) => keyOf(each) === key)) seenSinceMs.delete(key);
      rememberAgreed(reading, differences);
      const lasting = differences.filter((each) => isLasting(each, mayBeChild));
      await Promise.all(
        lasting.map((each) =>
          each.kind === 'leftover-order' ? cancel(each.order, each.known.taskId) : undefined,
        ),
      );
      const found = await Promise.all(lasting.map(readEnd));
      return {
        differences: found.filter((each) => each !== undefined),
        isSettled: !differences.some((each) => !lasting.includes(each) && patienceFor(each) <= 1),
      };
    },

    /** Tells each once, and writes into the log what nobody else will. */
    async tell(differences: readonly OrderDifference[]): Promise<void> {
      const instruments = await instrumentsOf(
        broker.instruments,
        differences.map((each) => ({ instrumentUid: instrumentUidOf(each) })),
      );
      // Told first: what is settled in the log is no difference any more.
      await tellOnce(
        db,
        { mode, accountId },
        differences.map((each) => tellingOf(each, instruments)),
      );
      for (const each of differences) await settleInLog(db, each, instruments);
    },
  };

  /** Final orders of ours about which there is nothing to say. */
  function rememberAgreed(
    { listed, known, looked }: Pick<OrdersReading, 'listed' | 'known' | 'looked'>,
    differences: readonly OrderDifference[],
  ): void {
    const open = new Set(differences.map((each) => subjectOf(each).subject));
    const ours = new Set(known.map(({ clientOrderId }) => clientOrderId));
    const states = new Set(listed.map(stateOf));
    for (const state of agreed) if (!states.has(state)) agreed.delete(state);
    for (const order of listed) {
      const { clientOrderId } = order;
      if (!isFinal(order.status) || !looked.has(orderName(order))) continue;
      if (clientOrderId !== undefined && ours.has(clientOrderId) && !open.has(clientOrderId))
        agreed.add(stateOf(order));
    }
  }
}

const stateOf = (order: OrderSnapshot): string => `${orderName(order)} ${order.status} ${order.lotsExecuted}`;

function keyOf(difference: OrderDifference): string {
  const { subject, figure } = subjectOf(difference);
  return `${difference.kind} ${subject} ${figure}`;
}

function tellingOf(
  difference: OrderDifference,
  instruments: ReadonlyMap<string, { readonly ticker: string }>,
): Telling {
  const uid = instrumentUidOf(difference);
  return { ...subjectOf(difference), entry: orderEntry(difference, instruments.get(uid)?.ticker ?? uid) };
}
