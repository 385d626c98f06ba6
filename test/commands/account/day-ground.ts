/** A day of an account: others trade, a spread is entered and left again, a task buys; over executors, PostgreSQL, the exchange. */
import { randomUUID } from 'node:crypto';
import { dayText } from '../../../commands/account/span.js';
import type { CommandContext, CommandDefinition, Report, Trades } from '../../../commands/index.js';
import { report } from '../../../commands/report.js';
import { trades } from '../../../commands/trades.js';
import { finishTask } from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { Direction } from '../../../domain/order.js';
import { purchaseOf } from '../../execution/spreads/bench-purchase.js';
import { openSpreadBench } from '../../execution/spreads/spread-bench.js';
import { fillsOf } from './ledger-accounts.js';

export type DayGround = Awaited<ReturnType<typeof openDayGround>>;

export async function openDayGround() {
  /** Whatever the clock shows: the day on which it began, until now. */
  const from = dayText(Date.now());
  const bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  const worker = await bench.worker();

  /** Another program on the account takes what the book shows. */
  const foreign = async (instrument: Instrument, direction: Direction, lots: number, price: string) => {
    const order = { instrument, direction, lots, price: new Decimal(price), timeInForce: 'day' as const };
    return bench.broker.orders.post({ ...order, clientOrderId: randomUUID() });
  };
  const ended = (spread: { key: string }) =>
    finishTask(bench.db, { key: spread.key, state: 'done', result: null, error: null });

  const { far, near } = bench;
  await bench.usualBooks();
  // Others: ten lots in two executions, four of them sold again at a loss, and a bought future that stays.
  await bench.exchange.book(near.ticker, {
    bids: [['306.5', 400]],
    asks: [
      ['306.6', 7],
      ['306.7', 400],
    ],
  });
  await foreign(near, 'buy', 10, '306.7');
  await bench.usualBooks();
  await foreign(near, 'sell', 4, '306.5');
  await foreign(far, 'buy', 1, '31200');

  const entered = await bench.spread({
    sell: true,
    amount: 3,
    price: '300',
    options: { displayQuantity: 2 },
  });
  const entering = worker.run(entered);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  await bench.fill(2);
  await bench.untilFilled(near, 34);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  await bench.fill(1);
  await entering;
  await ended(entered);

  // It is left again, two contracts of the three, at better prices than it was entered.
  const left = await bench.spread({ sell: false, amount: 2, price: '700' });
  await bench.db
    .updateTable('tasks')
    .set({ origin: `unwind/${entered.id}` })
    .where('key', '=', left.key)
    .execute();
  const leaving = worker.run(left);
  await bench.untilWorking(far, { price: '31000', lots: 2 });
  await bench.fill(2);
  await leaving;
  await ended(left);

  const row = await purchaseOf(bench, 2);
  await bench.db
    .updateTable('tasks')
    .set({ wish: JSON.stringify({ ...row.wish, limitPrice: '306.55' }) })
    .where('key', '=', row.key)
    .execute();
  const buying = worker.run(row);
  await bench.untilWorking(near, { lots: 2 });
  await bench.exchange.trade(near.ticker, { side: 'sell', lots: 402, price: '306.5' });
  await buying;
  await ended(row);
  const fills = fillsOf(
    await bench.exchange.ledger(),
    new Map([
      [far.ticker, far.lot],
      [near.ticker, near.lot],
    ]),
  );

  /** Which of the ledger's orders the log has, by their keys: nothing that the commands read. */
  async function ownOrders(): Promise<Map<string, string>> {
    const rows = await bench.db
      .selectFrom('orders')
      .innerJoin('tasks', 'tasks.key', 'orders.task_key')
      .select(['orders.client_order_id', 'tasks.id'])
      .execute();
    const taskOf = new Map(rows.map((row) => [row.client_order_id, row.id]));
    const orders = new Map<string, string>();
    for (const { kind, requestId = '', orderId = '' } of await bench.exchange.ledger()) {
      const task = taskOf.get(requestId);
      if (kind === 'fill' && task) orders.set(orderId, task);
    }
    return orders;
  }

  async function asked<Result>(
    command: unknown,
    args: Record<string, unknown> = { from },
    broker: object = bench.broker,
  ): Promise<{ result: Result; file?: { text: string; rows: number } }> {
    const context = { db: bench.db, broker } as unknown as CommandContext;
    const outcome = await (command as CommandDefinition).run(args, context);
    if (outcome.kind !== 'result') throw new Error(outcome.kind);
    return outcome as unknown as { result: Result; file?: { text: string; rows: number } };
  }

  return {
    ...{ bench, entered, left, purchase: row.id, fills, from, ownOrders, asked },
    trades: (args: Record<string, unknown> = {}) =>
      asked<Trades>(trades, { from, ...args }).then(({ result }) => result),
    report: (args: Record<string, unknown> = {}) =>
      asked<Report>(report, { from, ...args }).then(({ result }) => result),
    stop: bench.stop,
  };
}
