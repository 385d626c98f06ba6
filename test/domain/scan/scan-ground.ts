/** Legs and markets of scans by their figures, at a moment of a Monday's trading. */
import { Decimal } from '../../../domain/decimal.js';
import type { FutureTerms, Instrument } from '../../../domain/instrument.js';
import type { ScanMarket, ScanQuote } from '../../../domain/scan/market.js';
import { future, share } from '../../support/instruments.js';

/** 15:00 in Moscow. */
export const NOW = new Date('2026-11-02T12:00:00Z');

/** The months of contracts: each ends on the 18th, and was traded last the day before. */
const MONTHS: Readonly<Record<string, string>> = { Z6: '2026-12', H7: '2027-03', M7: '2027-06' };

export const scanShare = (change: Partial<Instrument> = {}): Instrument =>
  share({ uid: change.ticker ?? 'SBER', ...change });

export interface ScanFutureFigures {
  readonly ticker: string;
  readonly toBuy?: string;
  readonly toSell?: string;
  readonly size?: number;
  readonly terms?: Partial<FutureTerms>;
}

export function scanFuture(figures: ScanFutureFigures): Instrument {
  const { ticker, toBuy = '5000', toSell = '6000', size = 100, terms } = figures;
  const month = MONTHS[ticker.slice(2)] ?? '2026-12';
  const made = future();
  if (!made.future) throw new Error('a future without terms');
  return {
    ...made,
    uid: ticker,
    ticker,
    onMoex: true,
    shortEnabled: true,
    future: {
      ...made.future,
      basicAssetSize: new Decimal(size),
      expiresAt: new Date(`${month}-18T00:00:00Z`),
      lastTradeAt: new Date(`${month}-17T16:00:00Z`),
      deliverable: true,
      margin: { toBuy: new Decimal(toBuy), toSell: new Decimal(toSell) },
      ...terms,
    },
  };
}

type Levels = readonly (readonly [price: string, lots: number])[];

export interface QuoteFigures {
  readonly last?: string;
  readonly bids?: Levels;
  readonly asks?: Levels;
  readonly status?: string;
}

export const TRADING = 'NORMAL_TRADING';

/** What nobody says of an instrument is not known of it. */
export function scanMarket(
  quotes: readonly (readonly [instrument: Instrument, figures: QuoteFigures])[],
  commissions: { readonly share?: string; readonly future?: string } = {},
): ScanMarket {
  return {
    at: NOW,
    instruments: new Map(quotes.map(([each]) => [each.uid, each])),
    quotes: new Map(quotes.map(([{ uid }, figures]) => [uid, quoteOf(uid, figures)])),
    commissions: {
      share: new Decimal(commissions.share ?? 0),
      future: new Decimal(commissions.future ?? 0),
    },
  };
}

function quoteOf(uid: string, { last, bids, asks, status = TRADING }: QuoteFigures): ScanQuote {
  const levels = (side: Levels) => side.map(([price, lots]) => ({ price: new Decimal(price), lots }));
  return {
    lastPrice: last === undefined ? undefined : new Decimal(last),
    book:
      bids || asks ? { instrumentUid: uid, bids: levels(bids ?? []), asks: levels(asks ?? []) } : undefined,
    status: { status, tradable: status === TRADING },
  };
}
