import Type from 'typebox';
import type { Broker } from '../broker/broker.js';
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
import { SpreadLeg } from '../domain/spread/terms.js';
import { TaskFinishedError } from '../tasks/index.js';
import { DecimalText, MOST_SECURITIES, TaskId } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { InvalidArgumentsError, UnknownTickerError, UsageError } from './errors.js';
import { decimal } from './order-words.js';
import {
  NothingToSettleError,
  OrderKnownError,
  OrderMayWorkError,
  SettledLotsError,
  SettleFinishedError,
  WhichLegError,
} from './settle-errors.js';
import { settleStopOrder } from './settle-stop.js';

/**
 * A person says what was executed of an order of a past day that the broker does not know any more. The task asked for
 * that, so it acts at once, and says what it did.
 */
export const settle = defineCommand({
  name: 'settle',
  arguments: Type.Object(
    {
      task: TaskId,
      lots: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: MOST_SECURITIES,
          description: 'Lots that were executed of it, in all',
        }),
      ),
      price: Type.Optional(
        DecimalText("The average price of one security; left out: the order's own limit price"),
      ),
      commission: Type.Optional(
        Type.Union([Type.String({ pattern: '^\\d{1,15}([.]\\d{1,9})?$' }), Type.Number({ minimum: 0 })], {
          description:
            'Roubles of commission for all that was executed of it; left out: the report says that it is unknown',
        }),
      ),
      leg: Type.Optional(
        Type.Enum(Object.values(SpreadLeg), {
          description: 'Of spreads, where both legs wait for an answer',
        }),
      ),
      stopOrder: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MOST_SECURITIES,
          description: 'Instead of lots, the number of a stop order that nobody can tell whether it is there',
        }),
      ),
      placed: Type.Optional(Type.Boolean({ description: 'Whether that stop order is there (or was)' })),
    },
    { additionalProperties: false },
  ),
  fromWords: settleFromWords,
  async run({ task, lots, price, commission, leg, stopOrder, placed }, context) {
    const row = await runningTask(task, context);
    if (stopOrder !== undefined && placed !== undefined)
      return settleStopOrder(row, { number: stopOrder, placed }, context);
    if (lots === undefined) throw new InvalidArgumentsError(['give lots, or stopOrder and placed']);
    const order = await orderToSettle(row, leg, context);
    const { number } = order;
    if (lots < order.executedLots || lots > order.lots)
      throw new SettledLotsError({ number, least: order.executedLots, most: order.lots });
    const value = await executedValueOf(order, { lots, price }, context);
    const end = { lots, value, commission: commission === undefined ? undefined : new Decimal(commission) };
    await inTransaction(context.db, async (transaction) => {
      if (!(await settleOrder(transaction, order, end))) throw new NothingToSettleError(task);
      const data = { by: context.by, number, lots, leg: order.leg };
      await appendToJournal(transaction, [
        { taskId: row.id, kind: 'order-settled', severity: 'report', data },
      ]);
    });
    return { kind: 'result', result: { task: row.id, number, lots } };
  },
});

/** @throws SettleFinishedError for one that has ended with such an order, and what `tasks.running` throws */
async function runningTask(id: string, { tasks, db }: CommandContext): Promise<TaskRow> {
  try {
    return await tasks.running(id);
  } catch (error) {
    if (!(error instanceof TaskFinishedError)) throw error;
    const [left] = await unsettledOrders(db, (await tasks.get(id)).key);
    throw left ? new SettleFinishedError({ taskId: id, number: String(left.number) }) : error;
  }
}

/**
 * The task's one order of a past day that the broker has forgotten; of two legs the one that is named.
 * @throws NothingToSettleError, OrderMayWorkError, OrderKnownError, WhichLegError
 */
async function orderToSettle(
  { id, key }: TaskRow,
  leg: SpreadLeg | undefined,
  { db, broker }: CommandContext,
): Promise<LoggedOrder> {
  const unsettled = (await unsettledOrders(db, key)).filter((each) => leg === undefined || each.leg === leg);
  const nowMs = Date.now();
  const past = unsettled.filter(({ sentAt }) => endedWithItsDay({ sentAtMs: sentAt.getTime(), nowMs }));
  const [first] = past;
  if (!first) throw unsettled.length > 0 ? new OrderMayWorkError(id) : new NothingToSettleError(id);
  const known = await Promise.all(past.map((each) => isKnown(each, broker)));
  const [order, another] = past.filter((_, place) => !known[place]);
  if (!order) throw new OrderKnownError({ taskId: id, number: String(first.number) });
  if (another)
    throw new WhichLegError(id, await Promise.all([order, another].map((each) => toldOf(each, broker))));
  return order;
}

async function isKnown({ brokerOrderId, clientOrderId }: LoggedOrder, broker: Broker): Promise<boolean> {
  for (const reference of [{ clientOrderId }, ...(brokerOrderId ? [{ brokerOrderId }] : [])]) {
    try {
      await broker.orders.state(reference);
      return true;
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
  return false;
}

async function toldOf({ leg, number, instrumentUid }: LoggedOrder, { instruments }: Broker) {
  const ticker = (await instruments.byUid(instrumentUid))?.ticker ?? instrumentUid;
  return { leg, number: String(number), ticker };
}

const STOP_WORDS: ReadonlySet<string> = new Set(['placed', 'absent']);

/** `stops/3 17 placed` (or `absent`) of a stop order. Else `sellbuy/3 5`, then the price, the commission and the leg as far as they are told. @throws UsageError */
export function settleFromWords([task, lots = '', ...rest]: readonly string[]): unknown {
  const [said = '', ...nothing] = rest.map((word) => word.toLowerCase());
  if (task !== undefined && STOP_WORDS.has(said) && nothing.length === 0 && /^\d+$/.test(lots))
    return { task, stopOrder: Number(lots), placed: said === 'placed' };
  const words = [...rest];
  const price = /^\d/.test(words[0] ?? '') ? words.shift() : undefined;
  const more: Record<string, string> = {};
  for (let word = words.shift()?.toLowerCase(); word !== undefined; word = words.shift()?.toLowerCase()) {
    const isLeg = word === SpreadLeg.far || word === SpreadLeg.near;
    const name = isLeg ? 'leg' : word;
    const value = isLeg ? word : decimal(words.shift() ?? '');
    if (name in more || (!isLeg && name !== 'commission') || value === '') throw new UsageError('settle');
    more[name] = value;
  }
  if (task === undefined || !/^\d+$/.test(lots)) throw new UsageError('settle');
  return { task, lots: Number(lots), ...(price !== undefined && { price: decimal(price) }), ...more };
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
