import { type Database, type TaskRow, unfinishedTasks } from '../../database/index.js';
import { Direction } from '../../domain/order.js';
import { SpreadLeg, type SpreadRequest } from '../../domain/spread/terms.js';
import type { SellbuyRequest } from '../../domain/task.js';

/** What trades an instrument, or is about to: a task, or what one will come from. */
interface Trader {
  /** Null where it is not started yet. */
  readonly task: string | null;
  /** The row it comes from, null for none. */
  readonly origin: string | null;
}

/** Who trades an instrument of a spread the other way. */
export interface OppositeTrade extends Trader {
  readonly ticker: string;
  /** Which leg of the spread that is asked about it is. */
  readonly leg: SpreadLeg;
}

interface Trade {
  readonly ticker: string;
  readonly instrumentUid: string;
  readonly sell: boolean;
}

/** What one trades: `far` is what it waits in the book with, `near` what a spread hedges with. */
interface Trades extends Trader {
  readonly far: Trade;
  readonly near?: Trade;
}

/** Our running tasks, each with what it trades. */
export async function runningTrades(
  db: Database,
  account: { readonly mode: string; readonly accountId: string },
): Promise<Trades[]> {
  const tasks = await unfinishedTasks(db, account);
  return tasks.map((task) => ({ task: task.id, origin: task.origin, ...tradesOfTask(task) }));
}

function tradesOfTask({ kind, request }: TaskRow): Pick<Trades, 'far' | 'near'> {
  if (kind === 'spread') return tradesOf(request as SpreadRequest);
  const { ticker, instrumentUid, direction } = request as SellbuyRequest;
  return { far: { ticker, instrumentUid, sell: direction === Direction.sell } };
}

/** What both legs of a spread trade. */
export const tradesOf = ({
  sell,
  ticker,
  instrumentUid,
  nearTicker,
  nearInstrumentUid,
}: SpreadRequest): Required<Pick<Trades, 'far' | 'near'>> => ({
  far: { ticker, instrumentUid, sell },
  near: { ticker: nearTicker, instrumentUid: nearInstrumentUid, sell: !sell },
});

/**
 * Those that trade the far contract the other way, as either leg, and those whose far contract is the near leg here: the
 * two could trade with each other, or undo each other. Hedges of two spreads in one share are none: neither waits in the
 * book, and whoever keeps several spreads of it has them in both directions.
 */
export const oppositeOf = (request: SpreadRequest, origin: string | null, all: readonly Trades[]) => {
  const own = tradesOf(request);
  return all
    .filter((each) => each.origin === null || each.origin !== origin)
    .flatMap(({ task, origin: from, far, near }): OppositeTrade[] => {
      const trader = { task, origin: from };
      const isFar = isOpposite(own.far, far) || (near !== undefined && isOpposite(own.far, near));
      const isNear = near !== undefined && isOpposite(own.near, far);
      return [
        ...(isFar ? [{ ...trader, ticker: own.far.ticker, leg: SpreadLeg.far }] : []),
        ...(isNear ? [{ ...trader, ticker: own.near.ticker, leg: SpreadLeg.near }] : []),
      ];
    });
};

const isOpposite = (one: Trade, other: Trade): boolean =>
  one.instrumentUid === other.instrumentUid && one.sell !== other.sell;

/** A row that was shown before it started is the same afterwards. */
export const isSameTrade = (one: OppositeTrade, other: OppositeTrade): boolean =>
  one.ticker === other.ticker &&
  one.leg === other.leg &&
  (one.origin !== null || other.origin !== null ? one.origin === other.origin : one.task === other.task);
