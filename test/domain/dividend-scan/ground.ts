/** Legs and markets for what is said of dividends; figures that are not named are of no matter. */
import type { Book } from '../../../domain/book.js';
import { Decimal } from '../../../domain/decimal.js';
import type { DividendPair } from '../../../domain/dividend-scan/pairs.js';
import type { FutureTerms, Instrument } from '../../../domain/instrument.js';
import type { ScanMarket, ScanQuote } from '../../../domain/scan/market.js';
import { share } from '../../support/instruments.js';

export const SBER = share({ uid: 'SBER', ticker: 'SBER', positionUid: 'sber' });

export interface FutureFacts {
  readonly ticker: string;
  /** ISO 8601. */
  readonly ends: string;
  readonly size?: string;
  readonly terms?: Partial<FutureTerms>;
  readonly change?: Partial<Instrument>;
}

export const future = ({ ticker, ends, size = '100', terms, change }: FutureFacts): Instrument => ({
  ...share({ uid: ticker, ticker, classCode: 'SPBFUT', isin: '', lot: 1, positionUid: `of ${ticker}` }),
  kind: 'future',
  priceStep: new Decimal(1),
  future: {
    basicAsset: 'SBER',
    assetType: 'security',
    basicAssetPositionUid: 'sber',
    basicAssetSize: new Decimal(size),
    expiresAt: new Date(ends),
    lastTradeAt: new Date(ends),
    deliverable: true,
    perpetual: false,
    margin: { toBuy: new Decimal(5_000), toSell: new Decimal(5_000) },
    ...terms,
  },
  ...change,
});

export const pairOf = (far: Instrument, near: Instrument, of = SBER): DividendPair => ({
  far,
  near,
  ratio: (far.future?.basicAssetSize ?? new Decimal(1)).div(near.future?.basicAssetSize ?? 1),
  share: of,
});

export const TRADING = { status: 'NORMAL_TRADING', tradable: true };
export const CLOSED = { status: 'NOT_AVAILABLE_FOR_TRADING', tradable: false };

/** A book with these best prices, and a last price that nobody should take for one of them. */
export const trading = ({
  bid,
  ask,
  last = '1',
}: {
  bid?: string;
  ask?: string;
  last?: string;
}): ScanQuote => ({
  status: TRADING,
  lastPrice: new Decimal(last),
  book: bookOf(bid, ask),
});

export const closed = (last: string | undefined, book?: Book): ScanQuote => ({
  status: CLOSED,
  lastPrice: last === undefined ? undefined : new Decimal(last),
  book,
});

export const bookOf = (bid?: string, ask?: string): Book => ({
  instrumentUid: 'of no matter',
  bids: bid === undefined ? [] : [{ price: new Decimal(bid), lots: 1 }],
  asks: ask === undefined ? [] : [{ price: new Decimal(ask), lots: 1 }],
});

export const marketOf = (at: string, quotes: Readonly<Record<string, ScanQuote>>): ScanMarket => ({
  at: new Date(at),
  instruments: new Map(),
  quotes: new Map(Object.entries(quotes)),
  commissions: { share: new Decimal(0), future: new Decimal(0) },
});
