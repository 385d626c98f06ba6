import {
  type AccountOrder,
  executedOrdersOfTasks,
  type SpreadTask,
  spreadTasks,
} from '../../database/index.js';
import { grouped } from '../../domain/account/day-report.js';
import {
  type LegOrderDone,
  type LegSums,
  type SpreadDone,
  type SpreadLine,
  spreadLines,
} from '../../domain/account/spread-report.js';
import { added, shownPrice } from '../../domain/account/sums.js';
import { Decimal } from '../../domain/decimal.js';
import type { TaskState } from '../../domain/task.js';
import type { CommandDependencies } from '../define-command.js';
import type { Column } from './csv.js';
import { averageOf } from './day-report.js';
import type { Span } from './span.js';

/** Of one leg; decimal strings in roubles. */
export interface LegJson {
  readonly executed: number;
  readonly averagePrice: string | null;
  readonly sum: string;
  readonly commission: string;
}

/** A spread, whole, whatever day each part of it was executed on. */
export interface SpreadJson {
  readonly task: string;
  readonly state: TaskState;
  readonly unwinds: string | null;
  readonly unwoundBy: readonly string[];
  readonly sell: boolean;
  readonly farTicker: string;
  readonly nearTicker: string;
  readonly ratio: string;
  readonly executed: number;
  readonly far: LegJson;
  readonly near: LegJson;
  /** Got, roubles per far contract. */
  readonly price: string | null;
  readonly wantedPrice: string;
  /** In roubles for all of it, above zero better than wanted; null while some of it is not hedged. */
  readonly slippage: string | null;
  readonly turnover: string;
  readonly commission: string;
  /** Lots whose commission a person did not say: theirs is in addition. */
  readonly commissionUnknownLots: number;
  /** Near securities. */
  readonly unhedged: string;
  readonly longestUnhedgedMs: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** From its start to its end, or until now. */
  readonly seconds: number;
  /** Of one that unwinds another: what both earned together on as many contracts as were closed. */
  readonly unwound: {
    readonly amount: number;
    readonly profit: string;
    readonly commission: string;
    readonly result: string;
  } | null;
}

export interface SpreadsJson {
  readonly spreads: readonly SpreadJson[];
  readonly totals: {
    readonly spreads: number;
    readonly turnover: string;
    readonly commission: string;
    readonly slippage: string;
    /** Of what was unwound. */
    readonly profit: string;
    readonly unwoundCommission: string;
    readonly result: string;
  };
}

export const SPREAD_COLUMNS: readonly Column<SpreadJson>[] = [
  'task',
  'state',
  'unwinds',
  { name: 'unwoundBy', of: ({ unwoundBy }) => unwoundBy.join(' ') },
  'sell',
  'farTicker',
  'nearTicker',
  'ratio',
  { name: 'farExecuted', of: ({ far }) => far.executed },
  { name: 'farAverage', of: ({ far }) => far.averagePrice },
  { name: 'farSum', of: ({ far }) => far.sum },
  { name: 'nearExecuted', of: ({ near }) => near.executed },
  { name: 'nearAverage', of: ({ near }) => near.averagePrice },
  { name: 'nearSum', of: ({ near }) => near.sum },
  'price',
  'wantedPrice',
  'slippage',
  'turnover',
  'commission',
  'commissionUnknownLots',
  'unhedged',
  'longestUnhedgedMs',
  'startedAt',
  'finishedAt',
  'seconds',
  { name: 'unwoundAmount', of: ({ unwound }) => unwound?.amount },
  { name: 'profit', of: ({ unwound }) => unwound?.profit },
  { name: 'unwoundCommission', of: ({ unwound }) => unwound?.commission },
  { name: 'result', of: ({ unwound }) => unwound?.result },
];

/** Every spread that worked in a span and executed something. */
export async function reportSpreads(
  { db, broker }: Pick<CommandDependencies, 'db' | 'broker'>,
  { begins, ends }: Span,
  now = new Date(),
): Promise<SpreadsJson> {
  const { mode, accountId } = broker;
  const { tasks, related } = await spreadTasks(db, { mode, accountId, begins, ends });
  const all = [...related, ...tasks].sort(byStart);
  const orders = grouped(
    await executedOrdersOfTasks(
      db,
      all.map(({ id }) => id),
    ),
    ({ taskId }) => taskId,
  );
  const lines = new Map(
    spreadLines(all.map((task) => doneOf(task, orders.get(task.id) ?? []))).map((line) => [
      line.spread.task,
      line,
    ]),
  );
  const spreads = tasks.flatMap((task) => {
    const line = lines.get(task.id);
    if (!line || line.far.executed + line.near.executed === 0) return [];
    const unwoundBy = all.filter(({ origin }) => origin === `${UNWIND}${task.id}`).map(({ id }) => id);
    return [{ line, json: spreadJson({ task, line, unwoundBy, now, orders: orders.get(task.id) ?? [] }) }];
  });
  const told = spreads.map(({ line }) => line);
  const unwound = told.flatMap((line) => line.unwound ?? []);
  const sumOf = (values: readonly Decimal[]): string => added(values).toFixed();
  return {
    spreads: spreads.map(({ json }) => json),
    totals: {
      spreads: told.length,
      turnover: sumOf(told.map(({ turnover }) => turnover)),
      commission: sumOf(told.map(({ commission }) => commission)),
      slippage: sumOf(told.flatMap(({ slippage }) => slippage ?? [])),
      profit: sumOf(unwound.map(({ profit }) => profit)),
      unwoundCommission: sumOf(unwound.map(({ commission }) => commission)),
      result: sumOf(unwound.map(({ result }) => result)),
    },
  };
}

/** Where the task of an unwinding comes from. */
const UNWIND = 'unwind/';

const byStart = (one: SpreadTask, other: SpreadTask): number =>
  one.startedAt.getTime() - other.startedAt.getTime() || one.id.localeCompare(other.id);

const unwoundTask = ({ origin }: SpreadTask): string | null =>
  origin?.startsWith(UNWIND) ? origin.slice(UNWIND.length) : null;

/** What was hedged by is what counts: an amendment beside the last fill never came into force. */
const doneOf = (task: SpreadTask, orders: readonly AccountOrder[]): SpreadDone => {
  const { id, request, wish, result } = task;
  const legOf = (leg: string): LegOrderDone[] =>
    orders
      .filter((order) => order.leg === leg)
      .map(({ direction, executedLots, lot, value, commission }) => ({
        ...{ direction, value, commission },
        amount: executedLots * lot,
      }));
  return {
    task: id,
    unwinds: unwoundTask(task),
    sell: request.sell,
    ratio: new Decimal(result?.ratio ?? wish.spread?.ratio ?? request.ratio),
    nearLot: request.nearLot,
    wantedPrice: new Decimal(result?.wantedPrice ?? wish.limitPrice ?? request.limitPrice),
    far: legOf('far'),
    near: legOf('near'),
  };
};

interface Shown {
  readonly task: SpreadTask;
  readonly line: SpreadLine;
  readonly unwoundBy: readonly string[];
  readonly orders: readonly AccountOrder[];
  readonly now: Date;
}

function spreadJson({ task, line, unwoundBy, orders, now }: Shown): SpreadJson {
  const { request, result, unhedged, startedAt, finishedAt } = task;
  const { spread, far, near, unwound } = line;
  return {
    task: task.id,
    state: task.state,
    unwinds: spread.unwinds,
    unwoundBy,
    sell: spread.sell,
    farTicker: request.ticker,
    nearTicker: request.nearTicker,
    ratio: spread.ratio.toFixed(),
    executed: far.executed,
    far: legJson(far),
    near: legJson(near),
    price: line.price ? shownPrice(line.price) : null,
    wantedPrice: spread.wantedPrice.toFixed(),
    slippage: line.slippage?.toFixed() ?? null,
    turnover: line.turnover.toFixed(),
    commission: line.commission.toFixed(),
    commissionUnknownLots: orders.reduce((sum, each) => sum + each.commissionUnknownLots, 0),
    unhedged: line.unhedged.toFixed(),
    longestUnhedgedMs: result?.longestUnhedgedMs ?? unhedged?.longestMs ?? 0,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    seconds: Math.round(((finishedAt ?? now).getTime() - startedAt.getTime()) / 1_000),
    unwound: unwound
      ? {
          amount: unwound.amount,
          profit: unwound.profit.toFixed(),
          commission: unwound.commission.toFixed(),
          result: unwound.result.toFixed(),
        }
      : null,
  };
}

const legJson = ({ executed, value, commission }: LegSums): LegJson => ({
  executed,
  averagePrice: averageOf(value, executed),
  sum: value.toFixed(),
  commission: commission.toFixed(),
});
