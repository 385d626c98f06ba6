import { sql } from 'kysely';
import type { Decimal } from '../domain/decimal.js';
import type { Database } from './connection.js';
import { type LoggedOrder, ordersOfTask } from './orders.js';

/** Orders of a task of which the log does not know the end: one of each leg at most. */
export const unsettledOrders = async (db: Database, taskKey: string): Promise<LoggedOrder[]> =>
  (await ordersOfTask(db, taskKey)).filter(({ state }) => state === 'sent' || state === 'working');

/** One order as the log knows it now. */
export const loggedOrder = async (
  db: Database,
  of: Pick<LoggedOrder, 'taskKey' | 'leg' | 'number'>,
): Promise<LoggedOrder | undefined> =>
  (await ordersOfTask(db, of.taskKey)).find(({ leg, number }) => leg === of.leg && number === of.number);

/** Executed lots of a task of which nobody told the commission. */
export async function lotsOfUnknownCommission(db: Database, taskKey: string): Promise<number> {
  const { lots } = await db
    .selectFrom('orders')
    .select((select) => select.fn.sum<string>('commission_unknown_lots').as('lots'))
    .where('task_key', '=', taskKey)
    .executeTakeFirstOrThrow();
  return Number(lots ?? 0);
}

/**
 * Writes the end of an order that the broker does not know any more. Whoever has it in hand reads it here.
 * @param end `commission`: of all that was executed of it; undefined where nobody knows that of what was not counted before
 * @returns false when its end is known by now, it was sent again, or more of it was executed
 */
export async function settleOrder(
  db: Database,
  order: LoggedOrder,
  { lots, value, commission }: { lots: number; value: Decimal; commission: Decimal | undefined },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('orders')
    .set({
      state: 'final',
      executed_lots: lots,
      executed_value: value.toFixed(),
      commission: (commission ?? order.commission).toFixed(),
      commission_unknown_lots: commission ? 0 : lots - order.executedLots,
      settled_at: new Date(),
    })
    .where('client_order_id', '=', order.clientOrderId)
    .where('state', 'in', ['sent', 'working'])
    .where('executed_lots', '<=', lots)
    .where('lots', '>=', lots)
    // What is read back has no microseconds.
    .where(sql`date_trunc('milliseconds', sent_at)`, '=', order.sentAt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
