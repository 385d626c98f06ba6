/** What trades realized, by average cost. */
import { Decimal } from '../decimal.js';
import type { Direction } from '../order.js';
import { toKopecks } from './divide.js';

/** A purchase or a sale, as profit sees it. */
export interface Dealt {
  readonly direction: Direction;
  /** Securities or contracts. */
  readonly amount: number;
  /** Roubles for one. */
  readonly price: Decimal;
  /** Price × amount. */
  readonly sum: Decimal;
  /** What a bond's buyer pays on top for all of them. */
  readonly accruedInterest: Decimal;
}

/** What one trade realized. */
export interface Realized {
  /** Securities of a known cost that it closed. */
  readonly closed: number;
  /** Roubles on those, without commission. */
  readonly profit: Decimal;
  /** Securities that it closed, or may have closed, whose cost nobody knows. */
  readonly unknown: number;
}

const NOTHING = new Decimal(0);

/** What was opened since it was last added to: how many (below zero: sold), for how much, and what of that is closed again. */
interface Pool {
  readonly amount: number;
  readonly cost: Decimal;
  readonly closed: number;
  readonly released: Decimal;
}

const EMPTY: Pool = { amount: 0, cost: NOTHING, closed: 0, released: NOTHING };

/**
 * Follows one instrument through its trades, in their order. What opens a position adds to its cost; what closes some of it
 * releases as much of the cost as of the amount, to the kopeck, and the rest stays: when nothing is held, all that was
 * realized is all that was got less all that was paid, exactly, and two trades at one price are as good as one. A trade
 * that goes through zero closes first and opens with the rest. What was held before the first of them has no known cost,
 * and is closed first.
 *
 * @param before securities held before the first trade, below zero for a short position; undefined where nobody knows
 */
export function createProfit(before: number | undefined): (dealt: Dealt) => Realized {
  let old = before ?? 0;
  let pool = EMPTY;

  function close(amount: number, value: Decimal): Decimal {
    const size = Math.abs(pool.amount);
    const closed = pool.closed + amount;
    const released = closed === size ? pool.cost : toKopecks(pool.cost.mul(closed).div(size));
    const cost = released.sub(pool.released);
    const profit = pool.amount > 0 ? value.sub(cost) : cost.sub(value);
    pool = closed === size ? EMPTY : { ...pool, closed, released };
    return profit;
  }

  const open = (signed: number, value: Decimal): void => {
    const amount = pool.amount - Math.sign(pool.amount) * pool.closed + signed;
    pool = { ...EMPTY, amount, cost: pool.cost.sub(pool.released).add(value) };
  };

  return (dealt) => {
    const { direction, amount } = dealt;
    if (before === undefined) return { closed: 0, profit: NOTHING, unknown: amount };
    const sign = direction === 'buy' ? 1 : -1;
    const unknown = old * sign < 0 ? Math.min(amount, Math.abs(old)) : 0;
    old += sign * unknown;
    const left = amount - unknown;
    const closed = pool.amount * sign < 0 ? Math.min(left, Math.abs(pool.amount) - pool.closed) : 0;
    const profit = closed > 0 ? close(closed, worthOf(dealt, unknown, unknown + closed)) : NOTHING;
    if (left > closed) open(sign * (left - closed), worthOf(dealt, unknown + closed, amount));
    return { closed, profit, unknown };
  };
}

/** What the securities from one place to another of a trade are worth; to the kopeck where its price is only an average. */
function worthOf({ amount, price, sum, accruedInterest }: Dealt, from: number, to: number): Decimal {
  const isExact = price.mul(amount).eq(sum);
  const part = (whole: Decimal, place: number): Decimal => toKopecks(whole.mul(place).div(amount));
  const upTo = (place: number): Decimal =>
    place === amount
      ? sum.add(accruedInterest)
      : (isExact ? price.mul(place) : part(sum, place)).add(part(accruedInterest, place));
  return upTo(to).sub(upTo(from));
}
