import { Decimal } from '../decimal.js';
import type { ScanMarket } from '../scan/market.js';
import { growthOf, type ImpliedDividend, impliedDividend } from './implied.js';
import { isOrderable } from './orderable.js';
import type { DividendPair } from './pairs.js';
import { type PairPrices, pricesOf } from './prices.js';
import { type Span, spanOf } from './span.js';

export interface DividendRow {
  readonly pair: DividendPair;
  /** Shares in one far contract. */
  readonly size: Decimal;
  readonly span: Span;
  readonly prices: PairPrices;
  readonly implied: ImpliedDividend;
  /** What the spread is bought for, roubles per far contract: far − ratio × near price, in kopecks, and no less than that. */
  readonly spreadPrice: Decimal;
  /** The broker takes orders of both legs, either way. */
  readonly tradable: boolean;
}

export interface DividendScan {
  readonly pairs: readonly DividendPair[];
  readonly market: ScanMarket;
  /** Percent a year. */
  readonly rate: Decimal;
  /** Percent of the share's price: a row has this or more. */
  readonly leastYield: Decimal;
}

export interface FoundDividends {
  /** The highest yield first. */
  readonly rows: readonly DividendRow[];
  /** Pairs of which a price is not known. */
  readonly leftOut: number;
}

/** Where the market expects a dividend that is worth telling of. */
export function findDividends({ pairs, market, rate, leastYield }: DividendScan): FoundDividends {
  const growth = growthByDays(rate);
  const rows: DividendRow[] = [];
  let leftOut = 0;
  for (const pair of pairs) {
    const { far, near, ratio, share } = pair;
    const span = spanOf(pair, market.at);
    if (!span || !far.future) continue;
    const prices = pricesOf({ far, near, shareUid: share.uid }, market);
    if (!prices) {
      leftOut += 1;
      continue;
    }
    const size = far.future.basicAssetSize;
    const implied = impliedDividend({
      nearPrice: prices.near,
      farPrice: prices.far,
      ratio,
      size,
      sharePrice: prices.share,
      growth: growth(span.days),
    });
    if (!implied.perContract.gt(0) || implied.yield.lt(leastYield)) continue;
    const spreadPrice = prices.far.sub(ratio.mul(prices.near)).toDecimalPlaces(2, Decimal.ROUND_CEIL);
    const tradable = isOrderable(far) && isOrderable(near);
    rows.push({ pair, size, span, prices, implied, spreadPrice, tradable });
  }
  return { rows: rows.sort(bestFirst), leftOut };
}

/** A power takes a third of a millisecond, and there are few different numbers of days. */
function growthByDays(rate: Decimal): (days: number) => Decimal {
  const known = new Map<number, Decimal>();
  return (days) => {
    const growth = known.get(days) ?? growthOf({ rate, days });
    known.set(days, growth);
    return growth;
  };
}

const bestFirst = (one: DividendRow, other: DividendRow): number =>
  other.implied.yield.cmp(one.implied.yield) || nameOf(one).localeCompare(nameOf(other));

const nameOf = ({ pair: { far, near } }: DividendRow): string => `${far.ticker} ${near.ticker}`;
