import { instrumentsOf } from '../../broker/instruments-of.js';
import { type KnownOrdersQuery, knownOrders } from '../../database/index.js';
import type { OrderSnapshot } from '../../domain/order.js';
import { type Executions, executionsOf, orderName } from '../../domain/reconciliation/executions.js';
import { executedOrders, type KnownOrder } from '../../domain/reconciliation/orders.js';
import { isUuid } from '../../domain/uuid.js';
import type { ExecutionDependencies } from '../dependencies.js';

/** The orders of the day as the broker lists them, and what the log knows of them. */
export interface OrdersReading {
  /** Monotonic. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly listed: readonly OrderSnapshot[];
  readonly known: readonly KnownOrder[];
  /** Of both. */
  readonly executions: Executions;
  /** Listed orders that may be in the log, by their names: all but those that were said to be settled. */
  readonly looked: ReadonlySet<string>;
}

/**
 * The list comes first: what it holds of ours was written down before it was sent. Hedges alone are written down beside
 * their sending, so what the log does not know at first may still be ours.
 * @param isSettled of this order the log need not be asked again
 */
export async function readOrders(
  { db, broker }: Pick<ExecutionDependencies, 'db' | 'broker'>,
  {
    endedWithinMs,
    isSettled,
  }: Pick<KnownOrdersQuery, 'endedWithinMs'> & { readonly isSettled: (order: OrderSnapshot) => boolean },
): Promise<OrdersReading> {
  const askedAtMs = performance.now();
  const listed = await broker.orders.today();
  const answeredAtMs = performance.now();
  const open = listed.filter((order) => !isSettled(order));
  const keys = open.flatMap(({ clientOrderId }) => (isUuid(clientOrderId) ? [clientOrderId] : []));
  const { mode, accountId } = broker;
  const known = await knownOrders(db, { mode, accountId, keys, endedWithinMs });
  const instruments = await instrumentsOf(broker.instruments, [...listed, ...known]);
  return {
    askedAtMs,
    answeredAtMs,
    listed,
    known,
    executions: executionsOf(executedOrders(listed, known), (uid) => instruments.get(uid)?.lot),
    looked: new Set(open.map(orderName)),
  };
}
