import type { Book } from '../book.js';
import { Decimal, roundDownToStep, roundUpToStep } from '../decimal.js';
import { levelsOfOthers, type OwnOrder, priceToJoin } from '../follow.js';
import { Direction } from '../order.js';
import { type Charge, chargeOf, levelFor, lotsShown } from './depth.js';

/** What of a leg's market a quote is made of. */
export interface QuoteLeg {
  readonly book: Book;
  readonly priceStep: Decimal;
  readonly lot: number;
  /** Commission as a part of the price. */
  readonly commissionRate: Decimal;
  readonly ownOrders: readonly OwnOrder[];
}

/** Both books, and what turns prices of one leg into prices of the other. */
export interface QuoteView {
  readonly sell: boolean;
  readonly far: QuoteLeg;
  readonly near: QuoteLeg;
  /** Near securities per far contract. */
  readonly ratio: Decimal;
  readonly payUpTicks: number;
  readonly nowMs: number;
}

/** So many levels of the near side count as what it shows. */
export const NEAR_LEVELS = 5;

export const farDirection = (sell: boolean): Direction => (sell ? Direction.sell : Direction.buy);
export const nearDirection = (sell: boolean): Direction => (sell ? Direction.buy : Direction.sell);

/** What a hedge is traded against, best level first: the near asks when the spread is sold, the near bids when bought. */
export const nearLevels = ({ sell, near, nowMs }: Pick<QuoteView, 'sell' | 'near' | 'nowMs'>) =>
  levelsOfOthers(farDirection(sell), { ...near, nowMs });

/** What a far order is traded against at once: the far bids when the spread is sold, the far asks when bought. */
export const farLevels = ({ sell, far, nowMs }: Pick<QuoteView, 'sell' | 'far' | 'nowMs'>) =>
  levelsOfOthers(nearDirection(sell), { ...far, nowMs });

/** What a hedge is charged for so many far lots, after what is owed already (near securities). */
export const hedgeCharge = (
  view: QuoteView,
  { lots, owed }: { lots: number; owed: Decimal },
): Charge | undefined =>
  chargeOf(nearLevels(view), {
    lot: view.near.lot,
    after: owed,
    quantity: view.ratio.mul(lots * view.far.lot),
  });

/**
 * Far lots whose hedge takes at most half of what five near levels show, after what is owed; with nothing owed one while
 * the side shows enough for one at all.
 */
export function pieceOf(view: QuoteView, owed: Decimal): number {
  const levels = nearLevels(view);
  const perLot = view.ratio.mul(view.far.lot);
  const half = new Decimal(lotsShown(levels, NEAR_LEVELS)).mul(view.near.lot).div(2).sub(owed);
  const lots = half.divToInt(perLot).toNumber();
  if (lots >= 1) return lots;
  if (owed.gte(view.near.lot)) return 0;
  return perLot.add(owed).lte(new Decimal(lotsShown(levels)).mul(view.near.lot)) ? 1 : 0;
}

/**
 * The far price that just brings a spread price, when the near leg trades at this average: with what the hedge may pay
 * more and the commission of both legs in reserve, on the safe side of a step.
 */
export function impliedFarPrice(view: QuoteView, price: Decimal, near: Decimal): Decimal {
  const { sell, far } = view;
  const net = price.add(nearPart(view, near));
  // The commission of the far leg is taken off what a sale brings, and comes on top of what a purchase costs.
  const adverse = sell === net.gte(0) ? new Decimal(1).sub(far.commissionRate) : far.commissionRate.add(1);
  const exact = net.div(adverse);
  return sell ? roundUpToStep(exact, far.priceStep) : roundDownToStep(exact, far.priceStep);
}

/** The spread price that a far price brings, with the same reserves: the best one that may be wanted to quote so. */
export function spreadPriceAt(view: QuoteView, farPrice: Decimal, near: Decimal): Decimal {
  const commission = farPrice.abs().mul(view.far.commissionRate);
  return (view.sell ? farPrice.sub(commission) : farPrice.add(commission)).sub(nearPart(view, near));
}

/** What the near leg of one contract really costs (or brings, when the spread is bought). */
function nearPart({ sell, near: leg, ratio, payUpTicks }: QuoteView, near: Decimal): Decimal {
  const payUp = leg.priceStep.mul(payUpTicks);
  const each = sell ? near.add(payUp) : near.sub(payUp);
  const commission = each.abs().mul(leg.commissionRate);
  return ratio.mul(sell ? each.add(commission) : each.sub(commission));
}

/**
 * Where a far order rests: at the price of the best others show, or where the wanted spread puts it when that is
 * farther. With nobody else on its side it keeps one step off the other side: it neither gives away more than is wanted
 * nor crosses. Undefined where the exchange takes no such price today.
 */
export function restingFarPrice(view: QuoteView, implied: Decimal): Decimal | undefined {
  const { sell, far, nowMs } = view;
  const { book, priceStep, ownOrders } = far;
  const joined = priceToJoin({
    direction: farDirection(sell),
    book,
    priceStep,
    ownOrders,
    limitPrice: implied,
    nowMs,
  });
  const price = joined ?? alonePrice(view, implied);
  const isAllowed = sell
    ? !(book.limitUp && price.gt(book.limitUp))
    : !(book.limitDown && price.lt(book.limitDown));
  return isAllowed ? price : undefined;
}

function alonePrice(view: QuoteView, implied: Decimal): Decimal {
  const opposite = farLevels(view)[0]?.price;
  const { priceStep, book } = view.far;
  if (view.sell) {
    const off = opposite ? Decimal.max(opposite.add(priceStep), implied) : implied;
    return book.limitDown ? Decimal.max(off, roundUpToStep(book.limitDown, priceStep)) : off;
  }
  const off = opposite ? Decimal.min(opposite.sub(priceStep), implied) : implied;
  return book.limitUp ? Decimal.min(off, roundDownToStep(book.limitUp, priceStep)) : off;
}

/** Far lots that others offer at a far price or better. */
export const farLotsAt = (view: QuoteView, price: Decimal): number =>
  lotsShown(farLevels(view).filter((level) => (view.sell ? level.price.gte(price) : level.price.lte(price))));

/** A spread price that can be had now, and for how much; or which side of which book is missing. */
export type SpreadPrice =
  | {
      /** Roubles per far contract, reserves included: wanted at this price, it is quoted or taken at once. */
      readonly price: Decimal;
      /** Far lots it was computed for. */
      readonly lots: number;
      readonly farPrice: Decimal;
      readonly nearPrice: Decimal;
    }
  | { readonly missing: 'far' | 'near' };

/**
 * The price obtainable now: `passive` by joining the best others show of the far leg, `crossing` by taking what its
 * other side shows, for all of those lots. The near leg is always taken.
 */
export function spreadPriceNow(view: QuoteView, how: 'passive' | 'crossing', most: number): SpreadPrice {
  const nothing = new Decimal(0);
  const piece = Math.min(most, pieceOf(view, nothing));
  if (piece < 1) return { missing: 'near' };
  const side =
    how === 'passive'
      ? levelsOfOthers(farDirection(view.sell), { ...view.far, nowMs: view.nowMs })
      : farLevels(view);
  const lots = how === 'passive' ? piece : Math.min(piece, lotsShown(side));
  const level = how === 'passive' ? side[0] : levelFor(side, lots);
  if (!level) return { missing: 'far' };
  const charge = hedgeCharge(view, { lots, owed: nothing });
  if (!charge) return { missing: 'near' };
  const price = spreadPriceAt(view, level.price, charge.average);
  return { price, lots, farPrice: level.price, nearPrice: charge.average };
}
