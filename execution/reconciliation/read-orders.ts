import { type KnownOrdersQuery, knownOrders } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { OrderSnapshot } from '../../domain/order.js';
import {
  type Execution,
  type Executions,
  executionOf,
  orderName,
} from '../../domain/reconciliation/executions.js';
import type { KnownOrder } from '../../domain/reconciliation/orders.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { isUuid } from '../order-owners.js';

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
  const executed = await executionsOf(broker, listed, known);
  return {
    askedAtMs,
    answeredAtMs,
    listed,
    known,
    executions: executed,
    looked: new Set(open.map(orderName)),
  };
}

async function executionsOf(
  broker: ExecutionDependencies['broker'],
  listed: readonly OrderSnapshot[],
  known: readonly KnownOrder[],
): Promise<Executions> {
  const instruments = await instrumentsOf(broker, [...listed, ...known]);
  const executions = new Map<string, Execution>();
  const count = (name: string, order: Pick<OrderSnapshot, 'instrumentUid' | 'direction'>, lots: number) => {
    const lot = instruments.get(order.instrumentUid)?.lot;
    if (lot === undefined || lots === 0) return;
    const execution = executionOf(order, { lots, lot });
    const before = executions.get(name)?.amount ?? 0;
    if (Math.abs(before) < Math.abs(execution.amount)) executions.set(name, execution);
  };
  for (const order of listed) count(orderName(order), order, order.lotsExecuted);
  for (const order of known) count(orderName({ ...order, brokerOrderId: '' }), order, order.executedLots);
  return executions;
}

/** Those that the broker lists, by their uids. */
export async function instrumentsOf(
  { instruments }: Pick<ExecutionDependencies['broker'], 'instruments'>,
  things: Iterable<{ readonly instrumentUid: string }>,
): Promise<Map<string, Instrument>> {
  const uids = new Set([...things].map(({ instrumentUid }) => instrumentUid));
  const found = await Promise.all([...uids].map((uid) => instruments.byUid(uid)));
  return new Map(found.flatMap((instrument) => (instrument ? [[instrument.uid, instrument]] : [])));
}
