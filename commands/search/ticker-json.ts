/** What is told of one instrument by its ticker. */
import type { ListedInstrument } from '../../domain/listed-instrument.js';

export interface TickerJson
  extends Pick<
    ListedInstrument,
    | 'uid'
    | 'figi'
    | 'ticker'
    | 'classCode'
    | 'isin'
    | 'name'
    | 'exchange'
    | 'kind'
    | 'currency'
    | 'lot'
    | 'apiTradable'
    | 'buyAvailable'
    | 'sellAvailable'
    | 'shortEnabled'
    | 'positionUid'
    | 'priceStep'
  > {
  /** False: the broker does not list it any more, since `goneAt`. */
  readonly active: boolean;
  readonly goneAt: string | null;
  /** Of bonds alone. */
  readonly accruedInterest: string | null;
  /** Of futures alone, from here on: the ticker of what it is written on, or its name, and how much of it. */
  readonly underlying: string | null;
  readonly contractSize: string | null;
  readonly expiresAt: string | null;
  readonly lastTradeAt: string | null;
  readonly perpetual: boolean | null;
  /** Roubles that one contract locks. */
  readonly marginToBuy: string | null;
  readonly marginToSell: string | null;
  /** Of its market; null where it has none any more. */
  readonly lastPrice: string | null;
  readonly bestBid: string | null;
  readonly bestAsk: string | null;
  readonly status: string | null;
  readonly tradable: boolean;
  /** What makes a spread with it: the security first, then futures, the nearest first. */
  readonly partners: PartnerJson[];
}

export interface PartnerJson {
  /** The other leg. */
  readonly ticker: string;
  readonly name: string;
  readonly farTicker: string;
  readonly nearTicker: string;
  /** Near securities per far contract. */
  readonly ratio: string;
  /** Of the far contract. */
  readonly lastTradeAt: string | null;
  /** The broker lets the other leg be traded by API. */
  readonly apiTradable: boolean;
}

type Facts = Pick<
  ListedInstrument,
  Exclude<keyof TickerJson & keyof ListedInstrument, 'priceStep'> & keyof ListedInstrument
>;

/** What is told as it is. */
export const factsOf = ({
  uid,
  figi,
  ticker,
  classCode,
  isin,
  name,
  exchange,
  kind,
  currency,
  lot,
  apiTradable,
  buyAvailable,
  sellAvailable,
  shortEnabled,
  positionUid,
}: Facts) => ({
  ...{ uid, figi, ticker, classCode, isin, name, exchange, kind, currency, lot },
  ...{ apiTradable, buyAvailable, sellAvailable, shortEnabled, positionUid },
});
