import type { Decimal } from '../decimal.js';
import { levelFor } from './depth.js';
import { hedgeBound, hedgeLevels } from './hedge-price.js';
import { isInDoubt, lotsToHedge, owedLots, unhedged } from './owed.js';
import type { SpreadView } from './view.js';

/** What people are told of the hedge that is owed. */
export interface HedgeState {
  /** Whole near lots. */
  readonly owedLots: number;
  /** Near securities, remainders included. */
  readonly owed: Decimal;
  /** Whole near lots that were hedged too many, which nothing mends by itself: a person is to be warned. */
  readonly overHedgedLots?: number;
  /** Why it cannot be sent now, or is not known to be sent. */
  readonly heldBackBy?: 'closed' | 'halted' | 'no-book' | 'in-doubt';
  /** It cannot be had within its bound (per near security); `price` is what the book needs now. */
  readonly needsPerson?: { readonly price: Decimal; readonly bound: Decimal };
}

export function hedgeState(view: SpreadView): HedgeState {
  const lots = owedLots(view);
  const owed = unhedged(view);
  const overHedgedLots = Math.max(0, owed.neg().divToInt(view.near.market.lot).toNumber());
  const state = { owedLots: lots, owed, ...(overHedgedLots > 0 && { overHedgedLots }) };
  const toHedge = lotsToHedge(view);
  if (toHedge === 0) return state;
  const heldBackBy = whatHoldsBack(view);
  const needsPerson = whatToDecide(view, toHedge);
  return { ...state, ...(heldBackBy && { heldBackBy }), ...(needsPerson && { needsPerson }) };
}

function whatHoldsBack(view: SpreadView): HedgeState['heldBackBy'] {
  const { near, hours } = view;
  if (isInDoubt(near)) return 'in-doubt';
  // By the hours it should trade: the exchange halted it.
  if (near.market.tradable === false) return hours.farMayRest ? 'halted' : 'closed';
  if (!near.leg.current && hedgeLevels(view).length === 0) return 'no-book';
  return undefined;
}

function whatToDecide(view: SpreadView, lots: number): HedgeState['needsPerson'] {
  const { hedge } = view.memory;
  const price = levelFor(hedgeLevels(view), lots)?.price;
  if (hedge?.askedSinceMs === undefined || !hedge.referencePrice || !price) return undefined;
  return { price, bound: hedgeBound(hedge.referencePrice, view) };
}
