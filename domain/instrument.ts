import type { Decimal } from './decimal.js';

/** What can be traded. Prices and steps are in roubles (or the instrument's currency) per one security. */
export interface Instrument {
  /** The broker's stable id (`instrument_uid`); every order and subscription uses it. */
  readonly uid: string;
  readonly figi: string;
  readonly ticker: string;
  readonly classCode: string;
  readonly name: string;
  readonly kind: 'share' | 'bond' | 'future' | 'etf' | 'currency';
  readonly currency: string;
  /** Securities in one lot; orders go out in lots. */
  readonly lot: number;
  /** Smallest price change. */
  readonly priceStep: Decimal;
  readonly apiTradable: boolean;
  readonly buyAvailable: boolean;
  readonly sellAvailable: boolean;
}

/** A trading status as the broker tells it, reduced to what decides whether we may follow the market. */
export interface TradingStatus {
  /** The broker's name without its prefix, e.g. `NORMAL_TRADING`. */
  readonly status: string;
  /** NORMAL_TRADING or SESSION_OPEN, with the API and the limit-order flags set. */
  readonly tradable: boolean;
}
