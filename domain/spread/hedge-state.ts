import type { Decimal } from '../decimal.js';
import type { OwnOrder } from '../follow.js';
import { levelFor } from './depth.js';
import { FIRST_TRY_AGAIN_MS, isHedgingSlow, mayTryAtMs } from './hedge-episode.js';
import { hedgeBound, hedgeLevels } from './hedge-price.js';
import { meets, ordersInWay } from './in-way.js';
import { dueLots, isInDoubt, leftLots, lotsToHedge, unhedged } from './owed.js';
import type { SpreadView } from './view.js';

/** One of ours that is not withdrawn yet, or one of which nobody can tell now whose it is. */
type OwnOrderInWay = 'own-order' | 'owner-unread';

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
  readonly heldBackBy?: 'closed' | 'halted' | 'no-book' | 'in-doubt' | OwnOrderInWay;
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
  const price = levelFor(hedgeLevels(view), toHedge)?.price;
  const heldBackBy = whatHoldsBack(view) ?? (price && whatOfOursIsInWay(view, price));
  const blocking = price && firstToMeet(view, price, ({ placedBy }) => placedBy === 'elsewhere');
  const theirs = price && firstToMeet(view, price, isOfPerson);
  const blockedBy = theirs && { lots: theirs.lots, price: theirs.price };
  const needsPerson = price && whatToDecide(view, { price, isBlocked: blocking !== undefined });
  return {
    ...state,
    ...(heldBackBy && { heldBackBy }),
    ...(blockedBy && { blockedBy }),
    ...(needsPerson && { needsPerson }),
  };
}

function whatHoldsBack(view: SpreadView): Exclude<HedgeState['heldBackBy'], OwnOrderInWay> {
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

const isOfPerson = ({ placedBy, leftAlone }: OwnOrder): boolean => placedBy === 'elsewhere' && !leftAlone;

/** @param needed the price of the last level that the book needs for all of it */
const firstToMeet = (
  view: SpreadView,
  needed: Decimal,
  which: (order: OwnOrder) => boolean,
): OwnOrder | undefined => {
  const first = ordersInWay(view).find(which);
  return first && meets(view, needed, first) ? first : undefined;
};

/** While a try is due: one that comes later waits for its time. */
function whatOfOursIsInWay(view: SpreadView, needed: Decimal): OwnOrderInWay | undefined {
  if (view.near.leg.current || mayTryAtMs(view) > view.nowMs) return undefined;
  const first = firstToMeet(view, needed, () => true);
  if (!first) return undefined;
  if (first.placedBy === undefined || first.leftAlone === 'unread') return 'owner-unread';
  return first.placedBy === 'task' || first.leftAlone === 'kept' ? 'own-order' : undefined;
}

function whatToDecide(
  view: SpreadView,
  { price, isBlocked }: { price: Decimal; isBlocked: boolean },
): HedgeState['needsPerson'] {
  const { hedge } = view.memory;
  const isAsked = isAskedByBook(view) || (isBlocked && isHedgingSlow(view));
  if (!hedge?.referencePrice || !isAsked) return undefined;
  return { price, bound: hedgeBound(hedge.referencePrice, view), dueLots: dueLots(view) };
}

/**
 * The bounds are spent, by tries of what the book did not hold any more: a person is asked at the price of the next book,
 * which follows at once, or of the same one when none does until it is tried again.
 */
function isAskedByBook({ near, memory, nowMs }: SpreadView): boolean {
  const { askedSinceMs } = memory.hedge ?? {};
  if (askedSinceMs === undefined) return false;
  const { receivedAtMs = Number.NEGATIVE_INFINITY } = near.market.book ?? {};
  return receivedAtMs > askedSinceMs || nowMs - askedSinceMs >= FIRST_TRY_AGAIN_MS;
}
