import { type Database, type TaskRow, unfinishedTasks } from '../../database/index.js';
import { Direction } from '../../domain/order.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import type { SellbuyRequest, TaskRequest } from '../../domain/task.js';

/** What trades an instrument, or is about to: a task, or what one will come from. */
export interface Trade {
  /** Null where it is not started yet. */
  readonly task: string | null;
  /** The row it comes from, null for none. */
  readonly origin: string | null;
}

interface TradeOfInstrument extends Trade {
  readonly instrumentUid: string;
  readonly sell: boolean;
}

/** Our running tasks, each with the instrument it waits in the book with. */
export async function runningTrades(
  db: Database,
  account: { readonly mode: string; readonly accountId: string },
): Promise<TradeOfInstrument[]> {
  const tasks = await unfinishedTasks(db, account);
  return tasks.map(({ id, origin, kind, request }) => ({
    task: id,
    origin,
    instrumentUid: (request as TaskRequest).instrumentUid,
    sell: sells({ kind, request }),
  }));
}

const sells = ({ kind, request }: Pick<TaskRow, 'kind' | 'request'>): boolean =>
  kind === 'spread'
    ? (request as SpreadRequest).sell
    : (request as SellbuyRequest).direction === Direction.sell;

/** Those that trade the same far contract the other way: the two could trade with each other, or undo each other. */
export const oppositeOf = (
  { instrumentUid, sell, origin }: Pick<TradeOfInstrument, 'instrumentUid' | 'sell' | 'origin'>,
  trades: readonly TradeOfInstrument[],
): Trade[] =>
  trades
    .filter(
      (each) => each.instrumentUid === instrumentUid && each.sell !== sell && each.origin !== (origin ?? ''),
    )
    .map(({ task, origin: from }) => ({ task, origin: from }));

/** A row that was shown before it started is the same afterwards. */
export const isSameTrade = (one: Trade, other: Trade): boolean =>
  one.origin !== null || other.origin !== null ? one.origin === other.origin : one.task === other.task;
