import { type TaskRow, unfinishedTasks } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import type { Direction } from '../domain/order.js';
import { directionsOf } from '../domain/spread/directions.js';
import type { SpreadRequest } from '../domain/spread/terms.js';
import type { SellbuyRequest } from '../domain/task.js';
import type { HoldingsReader } from './holdings.js';

/** What a running task, or one leg of it, has yet to buy or to sell. */
export interface RunningOrder {
  readonly instrumentUid: string;
  readonly direction: Direction;
  /** Per one security; null where it has none of its own. */
  readonly limitPrice: string | null;
  /** Securities not executed yet, in an order or not. */
  readonly left: number;
  /** Its readable id; of what only starts there is none. */
  readonly task?: string;
  /** Of what starts together with others and before them: the margin that it needs, in roubles, as far as it is known. */
  readonly margin?: Decimal | undefined;
  /** The same: it sells securities that are not held. */
  readonly isShort?: boolean;
}

/** What the unfinished tasks of this account have yet to buy and to sell. */
export async function runningOrders({ db, broker }: HoldingsReader): Promise<readonly RunningOrder[]> {
  const tasks = await unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId });
  return tasks.flatMap((task) => {
    if (task.kind === 'sellbuy') return [orderOf(task)];
    return task.kind === 'spread' ? legsOf(task) : [];
  });
}

/** Ids of the unfinished spreads that an instrument is a leg of, oldest first. */
export async function spreadsWithLeg(
  instrumentUid: string,
  { db, broker }: HoldingsReader,
): Promise<readonly string[]> {
  const tasks = await unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId });
  return tasks
    .filter(({ kind, request }) => kind === 'spread' && isLeg(request as SpreadRequest, instrumentUid))
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
    .map(({ id }) => id);
}

const isLeg = ({ instrumentUid: far, nearInstrumentUid: near }: SpreadRequest, uid: string): boolean =>
  far === uid || near === uid;

const leftOf = ({ amount, executed }: TaskRow): number => Number(amount) - Number(executed);

function orderOf(task: TaskRow): RunningOrder {
  const { instrumentUid, direction, limitPrice } = task.request as SellbuyRequest;
  return { instrumentUid, direction, limitPrice, left: leftOf(task), task: task.id };
}

function legsOf(task: TaskRow): RunningOrder[] {
  const request = task.request as SpreadRequest;
  const ratio = task.wish.spread?.ratio ?? request.ratio;
  return ordersOfSpread(request, { ratio, left: leftOf(task) }).map((order) => ({ ...order, task: task.id }));
}

/** The near leg follows the far one, so what is left of it is taken to be what is left of that (far contracts). */
export function ordersOfSpread(
  { sell, instrumentUid, nearInstrumentUid }: SpreadRequest,
  { ratio, left }: { readonly ratio: string; readonly left: number },
): RunningOrder[] {
  const { far, near } = directionsOf(sell);
  const nearLeft = new Decimal(ratio).mul(left).ceil().toNumber();
  return [
    { instrumentUid, direction: far, limitPrice: null, left },
    { instrumentUid: nearInstrumentUid, direction: near, limitPrice: null, left: nearLeft },
  ];
}
