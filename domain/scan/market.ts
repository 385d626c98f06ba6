/** What scans are made from; pure data of one moment, gathered by `broker/scan-market.ts`. */
import type { Book } from '../book.js';
import type { Decimal } from '../decimal.js';
import type { Instrument, TradingStatus } from '../instrument.js';

/** What is known of one instrument's market; what is undefined was not told in time. */
export interface ScanQuote {
  /** Per one security or contract, in roubles. */
  readonly lastPrice: Decimal | undefined;
  readonly book: Book | undefined;
  readonly status: TradingStatus | undefined;
}

/** What the broker takes of a trade, as a part of its value. */
export interface ScanCommissions {
  readonly share: Decimal;
  readonly future: Decimal;
}

export interface ScanMarket {
  readonly at: Date;
  /** All that was chosen, by instrument uid. */
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** By instrument uid. */
  readonly quotes: ReadonlyMap<string, ScanQuote>;
  readonly commissions: ScanCommissions;
}

/** A far and a near leg that may make a row, before anything of their market is known. */
export interface ScanPair {
  readonly far: Instrument;
  readonly near: Instrument;
  /** Near securities per far contract. */
  readonly ratio: Decimal;
}
