/** What an account holds, as the broker tells it. */
import type { Decimal } from './decimal.js';

/** In its own units. */
export interface MoneyPosition {
  /** ISO 4217 in small letters, as the broker tells it. */
  readonly currency: string;
  /** Not in orders. */
  readonly free: Decimal;
  readonly blocked: Decimal;
}

/** The account as the broker reckons it. */
export interface Portfolio {
  /** Roubles, all of it; undefined where it is not told. */
  readonly worth: Decimal | undefined;
  /** All roubles, locked ones among them; undefined where they are not told. */
  readonly roubles: Decimal | undefined;
  /** Without the roubles. */
  readonly positions: readonly PortfolioPosition[];
}

/** Prices are of one security, contract or unit of a currency, without accrued interest; undefined where nobody tells them. */
export interface PortfolioPosition {
  /** Its FIGI where the broker tells no uid. */
  readonly instrumentUid: string;
  /** As `Instrument.kind`, or the broker's word for what is none of these (`option`, `sp`). */
  readonly kind: string;
  /** Securities, contracts or units of a currency, those in orders included; negative for a short position. */
  readonly amount: Decimal;
  /** Of its prices, in capital letters. */
  readonly currency: string;
  /** Of a foreign currency that is held: which one, as in `MoneyPosition`; undefined of all else, and where nobody knows. */
  readonly isoCurrency: string | undefined;
  readonly averagePrice: Decimal | undefined;
  readonly lastPrice: Decimal | undefined;
  /** Of bonds alone, of one. */
  readonly accruedInterest: Decimal | undefined;
  /** Of futures alone: roubles that all contracts gained or lost and that are not paid out yet. */
  readonly variationMargin: Decimal | undefined;
}
