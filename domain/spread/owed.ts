import { Decimal } from '../decimal.js';
import { executionOf } from '../leg.js';
import { nearLotsDue } from './terms.js';
import type { SpreadLegView, SpreadView } from './view.js';

/** Near securities owed for what is executed of the far leg, remainders included; below zero when there are too many. */
export const unhedged = ({ far, near, wish }: SpreadView): Decimal =>
  wish.ratio
    .mul(executionOf(far.leg).lots * far.market.lot)
    .sub(executionOf(near.leg).lots * near.market.lot);

/** Whole near lots of that: what a hedge is sent for. What is working of a hedge counts once it is executed. */
export const owedLots = (view: SpreadView): number => lotsOwed(view, executionOf(view.near.leg).lots);

/** The same with nothing of the order that is not settled: for how many its number may be sent again. */
export const lotsOwedAnew = (view: SpreadView): number => lotsOwed(view, view.near.leg.settled.lots);

const lotsOwed = ({ far, near, wish }: SpreadView, hedgedLots: number): number => {
  const farLots = executionOf(far.leg).lots;
  const due = nearLotsDue({ farLots, farLot: far.market.lot, ratio: wish.ratio, nearLot: near.market.lot });
  return Math.max(0, due - hedgedLots);
};

/** The same as far lots, rounded up. */
export const owedAsFarLots = (view: SpreadView): number => {
  const lots = owedLots(view);
  const { far, near, wish } = view;
  if (lots === 0) return 0;
  return new Decimal(lots).mul(near.market.lot).div(wish.ratio.mul(far.market.lot)).ceil().toNumber();
};

/** Nobody knows for sure what became of its order. */
export function isInDoubt({ leg, mustAsk }: SpreadLegView): boolean {
  const phase = leg.current?.phase;
  if (phase === undefined) return false;
  return mustAsk || phase === 'doubtful' || phase === 'exists' || phase === 'refused-after-doubt';
}

/** A person let what is owed be: nothing more is hedged, nor opened, unless another answer follows. */
export const isLeft = ({ wish }: SpreadView): boolean => wish.hedge?.choice === 'leave';
