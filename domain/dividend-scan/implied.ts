import { Decimal } from '../decimal.js';

export interface ImpliedTerms {
  /** Roubles that one near security (or nearer contract) is sold for. */
  readonly nearPrice: Decimal;
  /** Roubles that one far contract is bought for. */
  readonly farPrice: Decimal;
  /** Near securities (or nearer contracts) per far contract. */
  readonly ratio: Decimal;
  /** Shares in one far contract. */
  readonly size: Decimal;
  /** Roubles for one share: what the yield is of. */
  readonly sharePrice: Decimal;
  /** As of `growthOf`. */
  readonly growth: Decimal;
}

/** What the market leaves for the dividends of a span, in roubles; zero and below where it expects none. */
export interface ImpliedDividend {
  readonly perContract: Decimal;
  readonly perShare: Decimal;
  /** Of the price of one share, in percent. */
  readonly yield: Decimal;
}

/**
 * What money is worth after some days, as a factor. The power has the 40 significant digits that every `Decimal` has
 * here (the last of them may be one off); only what is shown is rounded.
 * @param rate percent a year
 */
export const growthOf = ({ rate, days }: { rate: Decimal; days: number }): Decimal =>
  rate.div(100).add(1).pow(new Decimal(days).div(365));

/**
 * Who holds the share gets the dividend, who holds the future does not: so a future is cheaper than the share with
 * interest by just the dividend that the market expects. Selling the near leg brings money for the span; what of it,
 * with interest, is more than the far contract costs is that dividend.
 */
export function impliedDividend(terms: ImpliedTerms): ImpliedDividend {
  const { nearPrice, farPrice, ratio, size, sharePrice, growth } = terms;
  const perContract = nearPrice.mul(ratio).mul(growth).sub(farPrice);
  const perShare = perContract.div(size);
  return { perContract, perShare, yield: perShare.div(sharePrice).mul(100) };
}
