/** What a pair brings, per far contract in roubles: at last prices, and at what one would really get. */
import type { Level } from '../book.js';
import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import { chargeOf, lotsShown } from '../spread/depth.js';
import { contractsFor, fewestContracts, marginOf, wholeContracts } from './contracts.js';
import type { ScanCommissions, ScanPair, ScanQuote } from './market.js';

export interface Figures {
  /** What one far contract is sold for. */
  readonly farPrice: Decimal;
  /** What one near security, or contract, is bought for. */
  readonly nearPrice: Decimal;
  /** What both lock. */
  readonly margin: Decimal;
  readonly profit: Decimal;
}

/** Far price − ratio × near price, and what it takes. Undefined where a last price or a margin is not told. */
export function lastFigures(pair: ScanPair, quotes: QuotesOfPair): Figures | undefined {
  const [farPrice, nearPrice] = [quotes.far?.lastPrice, quotes.near?.lastPrice];
  const margin = nearPrice && marginOf(pair, nearPrice);
  if (!farPrice || !nearPrice || !margin?.gt(0)) return undefined;
  return { farPrice, nearPrice, margin, profit: farPrice.sub(pair.ratio.mul(nearPrice)) };
}

export interface QuotesOfPair {
  readonly far: ScanQuote | undefined;
  readonly near: ScanQuote | undefined;
}

export interface BookFigures extends Figures {
  /** Far contracts that they hold for. */
  readonly amount: number;
  /** Of all trades. */
  readonly commission: Decimal;
  /** Expected before the end. */
  readonly dividend: Decimal;
}

export interface BookTerms {
  /** Roubles that the near leg is bought for. */
  readonly sum: Decimal;
  readonly commissions: ScanCommissions;
  /** Roubles per far contract. */
  readonly dividend: Decimal;
}

/**
 * The near leg at its asks, the far one at its bids, averages over what the sum buys, or over what the books show where
 * that is less. Undefined while a leg does not trade, and where a book does not show as much as one contract.
 */
export function bookFigures(
  pair: ScanPair,
  quotes: QuotesOfPair,
  { sum, commissions, dividend }: BookTerms,
): BookFigures | undefined {
  if (!areTrading(quotes)) return undefined;
  const { far, near, ratio } = pair;
  const [bids, asks] = [quotes.far?.book?.bids ?? [], quotes.near?.book?.asks ?? []];
  const [best] = asks;
  if (!best) return undefined;
  const wanted = contractsFor(pair, { sum, nearPrice: best.price });
  const shown = Decimal.min(securitiesShown(bids, far), securitiesShown(asks, near).div(ratio));
  const amount = Math.min(wanted, wholeContracts(shown, fewestContracts(pair)));
  const farPrice = averageOf(bids, far, new Decimal(amount));
  const nearPrice = averageOf(asks, near, ratio.mul(amount));
  const margin = nearPrice && marginOf(pair, nearPrice);
  if (!farPrice || !nearPrice || !margin?.gt(0)) return undefined;
  const prices = { farPrice, nearPrice };
  const commission = openingCommission(pair, prices, commissions).add(
    closingCommission(pair, prices, commissions),
  );
  const profit = farPrice.sub(ratio.mul(nearPrice)).sub(commission).add(dividend);
  return { ...prices, margin, profit, amount, commission, dividend };
}

export const areTrading = ({ far, near }: QuotesOfPair): boolean =>
  far?.status?.tradable === true && near?.status?.tradable === true;

const securitiesShown = (levels: readonly Level[], { lot }: Instrument): Decimal =>
  new Decimal(lotsShown(levels)).mul(lot);

/** Nothing costs nothing. */
const averageOf = (levels: readonly Level[], { lot }: Instrument, quantity: Decimal): Decimal | undefined =>
  quantity.gt(0) ? chargeOf(levels, { lot, after: new Decimal(0), quantity })?.average : undefined;

type Prices = Pick<Figures, 'farPrice' | 'nearPrice'>;

/** Of the two trades that open a pair. */
export function openingCommission(
  { near, ratio }: ScanPair,
  { farPrice, nearPrice }: Prices,
  { share, future }: ScanCommissions,
): Decimal {
  return farPrice.mul(future).add(ratio.mul(nearPrice).mul(near.future ? future : share));
}

/**
 * Of the trades that end it. Where both legs end in a delivery there are none: the shares that are held, or that the near
 * future brought, go for the far one. Of a near future that is settled in money nothing is left at its end, so the far one
 * is bought back; with a far one that is, the shares are sold. At the prices of now.
 */
function closingCommission(
  { far, near, ratio }: ScanPair,
  { farPrice, nearPrice }: Prices,
  { share, future }: ScanCommissions,
): Decimal {
  if (near.future && !near.future.deliverable) return farPrice.mul(future);
  return far.future?.deliverable ? new Decimal(0) : ratio.mul(nearPrice).mul(share);
}
