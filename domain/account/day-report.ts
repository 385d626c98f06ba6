/** What the account did on each day: ours and others' apart, by instrument. Roubles throughout. */
import { Decimal } from '../decimal.js';
import { moscowDay } from '../moscow.js';
import type { Operation } from './operation.js';
import type { Start, Unexplained } from './position-start.js';
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
  /** What of it is money, which is no position of securities. */
  readonly currencies: ReadonlySet<string>;
}

/**
 * Positions that were held when the first day began and that trades of the days closed, at a cost which is told by trades of
 * earlier days, if at all. What was held is what is held now less all that was traded since.
 */
export function unexplained(asked: DaysAsked): Unexplained[] {
  const { ends, currencies, held } = asked;
  return [...grouped(asked.trades, byInstrument)].flatMap(([uid, trades]) => {
    const before = heldBefore(uid, trades, asked);
    const isTold = held && uid !== '' && !currencies.has(uid) && movedAt(uid, asked) === 0;
    const some = isTold ? trades : [];
    const realized = realizedBy(some, { before, trades: [] }, 0);
    if (!some.some((trade) => trade.at < ends && realized.get(trade)?.unknown)) return [];
    return [{ instrumentUid: uid, held: before ?? -netAmount(trades), isSure: before !== undefined }];
  });
}

/**
 * Every day's lines, the oldest first. Where securities came or went otherwise than by trades, nobody knows what was held
 * before that, and what it cost: no profit is told of trades until then, and what was held after it has no known cost.
 *
 * @param starts where each of `unexplained` began
 */
export function dayLines(asked: DaysAsked, starts: ReadonlyMap<string, Opening>): DayLine[] {
  const { trades, ends } = asked;
  const realized = new Map<Trade, Realized>();
  for (const [uid, some] of grouped(trades, byInstrument)) {
    const moved = movedAt(uid, asked);
    const after = some.filter(({ at }) => at.getTime() > moved);
    const start = starts.get(uid) ?? { before: heldBefore(uid, after, asked), trades: [] };
    for (const [trade, each] of realizedBy(some, start, moved)) realized.set(trade, each);
  }
  const reported = trades.filter(({ at }) => at < ends);
  const lines = grouped(reported, ({ at, owner, instrumentUid }) =>
    [moscowDay(at.getTime()), owner ? 0 : 1, instrumentUid].join(' '),
  );
  return [...lines.values()]
    .map((some) => lineOf(some, realized))
    .sort((one, other) => one.dayMs - other.dayMs || Number(other.isOurs) - Number(one.isOurs));
}

type Opening = Pick<Start, 'before' | 'trades'>;

const byInstrument = ({ instrumentUid }: Trade): string => instrumentUid;

/** When securities of an instrument last came or went otherwise than by a trade, milliseconds; zero: never in that time. */
const movedAt = (uid: string, { others }: Pick<DaysAsked, 'others'>): number =>
  Math.max(
    0,
    ...others.flatMap(({ kind, instrumentUid, at }) =>
      kind === 'moved' && instrumentUid === uid ? [at.getTime()] : [],
    ),
  );

/** @param moved milliseconds: of trades until then nothing is known */
function realizedBy(trades: readonly Trade[], start: Opening, moved: number): Map<Trade, Realized> {
  const untold = createProfit(undefined);
  const profit = createProfit(start.before);
  for (const earlier of start.trades) profit(earlier);
  return new Map(
    trades.map((trade) => [trade, trade.at.getTime() > moved ? profit(trade) : untold(trade)] as const),
  );
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
