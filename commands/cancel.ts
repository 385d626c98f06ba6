import { isDeepStrictEqual } from 'node:util';
import Type from 'typebox';
import { beginCancel, lastCancel, unfinishedTasks } from '../database/index.js';
import { secondsToCancel } from '../domain/cancel/fate.js';
import { type CancelItem, inOrderOfCancelling } from '../domain/cancel/item.js';
import { Decimal } from '../domain/decimal.js';
import { readAccount } from './cancel/account-now.js';
import { type Owing, owingOf } from './cancel/owing.js';
import {
  accountToCancel,
  cancelJson,
  cancelNow,
  figuresOfItem,
  linesOf,
  owingLine,
} from './cancel/report.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { BrokerAwayError, ConfirmationInvalidError } from './errors.js';
import { nothingFromWords } from './order-words.js';

interface Preview {
  /** Whose everything it is about. */
  readonly account: { readonly mode: string; readonly accountId: string };
  /** How many of each; those of the account are unknown while the broker does not answer. */
  readonly tasks: number;
  readonly orders?: number;
  readonly foreignOrders?: number;
  /** Null while their limit is spent, so that they cannot be listed. */
  readonly stopOrders?: number | null;
  readonly foreignStopOrders?: number | null;
  /** Roubles that the orders hold, and that the stop orders would, a decimal string. */
  readonly tiedUp?: string;
  readonly seconds?: number;
  readonly brokerAway?: 'yes';
  /** Lines of figures: the tasks, what stopped spreads still hedge, and the largest orders. */
  readonly taskIds?: string;
  readonly owing?: string;
  readonly largest?: string;
  readonly owed: readonly Owing[];
  readonly items: readonly CancelItem[];
}

/**
 * Stops every task and cancels every order and stop order of the account, ours and foreign. The tasks are stopped by the
 * call itself; the rest is carried out by any process that takes commands, whatever else is dead.
 */
export const cancel = defineCommand({
  name: 'cancel',
  arguments: Type.Object({}, { additionalProperties: false }),
  // Asked again while it runs, it tells how far it is.
  confirm: 'when-needed',
  fromWords: (words) => nothingFromWords('cancel', words),
  async preview(_, context): Promise<Preview | undefined> {
    return (await cancelNow(context)) ? undefined : whatWillGo(context);
  },
  async run(_, context) {
    const { db, by } = context;
    const account = await accountToCancel(context);
    if (!account) throw new BrokerAwayError();
    const agreed = context.agreed as Preview | undefined;
    if (agreed && !isDeepStrictEqual(agreed.account, account)) throw new ConfirmationInvalidError();
    // Without consent nothing begins: the one that ran when it was asked may have ended meanwhile.
    const row = agreed
      ? (await beginCancel(db, { ...account, by, items: agreed.items })).row
      : await lastCancel(db, account);
    if (!row) throw new ConfirmationInvalidError();
    return { kind: 'result', result: await cancelJson(db, row) };
  },
});

async function whatWillGo(context: CommandContext): Promise<Preview> {
  const { db } = context;
  const whose = await accountToCancel(context);
  if (!whose) throw new BrokerAwayError();
  const tasks = await unfinishedTasks(db, whose);
  const account = await readAccount(context);
  const owed = await owingOf(db, { tasks, orders: account?.orders ?? [] });
  const taskIds = linesOf(tasks, ({ id }) => id)?.replaceAll('\n', ', ');
  const ofTasks = {
    account: whose,
    tasks: tasks.length,
    ...(taskIds !== undefined && { taskIds }),
    ...(owed.length > 0 && { owing: linesOf(owed, owingLine) ?? '' }),
    owed,
  };
  if (!account) return { ...ofTasks, brokerAway: 'yes', items: [] };
  const { broker } = context;
  const items = inOrderOfCancelling(account.items);
  const count = (kind: CancelItem['kind'], isOurs: boolean) =>
    items.filter((item) => item.kind === kind && (item.taskId !== null) === isOurs).length;
  const [orders, foreignOrders] = [count('order', true), count('order', false)];
  const [stopOrders, foreignStopOrders] = account.areStopsTold
    ? [count('stop-order', true), count('stop-order', false)]
    : [null, null];
  const largest = linesOf(items, (item) => figuresOfItem(item, item));
  return {
    ...ofTasks,
    ...{ orders, foreignOrders, stopOrders, foreignStopOrders },
    tiedUp: items.reduce((sum, { tiedUp }) => sum.add(tiedUp ?? 0), new Decimal(0)).toFixed(2),
    seconds: secondsToCancel([
      { count: orders + foreignOrders, perMinute: broker.orders.cancelsPerMinute() },
      { count: (stopOrders ?? 0) + (foreignStopOrders ?? 0), perMinute: broker.stopOrders.perMinute() },
    ]),
    ...(largest !== null && { largest }),
    items,
  };
}
