import type { Decimal } from '../decimal.js';
import { levelFor } from './depth.js';
import { isHedgingSlow } from './hedge-episode.js';
import { hedgeBound, hedgeLevels } from './hedge-price.js';
import { firstInWay, meets } from './in-way.js';
import { dueLots, isInDoubt, leftLots, lotsToHedge, unhedged } from './owed.js';
import type { SpreadView } from './view.js';

/** What people are told of the hedge that is owed, but for what a person let be: of that the report tells. */
export interface HedgeState {
  /** Whole near lots that are to be hedged. */
  readonly owedLots: number;
  /** Near securities of that, remainders included. */
  readonly owed: Decimal;
  /** Whole near lots that a person let be. */
  readonly leftLots?: number;
  /** Whole near lots that were hedged too many, which nothing mends by itself: a person is to be warned. */
  readonly overHedgedLots?: number;
  /** Why it cannot be sent now, or is not known to be sent. */
  readonly heldBackBy?: 'closed' | 'halted' | 'no-book' | 'in-doubt';
  /** An order of the account that a person placed elsewhere and that the hedge would have to meet: it keeps inside of that. */
  readonly blockedBy?: { readonly lots: number; readonly price: Decimal };
  /**
   * It cannot be had within its bound (per near security); `price` is what the book needs now, `dueLots` what of the near
   * leg is due in all, hedged lots included.
   */
  readonly needsPerson?: { readonly price: Decimal; readonly bound: Decimal; readonly dueLots: number };
}

export function hedgeState(view: SpreadView): HedgeState {
  const { lot } = view.near.market;
  const toHedge = lotsToHedge(view);
  const left = leftLots(view);
  const overHedgedLots = Math.max(0, unhedged(view).neg().divToInt(lot).toNumber());
  const state = {
    owedLots: toHedge,
    owed: unhedged(view).sub(left * lot),
    ...(left > 0 && { leftLots: left }),
    ...(overHedgedLots > 0 && { overHedgedLots }),
  };
  if (toHedge === 0) return state;
  const heldBackBy = whatHoldsBack(view);
  const price = levelFor(hedgeLevels(view), toHedge)?.price;
  const blockedBy = price && whatBlocks(view, price);
  const needsPerson = price && whatToDecide(view, { price, isBlocked: blockedBy !== undefined });
  return {
    ...state,
    ...(heldBackBy && { heldBackBy }),
    ...(blockedBy && { blockedBy }),
    ...(needsPerson && { needsPerson }),
  };
}

function whatHoldsBack(view: SpreadView): HedgeState['heldBackBy'] {
  const { near, hours } = view;
  // While it is sent again nobody knows more than before.
  if (isInDoubt(near) || isSentAgain(near)) return 'in-doubt';
  // By the hours it should trade: the exchange halted it.
  if (near.market.tradable === false) return hours.farMayRest ? 'halted' : 'closed';
  if (!near.leg.current && hedgeLevels(view).length === 0) return 'no-book';
  return undefined;
}

const isSentAgain = ({ leg: { current } }: SpreadView['near']): boolean =>
  current?.phase === 'sent' && current.doubted;

/** @param needed the price of the last level that the book needs for all of it */
function whatBlocks(view: SpreadView, needed: Decimal): HedgeState['blockedBy'] {
  const theirs = firstInWay(view, 'elsewhere');
  return theirs && meets(view, needed, theirs) ? { lots: theirs.lots, price: theirs.price } : undefined;
}

function whatToDecide(
  view: SpreadView,
  { price, isBlocked }: { price: Decimal; isBlocked: boolean },
): HedgeState['needsPerson'] {
  const { hedge } = view.memory;
  const isAsked = hedge?.askedSinceMs !== undefined || (isBlocked && isHedgingSlow(view));
  if (!hedge?.referencePrice || !isAsked) return undefined;
  return { price, bound: hedgeBound(hedge.referencePrice, view), dueLots: dueLots(view) };
}
