import type { Decimal } from '../decimal.js';
import { bestOfOthers } from '../follow.js';
import { lotsShown } from './depth.js';
import { farPriceNow, leftLotsOf, mostLotsShown, quoteViewOf } from './far-quote.js';
import { carried } from './owed.js';
import { farDirection, NEAR_LEVELS, nearDirection, nearLevels, type QuoteView } from './quote.js';
import type { SpreadLegView, SpreadView } from './view.js';

/** The hours are told by two clocks, which do not agree to the last part of a millisecond. */
const SAME_TIME_MS = 250;

/**
 * What of both books decided the last look, while a far order works and nothing is owed: then most changes of a book
 * change nothing that is decided, and a look that would find the same may be left out.
 */
export interface Standing {
  readonly seen: SpreadView;
  /** The look that waits for a time is made then. */
  readonly untilMs: number;
  readonly prices: Prices;
  /** Near lots that the best level must show by itself: all that is charged is charged its price. */
  readonly bestLots: number;
  /** Near lots that the levels which count must show together: then they do not bound what is shown of the far leg. */
  readonly shownLots: number;
}

/** All prices of both books that are quoted by, where the best near level is deep enough. */
interface Prices {
  readonly near: Decimal | undefined;
  /** Whom to join. */
  readonly far: Decimal | undefined;
  /** Whom not to cross. */
  readonly opposite: Decimal | undefined;
  /** What the exchange takes today. */
  readonly limitUp: Decimal | undefined;
  readonly limitDown: Decimal | undefined;
}

function pricesOf(quote: QuoteView): Prices {
  const { sell, nowMs } = quote;
  const { book, ownOrders } = quote.far;
  return {
    near: nearLevels(quote)[0]?.price,
    far: bestOfOthers(farDirection(sell), { book, ownOrders, nowMs })?.price,
    opposite: bestOfOthers(nearDirection(sell), { book, ownOrders, nowMs })?.price,
    limitUp: book.limitUp,
    limitDown: book.limitDown,
  };
}

const areSamePrices = (one: Prices, other: Prices): boolean =>
  isSame(one.near, other.near) &&
  isSame(one.far, other.far) &&
  isSame(one.opposite, other.opposite) &&
  isSame(one.limitUp, other.limitUp) &&
  isSame(one.limitDown, other.limitDown);

/**
 * @param seen the look, with what is remembered after it, at which nothing was to be done about the far leg
 * @param untilMs until when it waits
 * @returns undefined where every change of a book may matter: while anything is owed or in doubt, while no far order
 *   works, or where depth bounds what is shown
 */
export function standingOf(seen: SpreadView, untilMs = Number.POSITIVE_INFINITY): Standing | undefined {
  const { far, near, memory, wish } = seen;
  const quote = quoteViewOf(seen);
  if (far.leg.current?.phase !== 'working' || near.leg.current || memory.hedge || wish.options.now || !quote)
    return undefined;
  if (!farPriceNow(seen) || hasJustEnded(far) || hasJustEnded(near)) return undefined;
  const most = mostLotsShown(seen);
  const nearLotsFor = (farLots: number) =>
    quote.ratio
      .mul(farLots * quote.far.lot)
      .add(carried(seen))
      .div(quote.near.lot);
  const standing: Standing = {
    seen,
    untilMs,
    prices: pricesOf(quote),
    bestLots: nearLotsFor(Math.max(most, leftLotsOf(seen)))
      .ceil()
      .toNumber(),
    // What is shown is at most half of them, less what is carried.
    shownLots: nearLotsFor(most).mul(2).ceil().toNumber(),
  };
  return isDeepEnough(standing, quote) ? standing : undefined;
}

/** Whether a look at this moment would find what the last one found, and remember and decide the same. */
export function stillStands(standing: Standing, now: SpreadView): boolean {
  const { seen, untilMs } = standing;
  if (now.nowMs >= untilMs || !isSameBesideBooks(seen, now)) return false;
  const quote = quoteViewOf(now);
  return (
    quote !== undefined && isDeepEnough(standing, quote) && areSamePrices(standing.prices, pricesOf(quote))
  );
}

function isDeepEnough({ bestLots, shownLots }: Standing, quote: QuoteView): boolean {
  const levels = nearLevels(quote);
  return (levels[0]?.lots ?? 0) >= bestLots && lotsShown(levels, NEAR_LEVELS) >= shownLots;
}

function isSameBesideBooks(seen: SpreadView, now: SpreadView): boolean {
  const sameTime = (one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY) =>
    one === other || Math.abs(one - other) < SAME_TIME_MS;
  return (
    isSameLeg(seen.far, now.far) &&
    isSameLeg(seen.near, now.near) &&
    seen.memory === now.memory &&
    isSameWish(seen.wish, now.wish) &&
    seen.sell === now.sell &&
    seen.mayOpen === now.mayOpen &&
    seen.halted === now.halted &&
    seen.isTimeOver === now.isTimeOver &&
    seen.amendedAtMs === now.amendedAtMs &&
    seen.hours.farMayRest === now.hours.farMayRest &&
    sameTime(seen.hours.changesAtMs, now.hours.changesAtMs) &&
    // Later is no reason to look: that is found when the time comes that was waited for.
    now.moveAllowedAtMs >= Math.min(seen.moveAllowedAtMs, now.nowMs)
  );
}

const isSameWish = (one: SpreadView['wish'], other: SpreadView['wish']): boolean =>
  one.mode === other.mode &&
  one.targetLots === other.targetLots &&
  one.options === other.options &&
  one.hedge === other.hedge &&
  isSame(one.price, other.price) &&
  isSame(one.ratio, other.ratio) &&
  isSame(one.wantedRatio, other.wantedRatio);

const isSameLeg = (one: SpreadLegView, other: SpreadLegView): boolean =>
  one.leg === other.leg &&
  one.mustAsk === other.mustAsk &&
  one.market.tradable === other.market.tradable &&
  one.market.ownOrders === other.market.ownOrders &&
  one.market.lot === other.market.lot &&
  one.market.mayBeNegative === other.market.mayBeNegative &&
  isSame(one.market.priceStep, other.market.priceStep) &&
  isSame(one.market.commissionRate, other.market.commissionRate);

/** It counts for a time only. */
const hasJustEnded = ({ market }: SpreadLegView): boolean =>
  market.ownOrders.some(({ endedAtMs }) => endedAtMs !== undefined);

/** Books share most prices with the ones before. */
const isSame = (one: Decimal | undefined, other: Decimal | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && one.eq(other));
