import Type from 'typebox';
import { NotFoundError } from '../broker/errors.js';
import {
  appendToJournal,
  inTransaction,
  type LoggedOrder,
  settleOrder,
  type TaskRow,
  unsettledOrders,
} from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import { endedWithItsDay } from '../domain/past-order.js';
import { DecimalText, MOST_SECURITIES, TaskId } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { UnknownTickerError, UsageError } from './errors.js';
import { decimal } from './order-words.js';
import {
  NothingToSettleError,
  OrderKnownError,
  OrderMayWorkError,
  SettledLotsError,
} from './settle-errors.js';

/**
 * A person says what was executed of an order of a past day that the broker does not know any more. The task asked for
 * that, so it acts at once, and says what it did.
 */
export const settle = defineCommand({
  name: 'settle',
  arguments: Type.Object(
    {
      task: TaskId,
      lots: Type.Integer({
        minimum: 0,
        maximum: MOST_SECURITIES,
        description: 'Lots that were executed of it, in all',
      }),
      price: Type.Optional(
        DecimalText("The average price of one security; left out: the order's own limit price"),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords([task, lots, price, ...more]) {
    if (task === undefined || !/^\d+$/.test(lots ?? '') || more.length > 0) throw new UsageError('settle');
    return { task, lots: Number(lots), ...(price !== undefined && { price: decimal(price) }) };
  },
  async run({ task, lots, price }, context) {
    const row = await context.tasks.running(task);
    const order = await orderToSettle(row, context);
    const { number } = order;
    if (lots < order.executedLots || lots > order.lots)
      throw new SettledLotsError({ number, least: order.executedLots, most: order.lots });
    const value = await executedValueOf(order, { lots, price }, context);
    await inTransaction(context.db, async (transaction) => {
      if (!(await settleOrder(transaction, order, { lots, value }))) throw new NothingToSettleError(task);
      const data = { by: context.by, number, lots, leg: order.leg };
      await appendToJournal(transaction, [
        { taskId: row.id, kind: 'order-settled', severity: 'report', data },
      ]);
    });
    return { kind: 'result', result: { task: row.id, number, lots } };
  },
});

/** The task's one order without an end; of two legs the one whose day is over. */
async function orderToSettle({ id, key }: TaskRow, { db, broker }: CommandContext): Promise<LoggedOrder> {
  const unsettled = await unsettledOrders(db, key);
  const nowMs = Date.now();
  // The far leg's first: what is owed of the near one follows from it.
  const past = unsettled.filter(({ sentAt }) => endedWithItsDay({ sentAtMs: sentAt.getTime(), nowMs }));
  const [order] = past.sort((one, other) => one.leg.localeCompare(other.leg));
  if (!order) throw unsettled.length > 0 ? new OrderMayWorkError(id) : new NothingToSettleError(id);
  const { brokerOrderId, clientOrderId, number } = order;
  for (const reference of [{ clientOrderId }, ...(brokerOrderId ? [{ brokerOrderId }] : [])]) {
    try {
      await broker.orders.state(reference);
    } catch (error) {
      if (error instanceof NotFoundError) continue;
      throw error;
    }
    throw new OrderKnownError({ taskId: id, number: String(number) });
  }
  return order;
}

async function executedValueOf(
  order: LoggedOrder,
  { lots, price }: { lots: number; price: string | number | undefined },
  { broker }: CommandContext,
): Promise<Decimal> {
  const instrument = await broker.instruments.byUid(order.instrumentUid);
  if (!instrument) throw new UnknownTickerError(order.instrumentUid);
  if (price !== undefined) return new Decimal(price).mul(lots * instrument.lot);
  return order.executedValue.add(order.price.mul((lots - order.executedLots) * instrument.lot));
}
