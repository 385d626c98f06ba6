/** What the account did on each day: ours and others' apart, by instrument. Roubles throughout. */
import { Decimal } from '../decimal.js';
import { moscowDay } from '../moscow.js';
import type { Operation } from './operation.js';
import { createProfit, type Realized } from './profit.js';
import { added, sumsOf, type TradeSums } from './sums.js';
import { netAmount, signOf, type Trade } from './trade.js';

/** One instrument on one day, of what one of the two ordered. */
export interface DayLine extends TradeSums {
  /** Midnight UTC of the day in Moscow. */
  readonly dayMs: number;
  readonly isOurs: boolean;
  readonly instrumentUid: string;
  readonly figi: string;
  readonly boughtAmount: number;
  readonly soldAmount: number;
  /** Realized, without commission, on what was closed of a known cost. */
  readonly profit: Decimal;
  /** Securities that were closed, or may have been, whose cost nobody knows: not in the profit. */
  readonly unknownAmount: number;
  /** How much better (above zero) or worse than wanted; undefined where no price was wanted. */
  readonly slippage: Decimal | undefined;
}

export interface DaysAsked {
  /** From the first day of the report until now, oldest first, of every instrument. */
  readonly trades: readonly Trade[];
  /** Days before this moment are reported. */
  readonly ends: Date;
  /** Everything else of that time. */
  readonly others: readonly Operation[];
  /** Held now, below zero for short; undefined while the broker says that it does not know. */
  readonly held: ReadonlyMap<string, number> | undefined;
  /** What the broker lists: of that, what is not held is none. */
  readonly listed: ReadonlySet<string>;
}

/**
 * Every day's lines, the oldest first. What was held when the first day began is what is held now less all that was
 * traded since; where securities came or went otherwise meanwhile, nobody knows, and no profit of that instrument is told.
 */
export function dayLines(asked: DaysAsked): DayLine[] {
  const { trades, ends, others } = asked;
  const moved = new Set(
    others.flatMap(({ kind, instrumentUid }) => (kind === 'moved' ? [instrumentUid] : [])),
  );
  const byInstrument = grouped(trades, ({ instrumentUid }) => instrumentUid);
  const realized = new Map<Trade, Realized>();
  for (const [uid, some] of byInstrument) {
    const profit = createProfit(moved.has(uid) ? undefined : heldBefore(uid, some, asked));
    for (const trade of some) realized.set(trade, profit(trade));
  }
  const reported = trades.filter(({ at }) => at < ends);
  const lines = grouped(reported, ({ at, owner, instrumentUid }) =>
    [moscowDay(at.getTime()), owner ? 0 : 1, instrumentUid].join(' '),
  );
  return [...lines.values()]
    .map((some) => lineOf(some, realized))
    .sort((one, other) => one.dayMs - other.dayMs || Number(other.isOurs) - Number(one.isOurs));
}

function heldBefore(
  uid: string,
  trades: readonly Trade[],
  { held, listed }: Pick<DaysAsked, 'held' | 'listed'>,
): number | undefined {
  const net = netAmount(trades);
  const now = held?.get(uid);
  if (now !== undefined) return now - net;
  // What ended or is money is in no list of positions: only what was closed again is surely gone.
  return held && (listed.has(uid) || net === 0) ? -net : undefined;
}

function lineOf(trades: readonly Trade[], realized: ReadonlyMap<Trade, Realized>): DayLine {
  const [first] = trades;
  if (!first) throw new TypeError('a line is of some trade');
  const told = trades.flatMap((trade) => realized.get(trade) ?? []);
  const amountOf = (side: Trade['direction']): number =>
    trades.reduce((sum, { direction, amount }) => sum + (direction === side ? amount : 0), 0);
  const slips = trades.flatMap((trade) => slippageOf(trade) ?? []);
  return {
    ...sumsOf(trades),
    dayMs: moscowDay(first.at.getTime()),
    isOurs: first.owner !== null,
    instrumentUid: first.instrumentUid,
    figi: first.figi,
    boughtAmount: amountOf('buy'),
    soldAmount: amountOf('sell'),
    profit: added(told.map(({ profit }) => profit)),
    unknownAmount: told.reduce((sum, { unknown }) => sum + unknown, 0),
    slippage: slips.length === 0 ? undefined : added(slips),
  };
}

/** Of a task that wanted a price: what it got, against that, in roubles. */
function slippageOf({ owner, direction, amount, sum }: Trade): Decimal | undefined {
  const wanted = owner?.wantedPrice?.mul(amount);
  return wanted?.sub(sum).mul(signOf(direction));
}

export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const others = groups.get(key);
    if (others) others.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Variation margin that the broker told apart from trades, at clearings, by day. */
export function clearingByDay(
  others: readonly Operation[],
  tradeIds: ReadonlySet<string>,
): Map<number, Decimal> {
  const byDay = new Map<number, Decimal>();
  for (const { kind, parentId, at, payment } of others) {
    if (kind !== 'variation-margin' || (parentId !== undefined && tradeIds.has(parentId))) continue;
    const day = moscowDay(at.getTime());
    byDay.set(day, (byDay.get(day) ?? new Decimal(0)).add(payment));
  }
  return byDay;
}
