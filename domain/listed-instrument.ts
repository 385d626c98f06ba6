import type { Instrument } from './instrument.js';

/**
 * An instrument as the broker listed it last, for people who look for one and for what still names it after it is gone;
 * what is traded with is an `Instrument`. Plain data: prices and money are decimal strings in roubles (or `currency`) per
 * one security, times ISO 8601 in UTC.
 */
export interface ListedInstrument
  extends Pick<
    Instrument,
    | 'uid'
    | 'figi'
    | 'ticker'
    | 'classCode'
    | 'isin'
    | 'name'
    | 'exchange'
    | 'onMoex'
    | 'kind'
    | 'currency'
    | 'lot'
    | 'apiTradable'
    | 'buyAvailable'
    | 'sellAvailable'
    | 'shortEnabled'
    | 'positionUid'
  > {
  /** Null where the broker tells none: nothing is ordered without one. */
  readonly priceStep: string | null;
  /** Of bonds alone. */
  readonly nominal: string | null;
  /** Of futures alone. */
  readonly future: ListedFuture | null;
}

export interface ListedFuture {
  readonly basicAsset: string;
  readonly assetType: string;
  /** Empty where the broker tells none, as for an index. */
  readonly basicAssetPositionUid: string;
  /** Of the basic asset in one contract. */
  readonly basicAssetSize: string;
  readonly expiresAt: string;
  readonly lastTradeAt: string;
  readonly perpetual: boolean;
  readonly marginToBuy: string | null;
  readonly marginToSell: string | null;
}

/** A dividend the broker tells of, for one share. Days are UTC midnights. */
export interface Dividend {
  readonly instrumentUid: string;
  /** Who holds the share at the end of this day gets it. */
  readonly recordDate: Date;
  /** The last day to buy the share with it. */
  readonly lastBuyDate: Date;
  readonly paymentDate: Date | null;
  /** A decimal string. */
  readonly amount: string;
  readonly currency: string;
}
