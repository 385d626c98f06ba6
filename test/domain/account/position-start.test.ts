/** What a day earned does not depend on how many days are asked about. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DaysAsked, dayLines, unexplained } from '../../../domain/account/day-report.js';
import type { Operation } from '../../../domain/account/operation.js';
import { ORDER_LIFE_MS, startOf } from '../../../domain/account/position-start.js';
import { netAmount, type Trade } from '../../../domain/account/trade.js';
import { Decimal } from '../../../domain/decimal.js';
import { DAY_MS } from '../../../domain/moscow.js';

/** Noon in Moscow. */
const NOON_MS = Date.UTC(2026, 10, 2, 9);

type Brief = readonly [day: number, direction: Trade['direction'], amount: number, price: number];

const tradeOf = ([day, direction, amount, price]: Brief, place: number): Trade => ({
  at: new Date(NOON_MS + day * DAY_MS + place),
  ...{ instrumentUid: 'uid', figi: 'figi', direction, amount, currency: 'rub' },
  price: new Decimal(price),
  sum: new Decimal(price).mul(amount),
  commission: undefined,
  accruedInterest: new Decimal(0),
  variationMargin: undefined,
  order: String(place),
  owner: null,
  source: 'broker',
});

interface History {
  readonly trades: readonly Trade[];
  /** Held before the first of them. */
  readonly before?: number;
  /** Days at whose 23:00 in Moscow something else moved securities. */
  readonly moves?: readonly number[];
  readonly isListed?: boolean;
}

const LATE_MS = 11 * 3_600_000;

/** The lines of one day, asked from `first` on, with all of the past to look at where that is needed. */
function linesOf({ trades, before = 0, moves = [], isListed = true }: History, first: number, day: number) {
  const beginsMs = NOON_MS + first * DAY_MS - DAY_MS / 2;
  const movesAt = moves.map((each) => new Date(NOON_MS + each * DAY_MS + LATE_MS));
  const isIn = ({ at }: { readonly at: Date }): boolean => at.getTime() >= beginsMs;
  const asked: DaysAsked = {
    trades: trades.filter(isIn),
    ends: new Date(NOON_MS + day * DAY_MS + DAY_MS / 2),
    others: movesAt.map((at) => ({ kind: 'moved', instrumentUid: 'uid', at }) as Operation).filter(isIn),
    held: new Map(isListed ? [['uid', before + netAmount(trades)]] : []),
    listed: new Set(isListed ? ['uid'] : []),
    currencies: new Set(),
  };
  const past = {
    trades: trades.filter((each) => !isIn(each)),
    moves: movesAt.filter((at) => !isIn({ at })),
    since: new Date(0),
  };
  const starts = new Map(unexplained(asked).map((each) => [each.instrumentUid, startOf(each, past)]));
  return dayLines(asked, starts)
    .filter(({ dayMs }) => dayMs === Date.UTC(2026, 10, 2 + day))
    .map(({ profit, unknownAmount }) => [profit.toFixed(), unknownAmount]);
}

test('bought on two days, sold on a third: its profit whatever the first day that is asked about', () => {
  const trades = (
    [
      [0, 'buy', 10, 100], // 1000 for 10
      [1, 'buy', 10, 110], // 2100 for 20: 105 each
      [2, 'sell', 12, 120], // 12 × (120 − 105) = 180
      [3, 'sell', 8, 100], // 8 × (100 − 105) = −40
    ] as const
  ).map(tradeOf);
  for (const first of [0, 1, 2]) expect(linesOf({ trades }, first, 2)).toEqual([['180', 0]]);
  for (const first of [0, 1, 2, 3]) {
    expect(linesOf({ trades }, first, 3)).toEqual([['-40', 0]]);
    // A contract that expired is in no list; all that was bought of it was sold.
    expect(linesOf({ trades, isListed: false }, first, 3)).toEqual([['-40', 0]]);
  }
});

test('what came by no trade is of no known cost, and is closed first; what was bought after it is known', () => {
  const trades = (
    [
      [0, 'buy', 10, 100],
      [2, 'buy', 5, 200],
      [3, 'sell', 12, 210],
      [4, 'sell', 3, 210],
    ] as const
  ).map(tradeOf);
  // Ten of the first day, of which a transfer on the day after it says nothing.
  const history = { trades, moves: [1] };
  for (const first of [0, 1, 2, 3]) expect(linesOf(history, first, 3)).toEqual([['20', 10]]);
  for (const first of [0, 2, 4]) expect(linesOf(history, first, 4)).toEqual([['30', 0]]);
  expect(linesOf({ trades, before: 4 }, 3, 3)).toEqual([
    [new Decimal(8).mul(210).sub(new Decimal(2_000).mul(8).div(15).toDecimalPlaces(2)).toFixed(), 4],
  ]);
});

test('the start is found when orders are read that were placed a day before it, and not sooner', () => {
  const trades = ([[0, 'buy', 10, 100]] as const).map(tradeOf);
  const [{ at }] = trades as [Trade];
  const since = (earlierMs: number) => new Date(at.getTime() - earlierMs);
  const found = (held: number, sinceAt: Date) =>
    startOf({ held, isSure: true }, { trades, moves: [], since: sinceAt }).isFound;
  expect([found(10, since(ORDER_LIFE_MS)), found(10, since(ORDER_LIFE_MS - 1))]).toEqual([true, false]);
  expect(found(11, since(ORDER_LIFE_MS))).toBe(false);
});

const briefs = fc.array(
  fc.tuple(
    fc.nat({ max: 5 }),
    fc.constantFrom('buy' as const, 'sell' as const),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 300 }),
  ),
  { minLength: 1, maxLength: 14 },
);

test('whatever was traded and moved from nothing on: a day is the same from each first day', () => {
  fc.assert(
    fc.property(briefs, fc.subarray([0, 1, 2, 3, 4]), fc.boolean(), (days, moves, hasMoved) => {
      const trades = [...days].sort(([one], [other]) => one - other).map(tradeOf);
      const history = { trades, moves: hasMoved ? moves : [] };
      for (let day = 0; day <= 5; day += 1)
        for (let first = 1; first <= day; first += 1)
          expect(linesOf(history, first, day)).toEqual(linesOf(history, 0, day));
    }),
  );
});
