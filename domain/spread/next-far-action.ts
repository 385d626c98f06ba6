import { bookCountsAtMs } from '../follow.js';
import { executedLotsOf, type LegOrder, sending } from '../leg.js';
import {
  type CancelAction,
  CLAIM_LOOK_MS,
  keyTaker,
  type LegAction,
  mayBeFilled,
  mayComeBackAtMs,
  ORDER_LIFE_MS,
  tendOrder,
  type WantedOrder,
} from '../tend-order.js';
import { type FarQuote, farPriceNow, impliedForOne, isPricedAgainst } from './far-quote.js';
import { HEDGE_SLOW_MS, isHedgingSlow } from './hedge-episode.js';
import { KILLED_BY_MS } from './next-hedge-action.js';
import { isInDoubt, isLeft, owedAsFarLots } from './owed.js';
import { farDirection } from './quote.js';
import type { SpreadView } from './view.js';

/** So long an order stands behind its place by more than the slop before it is moved. */
export const DRIFT_HELD_MS = 1_000;
/** In a quiet market no book follows: then, after this, the one there is counts. */
const BOOK_AGAIN_MS = 500;

/**
 * What to do now about the far leg, at most one thing; never `settle`, which is `spreadOutcome`'s to say. A far order is
 * the only thing of a spread that adds risk, so anything that speaks against it holds it back or takes it away.
 */
export function nextFarAction(view: SpreadView): LegAction {
  const { far, nowMs } = view;
  const { current } = far.leg;
  if (!current) return open(view);
  const action = tendOrder(
    current,
    { tradable: far.market.tradable, mustAsk: far.mustAsk, nowMs },
    {
      cancelNow: (order) => cancelNow(view, order),
      keep: (order) => keepOrMove(view, order),
      again: (order) => (view.mayOpen && !view.halted ? sendAgain(view, order) : undefined),
    },
  );
  // Closed for cancels too: when it opens, this is looked at again.
  return action.kind === 'settle' ? wait(view) : action;
}

/** It would be hedged by a ratio that nobody wants any more, and nothing of it is executed yet. */
const isOfOldRatio = ({ wish, far }: SpreadView): boolean =>
  wish.wantedRatio?.eq(wish.ratio) === false && executedLotsOf(far.leg) === 0;

/**
 * Why no far order may work now, whatever its price: the wish, the market and the hours of either leg, a halt, a hedge
 * in doubt or that cannot be had, or more without its hedge than a person allows.
 */
function mayRest(view: SpreadView): boolean {
  const { wish, far, near, hours, halted, isTimeOver } = view;
  const { maxUnhedged } = wish.options;
  return (
    wish.mode === 'run' &&
    !halted &&
    !isTimeOver &&
    !isLeft(view) &&
    !isOfOldRatio(view) &&
    hours.farMayRest &&
    far.market.tradable !== false &&
    near.market.tradable !== false &&
    !isInDoubt(near) &&
    !isHedgingSlow(view) &&
    (maxUnhedged === null || owedAsFarLots(view) <= maxUnhedged)
  );
}

/** Nor does it go out while either market is not known to be open, or the legs were not compared. */
const maySend = (view: SpreadView): boolean =>
  mayRest(view) &&
  view.memory.compared === true &&
  view.far.market.tradable === true &&
  view.near.market.tradable === true;

/**
 * Whether a far order that was decided may still go out, as things are now: asked until it does, because what spoke for
 * it may have passed while it was written down or waited for the rate limit. Whose wish and claim it is, is not asked.
 */
export function mayStillSend(view: SpreadView, order: Omit<FarPost, 'kind'>): boolean {
  const { number, lots, price, takesKeyOnly } = order;
  const { leg, market } = view.far;
  if (takesKeyOnly) return !mayBeFilled(price, { direction: farDirection(view.sell), book: market.book });
  const { current, ...rest } = sending(leg, { number, lots, price, nowMs: view.nowMs });
  // Of one that is sent again only what is sent now counts: if the one before exists, nothing new does.
  const sent = { ...rest, current: current && { ...current, lots } };
  const seen = { ...view, far: { ...view.far, leg: sent } };
  return maySend(seen) && !isPricedAgainst(seen);
}

type FarPost = Extract<LegAction, { kind: 'post' }>;

function open(view: SpreadView): LegAction {
  const { far, wish, memory, nowMs } = view;
  if (!maySend(view)) return wait(view);
  if (!view.mayOpen) return wait(view, nowMs + CLAIM_LOOK_MS);
  const untilMs = Math.max(
    mayMoveAtMs(view, memory.movedFromMs),
    wish.options.now ? mayTakeAtMs(view) : mayComeBackAtMs(far.leg),
  );
  if (untilMs > nowMs) return wait(view, untilMs);
  const quote = farPriceNow(view);
  if (!quote) return wait(view, booksCountAtMs(view));
  return { kind: 'post', number: far.leg.nextNumber, ...quote, timeInForce: timeInForce(view) };
}

/** What was not taken of a book is not there: the next order waits for another book, or for as long as one may take. */
function mayTakeAtMs({ far, memory: { takenAtMs } }: SpreadView): number {
  const receivedAtMs = far.market.book?.receivedAtMs;
  const isOld = takenAtMs !== undefined && !(receivedAtMs !== undefined && receivedAtMs > takenAtMs);
  return isOld ? takenAtMs + BOOK_AGAIN_MS : Number.NEGATIVE_INFINITY;
}

const timeInForce = ({ wish }: SpreadView): WantedOrder['timeInForce'] =>
  wish.options.now ? 'fill-and-kill' : 'day';

function cancelNow(view: SpreadView, order: LegOrder): CancelAction | undefined {
  const isTooMuch = view.far.leg.settled.lots + order.lots > view.wish.targetLots;
  if (isTooMuch || !mayRest(view)) return { kind: 'cancel', order, why: 'unwanted' };
  if (view.wish.options.now) return undefined;
  if (view.memory.booksAwaitedUntilMs !== undefined) return undefined;
  return isPricedAgainst(view) ? { kind: 'cancel', order, why: 'unwanted', countsAsMove: true } : undefined;
}

/** A working order that may stay: moved when it stands off its place by more than the slop, behind it for long enough. */
function keepOrMove(view: SpreadView, order: LegOrder): LegAction {
  const { wish, memory, nowMs, amendedAtMs = Number.NEGATIVE_INFINITY } = view;
  const isBefore = order.sentAtMs <= amendedAtMs;
  if (wish.options.now) {
    const untilMs = isBefore ? nowMs : order.sentAtMs + KILLED_BY_MS;
    return untilMs > nowMs ? wait(view, untilMs) : { kind: 'cancel', order, why: 'unwanted' };
  }
  const quote = farPriceNow(view);
  if (isBefore && view.mayOpen && quote && !isAsWanted(order, quote))
    return { kind: 'cancel', order, why: 'unwanted' };
  if (!quote || !isDrifted(view, order, quote)) return wait(view, booksCountAtMs(view));
  if (!view.mayOpen) return wait(view, nowMs + CLAIM_LOOK_MS);
  const heldMs = isInFront(view, order, quote) ? 0 : DRIFT_HELD_MS;
  const untilMs = Math.max((memory.driftSinceMs ?? nowMs) + heldMs, mayMoveAtMs(view, order.sentAtMs));
  return untilMs > nowMs ? wait(view, untilMs) : { kind: 'cancel', order, why: 'move' };
}

const isAsWanted = (order: LegOrder, { price, lots }: FarQuote): boolean =>
  order.price.eq(price) && order.lots - order.executed.lots <= lots;

/** Whether a working order that is not against us could be better placed, by more than the slop. */
export const isDrifted = (
  { wish, far }: SpreadView,
  order: LegOrder,
  { price }: Pick<FarQuote, 'price'>,
): boolean => price.sub(order.price).abs().gt(far.market.priceStep.mul(wish.options.slop));

/**
 * The best of others has gone away from it: it is executed first, for less than joining them brings. What stands behind
 * its place only waits, so that drift alone is held.
 */
const isInFront = ({ sell }: SpreadView, order: LegOrder, { price }: FarQuote): boolean =>
  sell ? order.price.lt(price) : order.price.gt(price);

const mayMoveAtMs = ({ moveAllowedAtMs }: SpreadView, sentAtMs: number | undefined): number =>
  sentAtMs === undefined ? Number.NEGATIVE_INFINITY : Math.max(sentAtMs + ORDER_LIFE_MS, moveAllowedAtMs);

/** The order in doubt, as it would be sent right now, never for more lots than before; else what only takes its key. */
function sendAgain(view: SpreadView, order: LegOrder): WantedOrder | undefined {
  const { sell, far } = view;
  const { book, priceStep } = far.market;
  const quote = maySend(view) ? farPriceNow(view) : undefined;
  if (quote) return { ...quote, lots: Math.min(order.lots, quote.lots), timeInForce: timeInForce(view) };
  const limitPrice = impliedForOne(view) ?? null;
  return keyTaker(order, { direction: farDirection(sell), book, priceStep, limitPrice });
}

/** An order of ours that just ended may hide what others show: it is looked again when it does not count any more. */
const booksCountAtMs = ({ far, near, nowMs }: SpreadView): number | undefined =>
  bookCountsAtMs([...far.market.ownOrders, ...near.market.ownOrders], nowMs);

/** Until then, or until the hours change or a hedge gets slow: nothing on the market tells of that. */
function wait({ hours, memory, nowMs }: SpreadView, untilMs?: number): LegAction {
  const slowAtMs = memory.hedge && memory.hedge.sinceMs + HEDGE_SLOW_MS;
  const times = [untilMs, hours.changesAtMs, slowAtMs, memory.booksAwaitedUntilMs].filter(
    (atMs) => atMs !== undefined,
  );
  const soonest = Math.min(...times.filter((atMs) => atMs > nowMs));
  return soonest < Number.POSITIVE_INFINITY ? { kind: 'wait', untilMs: soonest } : { kind: 'wait' };
}
