/** What each spread came to, by the orders of its legs, and what was earned on those that were unwound. Roubles throughout. */
import { Decimal } from '../decimal.js';
import type { Direction } from '../order.js';
import { toKopecks } from './divide.js';
import { createProfit } from './profit.js';
import { added } from './sums.js';

/** What one order of a leg executed. */
export interface LegOrderDone {
  readonly direction: Direction;
  /** Securities or contracts. */
  readonly amount: number;
  /** Price × amount. */
  readonly value: Decimal;
  readonly commission: Decimal;
}

export interface SpreadDone {
  readonly task: string;
  /** The task that it unwinds. */
  readonly unwinds: string | null;
  readonly sell: boolean;
  /** Near securities per far contract. */
  readonly ratio: Decimal;
  /** Securities in a near lot: less than that stays unhedged. */
  readonly nearLot: number;
  /** Roubles per far contract. */
  readonly wantedPrice: Decimal;
  /** In the order in which they were sent. */
  readonly far: readonly LegOrderDone[];
  readonly near: readonly LegOrderDone[];
}

export interface LegSums {
  readonly executed: number;
  readonly value: Decimal;
  readonly commission: Decimal;
}

export interface SpreadLine {
  readonly spread: SpreadDone;
  readonly far: LegSums;
  readonly near: LegSums;
  /** (far value − near value) / far executed; undefined while nothing is executed. */
  readonly price: Decimal | undefined;
  /** How much better (above zero) or worse than wanted, in roubles for all of it; undefined while some of it is not hedged. */
  readonly slippage: Decimal | undefined;
  readonly turnover: Decimal;
  readonly commission: Decimal;
  /** Near securities: far executed × ratio − near executed. */
  readonly unhedged: Decimal;
  /** Of one that unwinds another: what the two earned together. */
  readonly unwound: Unwound | undefined;
}

export interface Unwound {
  /** Far contracts that were closed. */
  readonly amount: number;
  /** Without commission. */
  readonly profit: Decimal;
  /** Its own, and that of the other for as many contracts. */
  readonly commission: Decimal;
  readonly result: Decimal;
}

/** @param all in the order in which they were started; what one unwinds is among them */
export function spreadLines(all: readonly SpreadDone[]): SpreadLine[] {
  const unwound = new Map(all.flatMap((each) => [...unwoundBy(each, all)]));
  return all.map((spread) => lineOf(spread, unwound.get(spread.task)));
}

function lineOf(spread: SpreadDone, unwound: Unwound | undefined): SpreadLine {
  const [far, near] = [sumsOfLeg(spread.far), sumsOfLeg(spread.near)];
  const got = far.value.sub(near.value);
  const unhedged = spread.ratio.mul(far.executed).sub(near.executed);
  const betterBy = got.sub(spread.wantedPrice.mul(far.executed));
  const isWhole = far.executed > 0 && unhedged.abs().lt(spread.nearLot);
  return {
    ...{ spread, far, near, unhedged, unwound },
    price: far.executed === 0 ? undefined : got.div(far.executed),
    slippage: isWhole ? (spread.sell ? betterBy : betterBy.neg()) : undefined,
    turnover: far.value.add(near.value),
    commission: far.commission.add(near.commission),
  };
}

const sumsOfLeg = (orders: readonly LegOrderDone[]): LegSums => ({
  executed: orders.reduce((sum, { amount }) => sum + amount, 0),
  value: added(orders.map(({ value }) => value)),
  commission: added(orders.map(({ commission }) => commission)),
});

/** What each of those that unwind a spread earned with it, one after the other, by average cost of each leg. */
function unwoundBy(spread: SpreadDone, all: readonly SpreadDone[]): Map<string, Unwound> {
  const unwinds = all.filter((each) => each.unwinds === spread.task);
  if (unwinds.length === 0) return new Map();
  const far = createProfit(0);
  const near = createProfit(0);
  const deal = ({ far: farOrders, near: nearOrders }: SpreadDone) => {
    const ofFar = farOrders.map((order) => far(dealtOf(order)));
    const ofNear = nearOrders.map((order) => near(dealtOf(order)));
    return {
      closed: ofFar.reduce((sum, each) => sum + each.closed, 0),
      profit: added([...ofFar, ...ofNear].map(({ profit }) => profit)),
    };
  };
  deal(spread);
  const executed = sumsOfLeg(spread.far).executed;
  const commissionOf = (one: SpreadDone): Decimal =>
    sumsOfLeg(one.far).commission.add(sumsOfLeg(one.near).commission);
  const entered = commissionOf(spread);
  let closedSoFar = 0;
  let charged = new Decimal(0);
  return new Map(
    unwinds.map((each) => {
      const { closed, profit } = deal(each);
      closedSoFar += closed;
      const upTo = closedSoFar >= executed ? entered : toKopecks(entered.mul(closedSoFar).div(executed));
      const commission = commissionOf(each).add(upTo).sub(charged);
      charged = upTo;
      return [each.task, { amount: closed, profit, commission, result: profit.sub(commission) }];
    }),
  );
}

const dealtOf = ({ direction, amount, value }: LegOrderDone) => ({
  direction,
  amount,
  price: value.div(amount),
  sum: value,
  accruedInterest: new Decimal(0),
});
