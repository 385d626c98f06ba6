/** What each spread came to, by the orders of its legs, and what was earned on those that were closed. Roubles throughout. */
import type { Decimal } from '../decimal.js';
import type { LegOrderDone, SpreadDone } from './spread-done.js';
import { type OpenPart, poolSpreads, type Unwound } from './spread-pools.js';
import { added } from './sums.js';

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
  /** What it closed of others, and earned together with them. */
  readonly unwound: Unwound | undefined;
  /** What of it no other has closed. */
  readonly open: OpenPart | undefined;
}

/**
 * @param all in the order in which they were started: of each pair of legs every one that there ever was
 * @param lastPrices of legs, by uid, in roubles
 */
export function spreadLines(
  all: readonly SpreadDone[],
  lastPrices: ReadonlyMap<string, Decimal>,
): SpreadLine[] {
  const { unwound, open } = poolSpreads(all, lastPrices);
  return all.map((spread) => {
    const [far, near] = [sumsOfLeg(spread.far), sumsOfLeg(spread.near)];
    const got = far.value.sub(near.value);
    const unhedged = spread.ratio.mul(far.executed).sub(near.executed);
    const betterBy = got.sub(spread.wantedPrice.mul(far.executed));
    const isWhole = far.executed > 0 && unhedged.abs().lt(spread.nearLot);
    return {
      ...{ spread, far, near, unhedged },
      unwound: unwound.get(spread.task),
      open: open.get(spread.task),
      price: far.executed === 0 ? undefined : got.div(far.executed),
      slippage: isWhole ? (spread.sell ? betterBy : betterBy.neg()) : undefined,
      turnover: far.value.add(near.value),
      commission: far.commission.add(near.commission),
    };
  });
}

const sumsOfLeg = (orders: readonly LegOrderDone[]): LegSums => ({
  executed: orders.reduce((sum, { amount }) => sum + amount, 0),
  value: added(orders.map(({ value }) => value)),
  commission: added(orders.map(({ commission }) => commission)),
});
