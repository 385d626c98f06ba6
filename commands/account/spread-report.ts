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
import type { CommandDependencies } from '../define-command.js';
import { averageOf } from './day-report.js';
import { exactMoney } from './money-text.js';
import type { Span } from './span.js';
import type { LegJson, SpreadJson, SpreadsJson } from './spread-json.js';

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
