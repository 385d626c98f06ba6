import { Decimal } from '../decimal.js';
import { executedLotsOf } from '../leg.js';
import { oncePerLook } from './once-per-look.js';
import { nearLotsDue } from './terms.js';
import type { SpreadLegView, SpreadView } from './view.js';

const NOTHING = new Decimal(0);

/** Near securities owed for what is executed of the far leg, remainders included; below zero when there are too many. */
export const unhedged = oncePerLook(
  ({ far, near, wish }: SpreadView): Decimal =>
    wish.ratio.mul(executedLotsOf(far.leg) * far.market.lot).sub(executedLotsOf(near.leg) * near.market.lot),
);

/** What the next hedges take before anything new. */
export const carried = (view: SpreadView): Decimal => Decimal.max(NOTHING, unhedged(view));

/** Whole near lots of that: what a hedge is sent for. What is working of a hedge counts once it is executed. */
export const owedLots = (view: SpreadView): number =>
  Math.max(0, dueLots(view) - executedLotsOf(view.near.leg));

/** The same with nothing of the order that is not settled: for how many its number may be sent again. */
const lotsOwedAnew = (view: SpreadView): number => Math.max(0, dueLots(view) - view.near.leg.settled.lots);

/** Whole near lots due for what is executed of the far leg. */
export const dueLots = oncePerLook(({ far, near, wish }: SpreadView): number =>
  nearLotsDue({
    farLots: executedLotsOf(far.leg),
    farLot: far.market.lot,
    ratio: wish.ratio,
    nearLot: near.market.lot,
  }),
);

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

/** Whole near lots that are to be hedged: those owed but for what a person let be. */
export const lotsToHedge = (view: SpreadView): number => Math.max(0, owedLots(view) - leftLots(view));

/** The same of what its number may be sent again for. */
export const lotsToHedgeAnew = (view: SpreadView): number => Math.max(0, lotsOwedAnew(view) - leftLots(view));

/** Whole near lots of what is owed that a person let be. */
export const leftLots = ({ wish, memory }: SpreadView): number =>
  memory.left && memory.left.answer === wish.hedge?.number ? memory.left.lots : 0;

/** A person let what is owed be: nothing is opened any more, unless another answer follows. */
export const isLeft = ({ wish }: SpreadView): boolean => wish.hedge?.choice === 'leave';
