import type { Decimal } from '../decimal.js';
import type { ScanMarket, ScanPair, ScanQuote } from '../scan/market.js';

/** `book`: what one gets at once; `last`: what was traded last, while a leg does not trade. */
export type PriceBasis = 'book' | 'last';

/** All in roubles per one security or contract. */
export interface PairPrices {
  readonly basis: PriceBasis;
  /** What the far contract is bought for: its best ask. */
  readonly far: Decimal;
  /** What the near leg is sold for: its best bid. */
  readonly near: Decimal;
  /** What one share is sold for: of a pair of two futures too. */
  readonly share: Decimal;
}

export interface PricedLegs extends Pick<ScanPair, 'far' | 'near'> {
  /** The uid of the share that both legs stand for; the near leg itself where that is no future. */
  readonly shareUid: string;
}

/**
 * Of one moment as far as can be: where one leg does not trade, the book of the other is of now and its last price of
 * then, so both are last prices. A side that nobody shows while both trade has no price: the last one is not to be had.
 * @returns undefined where one is missing, or it is not known whether a leg trades
 */
export function pricesOf(
  { far, near, shareUid }: PricedLegs,
  { quotes }: Pick<ScanMarket, 'quotes'>,
): PairPrices | undefined {
  const legs = [quotes.get(far.uid), quotes.get(near.uid)];
  const [farQuote, nearQuote] = legs;
  if (!farQuote?.status || !nearQuote?.status) return undefined;
  const basis: PriceBasis = legs.every((each) => each?.status?.tradable) ? 'book' : 'last';
  const farPrice = basis === 'book' ? farQuote.book?.asks[0]?.price : farQuote.lastPrice;
  const nearPrice = basis === 'book' ? nearQuote.book?.bids[0]?.price : nearQuote.lastPrice;
  const sharePrice = shareUid === near.uid ? nearPrice : priceOfShare(quotes.get(shareUid));
  return farPrice?.gt(0) && nearPrice?.gt(0) && sharePrice?.gt(0)
    ? { basis, far: farPrice, near: nearPrice, share: sharePrice }
    : undefined;
}

/** What a yield is of needs no seller: a share that two futures are compared beside may be closed, or show an empty side. */
const priceOfShare = (quote: ScanQuote | undefined): Decimal | undefined =>
  (quote?.status?.tradable ? quote.book?.bids[0]?.price : undefined) ?? quote?.lastPrice;
