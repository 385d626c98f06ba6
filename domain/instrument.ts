import type { Decimal } from './decimal.js';

/**
 * What can be traded. Prices and steps are in roubles (or the instrument's currency) per one security, or contract,
 * whatever the exchange quotes it in.
 */
export interface Instrument {
  /** The broker's stable id (`instrument_uid`); every order and subscription uses it. */
  readonly uid: string;
  readonly figi: string;
  readonly ticker: string;
  readonly classCode: string;
  /** Empty where it has none, as futures have. */
  readonly isin: string;
  readonly name: string;
  /** By its name the broker tells trading hours. */
  readonly exchange: string;
  /** It trades on the Moscow Exchange, of whatever section. */
  readonly onMoex: boolean;
  readonly kind: 'share' | 'bond' | 'future' | 'etf' | 'currency';
  /** Of its prices. */
  readonly currency: string;
  /** Securities in one lot; orders go out in lots. */
  readonly lot: number;
  /** Smallest price change. That of a future changes during the day, of some bonds by night: read it anew for every use. */
  readonly priceStep: Decimal;
  readonly apiTradable: boolean;
  readonly buyAvailable: boolean;
  readonly sellAvailable: boolean;
  /** The broker lets it be sold short. */
  readonly shortEnabled: boolean;
  /** The same for everything that is one asset, whatever the board. */
  readonly positionUid: string;
  /** Of bonds alone. */
  readonly bond?: BondTerms;
  /** Of futures alone. */
  readonly future?: FutureTerms;
}

export interface BondTerms {
  readonly nominal: Decimal;
  /** Interest that a buyer pays to the seller on top of the price of one bond, as of the catalogue's reading. */
  readonly accruedInterest: Decimal;
}

export interface FutureTerms {
  /** The name of what it is written on, usually its ticker; legs are matched by the position's uid. */
  readonly basicAsset: string;
  /** The broker's word for what it is written on, without its prefix and in small letters: `security`, `commodity`, `currency`, `index`. */
  readonly assetType: string;
  readonly basicAssetPositionUid: string;
  /** Of the basic asset in one contract. */
  readonly basicAssetSize: Decimal;
  readonly expiresAt: Date;
  /** Its last trading moment; where the broker tells only the day, the earlier of those it may be. */
  readonly lastTradeAt: Date;
  /** Whoever holds it at its end gets or owes the basic asset itself, not money. */
  readonly deliverable: boolean;
  /** It never ends, and is quoted otherwise: no leg of a calendar spread. */
  readonly perpetual: boolean;
  /** Roubles that one contract locks, as of the catalogue's reading. */
  readonly margin: FuturesMargin;
}

/** Roubles that one contract locks; undefined where the broker does not tell. */
export interface FuturesMargin {
  readonly toBuy: Decimal | undefined;
  readonly toSell: Decimal | undefined;
}

/** What a buyer pays to the seller for one security: a bond's accrued interest comes on top of its price. */
export const paidFor = ({ bond }: Pick<Instrument, 'bond'>, price: Decimal): Decimal =>
  bond ? price.add(bond.accruedInterest) : price;

/** A trading status as the broker tells it, reduced to what decides whether we may follow the market. */
export interface TradingStatus {
  /** The broker's name without its prefix, e.g. `NORMAL_TRADING`. */
  readonly status: string;
  /** NORMAL_TRADING or SESSION_OPEN, with the API and the limit-order flags set. */
  readonly tradable: boolean;
}
