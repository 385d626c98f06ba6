import type { Level } from '../book.js';
import type { Decimal } from '../decimal.js';
import { bookCountsAtMs, type OwnOrder } from '../follow.js';
import type { LegOrder } from '../leg.js';
import { keyTaker, type LegAction, tendOrder, type WantedOrder } from '../tend-order.js';
import { lotsShown } from './depth.js';
import { mayTryAtMs } from './hedge-episode.js';
import { hedgeFor, hedgeLevels, levelsToTry } from './hedge-price.js';
import { firstInWay, insideOf, meets, ordersInWay } from './in-way.js';
import { lotsToHedge, lotsToHedgeAnew } from './owed.js';
import { nearDirection } from './quote.js';
import type { SpreadView } from './view.js';

/** Orders of other tasks of ours are to be withdrawn first: the hedge would meet them, and the exchange kill it. */
export interface ClearWay {
  readonly kind: 'clear';
  readonly orders: readonly OwnOrder[];
}

export type HedgeAction = LegAction | ClearWay;

/** A fill-and-kill order that still works after so long is taken away: somebody did not kill it. */
export const KILLED_BY_MS = 250;

/**
 * What to do now about the near leg, at most one thing; never `settle`, which is `spreadOutcome`'s to say. A hedge makes
 * a position neutral: no claim, halt, pause, hour or budget holds it back, only the doubt about the one before and a
 * market that takes no order. While the status is unknown it is tried all the same: the broker knows it.
 */
export function nextHedgeAction(view: SpreadView): HedgeAction {
  const { near, nowMs } = view;
  const { current } = near.leg;
  if (!current) return hedge(view);
  const action = tendOrder(
    current,
    { tradable: near.market.tradable, mustAsk: near.mustAsk, nowMs },
    {
      cancelNow: () => undefined,
      keep: (order) => untilKilled(order, nowMs),
      again: (order) => sendAgain(view, order),
    },
  );
  return action.kind === 'settle' ? { kind: 'wait' } : action;
}

function hedge(view: SpreadView): HedgeAction {
  const { near, nowMs } = view;
  const lots = lotsToHedge(view);
  if (lots < 1 || near.market.tradable === false) return { kind: 'wait' };
  const order = hedgeFor(view, lots);
  if (!order) return untilBookCounts(view);
  const untilMs = mayTryAtMs(view);
  return untilMs > nowMs ? { kind: 'wait', untilMs } : pastOwnOrders(view, order);
}

/**
 * The hedge inside of the first order of the account that it would meet, where that is enough; the rest is the next number's.
 * Else those before the first one inside of which it is, all of them ours, are withdrawn: cancels are few.
 */
function pastOwnOrders(view: SpreadView, order: WantedOrder): HedgeAction {
  const number = view.near.leg.nextNumber;
  const inWay = ordersInWay(view).filter((own) => meets(view, order.price, own));
  const [first] = inWay;
  if (!first) return isForNothing(view, order) ? untilBookCounts(view) : { kind: 'post', number, ...order };
  const isEnough = (own: OwnOrder) =>
    lotsUpTo(view, { price: insideOf(view, own, order.price), levels: hedgeLevels(view) }) >= order.lots;
  const stays = isTried(view) ? -1 : inWay.findIndex(isEnough);
  if (stays === 0) return { kind: 'post', number, ...order, price: insideOf(view, first, order.price) };
  const orders = stays < 0 ? inWay : inWay.slice(0, stays);
  // Whose they are is known in a moment.
  if (orders.some(({ placedBy }) => placedBy === undefined)) return { kind: 'wait' };
  const due = orders.filter(({ leavingUntilMs }) => leavingUntilMs === undefined);
  if (due.length > 0) return { kind: 'clear', orders: due };
  return { kind: 'wait', untilMs: Math.max(...orders.map(({ leavingUntilMs = 0 }) => leavingUntilMs)) };
}

/** It keeps inside of a person's order, and nobody shows anything there; of one that stays for a moment, nobody newly. */
function isForNothing(view: SpreadView, { price }: WantedOrder): boolean {
  const theirs = firstInWay(view, 'elsewhere');
  if (!theirs || !price.eq(insideOf(view, theirs, theirs.price))) return false;
  const isTriedInside = theirs.leftAlone !== undefined && isTried(view);
  return isTriedInside || lotsUpTo(view, { price, levels: levelsToTry(view) }) === 0;
}

const lotsUpTo = (
  { sell }: SpreadView,
  { price, levels }: { price: Decimal; levels: readonly Level[] },
): number => lotsShown(levels.filter((level) => (sell ? level.price.lte(price) : level.price.gte(price))));

/** What the book showed, and was not there, is not tried again until a newer book shows it. */
function isTried({ memory: { hedge }, near }: SpreadView): boolean {
  const receivedAtMs = near.market.book?.receivedAtMs ?? Number.NEGATIVE_INFINITY;
  return (hedge?.tries ?? 0) > 0 && receivedAtMs <= (hedge?.triedAtMs ?? Number.NEGATIVE_INFINITY);
}

/** Nothing on the market tells when what an order of ours that just ended hides counts. */
function untilBookCounts({ near, nowMs }: SpreadView): LegAction {
  const untilMs = bookCountsAtMs(near.market.ownOrders, nowMs);
  return untilMs === undefined ? { kind: 'wait' } : { kind: 'wait', untilMs };
}

function untilKilled(order: LegOrder, nowMs: number): LegAction {
  const untilMs = order.sentAtMs + KILLED_BY_MS;
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'cancel', order, why: 'unwanted' };
}

/**
 * The hedge in doubt for what is owed right now, never for more lots than before: if it exists, the broker answers with
 * it, and what it hedged counts; if it does not, this is the hedge. After a crash the log may lack the last hedges: then
 * their numbers are sent again one after the other, until one is new.
 */
function sendAgain(view: SpreadView, order: LegOrder): WantedOrder | undefined {
  const { sell, near } = view;
  const { tradable, book, priceStep } = near.market;
  const lots = Math.min(order.lots, lotsToHedgeAnew(view));
  const again = lots > 0 && tradable !== false ? hedgeFor(view, lots) : undefined;
  if (again) return { ...again, price: insideOf(view, firstInWay(view), again.price) };
  return keyTaker(order, { direction: nearDirection(sell), book, priceStep, limitPrice: null });
}
