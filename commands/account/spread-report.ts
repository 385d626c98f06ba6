import {
  type AccountOrder,
  executedOrdersOfTasks,
  type SpreadTask,
  spreadTasks,
} from '../../database/index.js';
import { grouped } from '../../domain/account/day-report.js';
import type { LegOrderDone, SpreadDone } from '../../domain/account/spread-done.js';
import { type LegSums, type SpreadLine, spreadLines } from '../../domain/account/spread-report.js';
import { added, shownPrice } from '../../domain/account/sums.js';
import { Decimal } from '../../domain/decimal.js';
import type { TaskState } from '../../domain/task.js';
import type { CommandDependencies } from '../define-command.js';
import type { Column } from './csv.js';
import { averageOf } from './day-report.js';
import { exactMoney } from './money-text.js';
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
  /** What it closed of `spreads`, unwinding them or the other way round on the same legs, and what both earned together on that. */
  readonly unwound: {
    readonly amount: number;
    readonly spreads: readonly string[];
    readonly profit: string;
    readonly commission: string;
    readonly result: string;
  } | null;
  /** What no other spread has closed: contracts, near securities, and what both would bring at last prices, without commission. */
  readonly open: {
    readonly amount: number;
    readonly near: number;
    /** Null where a leg has no price, as one that expired. */
    readonly profit: string | null;
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
    /** Of what is open, as far as there are prices; `openUnknown` are so many spreads without. */
    readonly openProfit: string;
    readonly openUnknown: number;
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
  { name: 'unwoundSpreads', of: ({ unwound }) => unwound?.spreads.join(' ') },
  { name: 'openAmount', of: ({ open }) => open?.amount },
  { name: 'openNear', of: ({ open }) => open?.near },
  { name: 'openProfit', of: ({ open }) => open?.profit },
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
  const lastPrices =
    tasks.length === 0
      ? new Map<string, Decimal>()
      : await broker.instruments.lastPrices([...new Set(tasks.flatMap(legsOf))]);
  const done = all.map((task) => doneOf(task, orders.get(task.id) ?? []));
  const lines = new Map(spreadLines(done, lastPrices).map((line) => [line.spread.task, line]));
  const spreads = tasks.flatMap((task) => {
    const line = lines.get(task.id);
    if (!line || line.far.executed + line.near.executed === 0) return [];
    const unwoundBy = all.filter(({ origin }) => origin === `${UNWIND}${task.id}`).map(({ id }) => id);
    return [{ line, json: spreadJson({ task, line, unwoundBy, now, orders: orders.get(task.id) ?? [] }) }];
  });
  const told = spreads.map(({ line }) => line);
  const unwound = told.flatMap((line) => line.unwound ?? []);
  const open = told.flatMap((line) => line.open ?? []);
  const sumOf = (values: readonly Decimal[]): string => exactMoney(added(values));
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
      openProfit: sumOf(open.flatMap(({ profit }) => profit ?? [])),
      openUnknown: open.filter(({ profit }) => !profit).length,
    },
  };
}

/** Where the task of an unwinding comes from. */
const UNWIND = 'unwind/';

const byStart = (one: SpreadTask, other: SpreadTask): number =>
  one.startedAt.getTime() - other.startedAt.getTime() || one.id.localeCompare(other.id);

const unwoundTask = ({ origin }: SpreadTask): string | null =>
  origin?.startsWith(UNWIND) ? origin.slice(UNWIND.length) : null;

const legsOf = ({ request }: SpreadTask): string[] => [request.instrumentUid, request.nearInstrumentUid];

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
    farUid: request.instrumentUid,
    nearUid: request.nearInstrumentUid,
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
  const { spread, far, near, unwound, open } = line;
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
    slippage: line.slippage ? exactMoney(line.slippage) : null,
    turnover: exactMoney(line.turnover),
    commission: exactMoney(line.commission),
    commissionUnknownLots: orders.reduce((sum, each) => sum + each.commissionUnknownLots, 0),
    unhedged: line.unhedged.toFixed(),
    longestUnhedgedMs: result?.longestUnhedgedMs ?? unhedged?.longestMs ?? 0,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    seconds: Math.round(((finishedAt ?? now).getTime() - startedAt.getTime()) / 1_000),
    unwound: unwound
      ? {
          amount: unwound.amount,
          spreads: unwound.of,
          profit: exactMoney(unwound.profit),
          commission: exactMoney(unwound.commission),
          result: exactMoney(unwound.result),
        }
      : null,
    open: open
      ? { amount: open.amount, near: open.near, profit: open.profit ? exactMoney(open.profit) : null }
      : null,
  };
}

const legJson = ({ executed, value, commission }: LegSums): LegJson => ({
  executed,
  averagePrice: averageOf(value, executed),
  sum: exactMoney(value),
  commission: exactMoney(commission),
});
