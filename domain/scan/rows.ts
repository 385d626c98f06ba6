/** Which of the pairs of a scan bring more than a rate, best first. All figures per far contract in roubles. */
import { Decimal } from '../decimal.js';
import type { Dividend } from '../listed-instrument.js';
import { assetOf } from '../spread/assets.js';
import { contractsFor } from './contracts.js';
import { dividendOf } from './dividend.js';
import {
  areTrading,
  type BookFigures,
  bookFigures,
  type Figures,
  lastFigures,
  openingCommission,
  type QuotesOfPair,
} from './figures.js';
import { daysToExpiry, LEAST_DAYS } from './filters.js';
import type { ScanMarket, ScanPair } from './market.js';
import { isAboveRate, yearlyOf } from './yearly.js';

/** What a row is ranked by: what one would really get, or the last prices where the books do not tell that. */
export type ScanBasis = 'book' | 'last';

interface Yearly {
  /** Percent. */
  readonly yearly: Decimal;
}

export interface ScanRow {
  readonly pair: ScanPair;
  /** Calendar days to the far expiry. */
  readonly days: number;
  readonly basis: ScanBasis;
  readonly last: Figures & Yearly;
  readonly book: (BookFigures & Yearly) | undefined;
  /** Both legs trade now. */
  readonly tradable: boolean;
  /** Far contracts of a spread that a row becomes. */
  readonly amount: number;
  /** Its price: what it really brings with the commission of opening it, in kopecks. */
  readonly price: Decimal;
}

export interface ScanTerms {
  readonly pairs: readonly ScanPair[];
  readonly market: ScanMarket;
  /** Percent a year. */
  readonly rate: Decimal;
  /** Roubles. */
  readonly sum: Decimal;
  /** Of the share, by the position's uid that stands for the asset. */
  readonly dividends: ReadonlyMap<string, readonly Dividend[]>;
}

export interface ScanRows {
  readonly rows: readonly ScanRow[];
  /** Pairs of which a last price or a margin is not known, and those that trade with less than a contract in their books. */
  readonly leftOut: number;
  /** Pairs that are priced and still no row. */
  readonly dropped: Readonly<Record<'far-not-above-near' | 'not-above-rate', number>>;
}

export function scanRows({ pairs, rate, ...terms }: ScanTerms): ScanRows {
  const isAbove = isAboveRate(rate);
  const rows: ScanRow[] = [];
  let leftOut = 0;
  const dropped = { 'far-not-above-near': 0, 'not-above-rate': 0 };
  for (const pair of pairs) {
    const priced = pricedPair(pair, terms);
    if (!priced) {
      leftOut += 1;
      continue;
    }
    const { farPrice, nearPrice, profit } = priced.figures;
    if (farPrice.lte(pair.ratio.mul(nearPrice))) dropped['far-not-above-near'] += 1;
    else if (profit.lte(0) || !isAbove({ ...priced.figures, days: priced.days }))
      dropped['not-above-rate'] += 1;
    else rows.push(rowOf(priced, terms));
  }
  return { rows: rows.sort(byYearly), leftOut, dropped };
}

interface PricedPair {
  readonly pair: ScanPair;
  readonly days: number;
  readonly quotes: QuotesOfPair;
  readonly last: Figures;
  readonly book: BookFigures | undefined;
  /** Those that count. */
  readonly figures: Figures;
}

type MarketTerms = Omit<ScanTerms, 'pairs' | 'rate'>;

function pricedPair(pair: ScanPair, { market, sum, dividends }: MarketTerms): PricedPair | undefined {
  const { far, near } = pair;
  const quotes = { far: market.quotes.get(far.uid), near: market.quotes.get(near.uid) };
  const last = lastFigures(pair, quotes);
  if (!last || !far.future) return undefined;
  const dividend = dividendOf(pair, dividends.get(assetOf(far)) ?? [], market.at);
  const book = bookFigures(pair, quotes, { sum, commissions: market.commissions, dividend });
  // A price that nobody stands for is missing, whatever was paid last.
  if (!book && areTrading(quotes) && quotes.far?.book && quotes.near?.book) return undefined;
  // Midnight may have come since the pairs were chosen.
  const days = Math.max(LEAST_DAYS, daysToExpiry(far.future, market.at));
  return { pair, days, quotes, last, book, figures: book ?? last };
}

function rowOf({ pair, days, quotes, last, book, figures }: PricedPair, terms: MarketTerms): ScanRow {
  const { sum, market } = terms;
  const { farPrice, nearPrice } = figures;
  const commission = openingCommission(pair, figures, market.commissions);
  return {
    pair,
    days,
    basis: book ? 'book' : 'last',
    last: { ...last, yearly: yearlyOf({ ...last, days }) },
    book: book && { ...book, yearly: yearlyOf({ ...book, days }) },
    tradable: areTrading(quotes),
    amount: book?.amount ?? contractsFor(pair, { sum, nearPrice }),
    // On the side that can surely be had.
    price: farPrice.sub(pair.ratio.mul(nearPrice)).sub(commission).toDecimalPlaces(2, Decimal.ROUND_FLOOR),
  };
}

/** The figures that count. */
export const figuresOfRow = ({ book, last }: ScanRow): Figures & Yearly => book ?? last;

/** The best first; equals by their tickers, as the pairs come. */
const byYearly = (one: ScanRow, other: ScanRow): number =>
  figuresOfRow(other).yearly.cmp(figuresOfRow(one).yearly);
