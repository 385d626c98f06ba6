/** Rows of the scan of dividends as people are shown them. */

import type { Decimal } from '../../domain/decimal.js';
import { announcedIn } from '../../domain/dividend-scan/announced.js';
import type { PriceBasis } from '../../domain/dividend-scan/prices.js';
import type { DividendRow } from '../../domain/dividend-scan/rows.js';
import type { Dividend } from '../../domain/listed-instrument.js';
import type { OfferedSpread } from '../scan/shown.js';

/** All figures but days are decimal strings. */
export interface ShownDividendRow {
  readonly farTicker: string;
  readonly nearTicker: string;
  readonly shareTicker: string;
  /** Near securities per far contract. */
  readonly ratio: string;
  /** Shares in one far contract. */
  readonly size: string;
  readonly days: number;
  readonly basis: PriceBasis;
  readonly farPrice: string;
  readonly nearPrice: string;
  readonly sharePrice: string;
  /** Roubles for one share. */
  readonly dividend: string;
  readonly perContract: string;
  /** Percent of the share's price. */
  readonly yield: string;
  /** What the spread is bought for: far − ratio × near price, roubles per far contract, in kopecks. */
  readonly price: string;
  /** The broker takes orders of both legs. */
  readonly tradable: boolean;
  /** Null where the broker tells of none in the span. */
  readonly announced: ShownAnnouncement | null;
  /** What puts it into the queue of spreads; null where it cannot be traded. */
  readonly spread: OfferedSpread | null;
}

export interface ShownAnnouncement {
  /** Roubles for one share, all of them together; null where one is paid in another currency. */
  readonly amount: string | null;
  /** Of the first. */
  readonly recordDate: string;
  /** What the market implies less that. */
  readonly difference: string | null;
  readonly dividends: readonly {
    readonly amount: string;
    readonly currency: string;
    readonly recordDate: string;
    readonly lastBuyDate: string;
  }[];
}

/** As fine as the broker's own figures. */
const ROUBLE_PLACES = 9;
const PERCENT_PLACES = 6;

/** @param dividends of this row's share, and of others */
export function shownDividendRow(
  row: DividendRow,
  { dividends, spread }: { readonly dividends: readonly Dividend[]; readonly spread: OfferedSpread | null },
): ShownDividendRow {
  const { pair, size, prices, implied, spreadPrice, span, tradable } = row;
  return {
    farTicker: pair.far.ticker,
    nearTicker: pair.near.ticker,
    shareTicker: pair.share.ticker,
    ratio: pair.ratio.toFixed(),
    size: size.toFixed(),
    days: span.days,
    basis: prices.basis,
    farPrice: prices.far.toFixed(),
    nearPrice: prices.near.toFixed(),
    sharePrice: prices.share.toFixed(),
    dividend: inRoubles(implied.perShare),
    perContract: inRoubles(implied.perContract),
    yield: implied.yield.toDecimalPlaces(PERCENT_PLACES).toFixed(),
    price: spreadPrice.toFixed(),
    tradable,
    announced: shownAnnouncement(
      row,
      dividends.filter(({ instrumentUid }) => instrumentUid === pair.share.uid),
    ),
    spread,
  };
}

function shownAnnouncement(
  { implied, span }: DividendRow,
  dividends: readonly Dividend[],
): ShownAnnouncement | null {
  const announced = announcedIn(dividends, span);
  const [first] = announced?.dividends ?? [];
  if (!announced || !first) return null;
  const { amount } = announced;
  return {
    amount: amount?.toFixed() ?? null,
    recordDate: dayOf(first.recordDate),
    difference: amount ? inRoubles(implied.perShare.sub(amount)) : null,
    dividends: announced.dividends.map((each) => ({
      amount: each.amount,
      currency: each.currency.toUpperCase(),
      recordDate: dayOf(each.recordDate),
      lastBuyDate: dayOf(each.lastBuyDate),
    })),
  };
}

const inRoubles = (value: Decimal): string => value.toDecimalPlaces(ROUBLE_PLACES).toFixed();

/** `2027-07-18` */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
