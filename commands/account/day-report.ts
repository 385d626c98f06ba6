import {
  clearingByDay,
  type DayLine,
  dayLines,
  grouped,
  unexplained,
} from '../../domain/account/day-report.js';
import { added, shownPrice } from '../../domain/account/sums.js';
import { Decimal } from '../../domain/decimal.js';
import type { CommandDependencies } from '../define-command.js';
import { lookBack } from './look-back.js';
import { exactMoney } from './money-text.js';
import { type AccountTrades, readTrades } from './read-trades.js';
import { dayText, type Span } from './span.js';

/** What was done in one instrument on one day by one of the two. Decimal strings in roubles. */
export interface DayLineJson extends DayFigures {
  /** In Moscow, `2026-11-30`. */
  readonly day: string;
  readonly by: 'ours' | 'foreign';
  readonly ticker: string;
  readonly boughtAmount: number;
  readonly boughtAverage: string | null;
  readonly soldAmount: number;
  readonly soldAverage: string | null;
  /** Securities that were closed, or may have been, whose cost nobody knows: they are not in `profit`. */
  readonly unknownAmount: number;
}

/** Sums of lines are the sums of what the lines tell. */
export interface DayFigures {
  readonly trades: number;
  readonly bought: string;
  readonly sold: string;
  readonly turnover: string;
  /** Realized on what was closed, by average cost, without commission. */
  readonly profit: string;
  readonly commission: string;
  /** Trades whose commission nobody told: theirs is in addition. */
  readonly commissionUnknown: number;
  /** Profit less commission. */
  readonly result: string;
  /** Against the prices that tasks wanted, above zero better; null where none was wanted. */
  readonly slippage: string | null;
  /** Of bonds, in `profit` already. */
  readonly accruedInterestPaid: string;
  readonly accruedInterestReceived: string;
  /** As the broker told it with trades: another way to tell a part of `profit`, never in addition. */
  readonly variationMargin: string;
}

export interface DaysJson {
  readonly days: readonly {
    readonly day: string;
    readonly lines: readonly DayLineJson[];
    readonly ours: DayFigures;
    readonly foreign: DayFigures;
    readonly all: DayFigures;
    /** Told at clearings, apart from trades. */
    readonly clearing: string;
  }[];
  readonly totals: { readonly ours: DayFigures; readonly foreign: DayFigures; readonly all: DayFigures };
  readonly clearing: string;
  /** Trades in other currencies, which are not here. */
  readonly otherCurrencies: number;
}

export const DAY_COLUMNS = [
  'day',
  'by',
  'ticker',
  'trades',
  'boughtAmount',
  'boughtAverage',
  'bought',
  'soldAmount',
  'soldAverage',
  'sold',
  'turnover',
  'profit',
  'unknownAmount',
  'commission',
  'commissionUnknown',
  'result',
  'slippage',
  'accruedInterestPaid',
  'accruedInterestReceived',
  'variationMargin',
] as const satisfies readonly (keyof DayLineJson)[];

/** All trades of the account by day. Read until now, so that what was held before the first day is known, and back to its start. */
export async function reportDays(
  { db, broker }: Pick<CommandDependencies, 'db' | 'broker'>,
  { begins, ends }: Span,
): Promise<DaysJson> {
  const now = new Date(Math.max(Date.now(), ends.getTime()));
  const read = await readTrades({ db, broker }, { begins, ends: now });
  const { loading, securities } = await broker.account.positions();
  const held = new Map(securities.map(({ instrumentUid, free, blocked }) => [instrumentUid, free + blocked]));
  const trades = read.trades.filter(({ currency }) => currency === 'rub');
  const { others, listed, currencies, earlier } = read;
  const asked = { trades, ends, others, listed, currencies, held: loading ? undefined : held };
  const lines = dayLines(asked, await lookBack(broker, unexplained(asked), { begins, earlier }));
  const ids = new Set(trades.flatMap(({ order }) => order ?? []));
  const clearing = clearingByDay(
    others.filter(({ at }) => at < ends),
    ids,
  );
  const byDay = grouped(lines, ({ dayMs }) => String(dayMs));
  const days = [...new Set([...[...byDay.keys()].map(Number), ...clearing.keys()])].sort((a, b) => a - b);
  return {
    days: days.map((dayMs) => {
      const some = byDay.get(String(dayMs)) ?? [];
      return {
        day: new Date(dayMs).toISOString().slice(0, 10),
        lines: some.map((line) => lineJson(line, read)),
        ...figuresApart(some),
        clearing: exactMoney(clearing.get(dayMs) ?? new Decimal(0)),
      };
    }),
    totals: figuresApart(lines),
    clearing: exactMoney(added([...clearing.values()])),
    otherCurrencies: read.trades.filter(({ at, currency }) => at < ends && currency !== 'rub').length,
  };
}

const lineJson = (line: DayLine, { tickerOf }: AccountTrades): DayLineJson => ({
  day: dayText(line.dayMs),
  by: line.isOurs ? 'ours' : 'foreign',
  ticker: tickerOf(line),
  boughtAmount: line.boughtAmount,
  boughtAverage: averageOf(line.bought, line.boughtAmount),
  soldAmount: line.soldAmount,
  soldAverage: averageOf(line.sold, line.soldAmount),
  unknownAmount: line.unknownAmount,
  ...figuresOf([line]),
});

export const averageOf = (value: Decimal, amount: number): string | null =>
  amount === 0 ? null : shownPrice(value.div(amount));

const figuresApart = (lines: readonly DayLine[]) => ({
  ours: figuresOf(lines.filter(({ isOurs }) => isOurs)),
  foreign: figuresOf(lines.filter(({ isOurs }) => !isOurs)),
  all: figuresOf(lines),
});

type Summed = {
  [Name in keyof DayLine]: DayLine[Name] extends Decimal ? Name : never;
}[keyof DayLine];

function figuresOf(lines: readonly DayLine[]): DayFigures {
  const sum = (name: Summed): Decimal => added(lines.map((line) => line[name]));
  const count = (name: 'trades' | 'commissionUnknown'): number =>
    lines.reduce((all, line) => all + line[name], 0);
  const slips = lines.flatMap(({ slippage }) => slippage ?? []);
  const [bought, sold, profit, commission] = [sum('bought'), sum('sold'), sum('profit'), sum('commission')];
  return {
    trades: count('trades'),
    bought: exactMoney(bought),
    sold: exactMoney(sold),
    turnover: exactMoney(bought.add(sold)),
    profit: exactMoney(profit),
    commission: exactMoney(commission),
    commissionUnknown: count('commissionUnknown'),
    result: exactMoney(profit.sub(commission)),
    slippage: slips.length === 0 ? null : exactMoney(added(slips)),
    accruedInterestPaid: exactMoney(sum('accruedInterestPaid')),
    accruedInterestReceived: exactMoney(sum('accruedInterestReceived')),
    variationMargin: exactMoney(sum('variationMargin')),
  };
}
