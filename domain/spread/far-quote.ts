import { Decimal } from '../decimal.js';
import { executedLotsOf } from '../leg.js';
import { mostLotsOfValue } from '../tend-order.js';
import { chargeOf } from './depth.js';
import { oncePerLook } from './once-per-look.js';
import { carried, owedAsFarLots } from './owed.js';
import {
  farLotsAt,
  hedgeCharge,
  impliedFarPrice,
  nearLevels,
  pieceOf,
  type QuoteView,
  restingFarPrice,
} from './quote.js';
import type { SpreadView } from './view.js';

const NONE = new Decimal(0);

export interface FarQuote {
  readonly lots: number;
  readonly price: Decimal;
}

/** The books as a quote sees them; undefined while one of them is unknown. */
export const quoteViewOf = oncePerLook(
  ({ sell, far, near, wish, nowMs }: SpreadView): QuoteView | undefined => {
    const [farBook, nearBook] = [far.market.book, near.market.book];
    if (!farBook || !nearBook) return undefined;
    return {
      sell,
      far: { ...far.market, book: farBook },
      near: { ...near.market, book: nearBook },
      ratio: wish.ratio,
      payUpTicks: wish.options.payUpTicks,
      nowMs,
    };
  },
);

/**
 * The far order that is wanted now, by price and depth alone: whether one may be placed at all is not asked here. At most
 * one piece can be without its hedge: what is owed already takes its part of it. One contract is shown while nothing is
 * owed whatever the bounds say, else nothing could ever begin.
 */
export const farPriceNow = oncePerLook((view: SpreadView): FarQuote | undefined => {
  const quote = quoteViewOf(view);
  if (!quote) return undefined;
  const lots = shownLots(view, quote);
  return lots < 1 ? undefined : priced(view, quote, lots);
});

const shownLots = (view: SpreadView, quote: QuoteView): number =>
  Math.min(mostLotsShown(view), pieceOf(quote, carried(view)));

/** Far lots that may be shown by all but the depth of the near book. */
export function mostLotsShown(view: SpreadView): number {
  const { wish, far } = view;
  const { displayQuantity, maxUnhedged } = wish.options;
  const owed = owedAsFarLots(view);
  const bound = Math.min(
    displayQuantity ?? Number.POSITIVE_INFINITY,
    maxUnhedged ?? Number.POSITIVE_INFINITY,
  );
  const most = owed === 0 ? Math.max(1, bound) : bound - owed;
  return Math.min(wish.targetLots - executedLotsOf(far.leg), most);
}

function priced(view: SpreadView, quote: QuoteView, lots: number): FarQuote | undefined {
  const charge = hedgeCharge(quote, { lots, owed: carried(view) });
  if (!charge) return undefined;
  const implied = impliedFarPrice(quote, view.wish.price, charge.average);
  const price = view.wish.options.now ? implied : restingFarPrice(quote, implied);
  if (!price || !mayBe(price, view)) return undefined;
  const { far, ratio } = quote;
  const most = Math.min(
    mostLotsOfValue(price.abs().mul(far.lot)),
    mostLotsOfValue(charge.worst.abs().mul(ratio).mul(far.lot)),
    view.wish.options.now ? farLotsAt(quote, implied) : Number.POSITIVE_INFINITY,
  );
  if (most >= lots) return { lots, price };
  return most < 1 ? undefined : priced(view, quote, most);
}

const mayBe = (price: Decimal, { far }: SpreadView): boolean =>
  price.gt(0) || (far.market.mayBeNegative === true && price.lt(0));

/** The far price that one lot must have at least (selling) or at most to bring what is wanted, by the depth shown now. */
export function impliedForOne(view: SpreadView): Decimal | undefined {
  const quote = quoteViewOf(view);
  const charge = quote && hedgeCharge(quote, { lots: 1, owed: carried(view) });
  return charge && impliedFarPrice(quote, view.wish.price, charge.average);
}

/** Lots of the working far order that are not executed. */
export const leftLotsOf = ({ far: { leg } }: SpreadView): number =>
  leg.current ? leg.current.lots - leg.current.executed.lots : 0;

/**
 * Executed where it stands it would bring less than wanted, or the near side does not show its hedge any more: half of
 * that side was enough when it was sent, all of it must be left. What is owed and what is left are hedged together, so
 * they are charged together: a fill alone does not turn the price of the rest against us.
 */
export const isPricedAgainst = oncePerLook((view: SpreadView): boolean => {
  const order = view.far.leg.current;
  if (!order) return false;
  const left = leftLotsOf(view);
  if (left < 1) return false;
  const quote = quoteViewOf(view);
  const near =
    quote &&
    chargeOf(nearLevels(quote), {
      lot: quote.near.lot,
      after: NONE,
      quantity: quote.ratio.mul(left * quote.far.lot).add(carried(view)),
    });
  if (!near) return true;
  const implied = impliedFarPrice(quote, view.wish.price, near.average);
  return view.sell ? order.price.lt(implied) : order.price.gt(implied);
});
