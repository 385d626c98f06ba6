/** Scans of a few legs by their quotes. */
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { scanPairs } from '../../../domain/scan/pairs.js';
import { type ScanRow, type ScanTerms, scanRows } from '../../../domain/scan/rows.js';
import { NOW, type QuoteFigures, scanFuture, scanMarket, scanShare } from './scan-ground.js';

/** 73 days from NOW are a fifth of a year: powers come out even. */
export const FIFTH = {
  expiresAt: new Date('2027-01-14T00:00:00Z'),
  lastTradeAt: new Date('2027-01-13T16:00:00Z'),
};
export const EARLIER = {
  expiresAt: new Date('2026-12-18T00:00:00Z'),
  lastTradeAt: new Date('2026-12-17T16:00:00Z'),
};

export const sber = scanShare();
export const near = scanFuture({ ticker: 'SRZ6', toBuy: '5000', toSell: '5500', terms: EARLIER });
export const far = scanFuture({ ticker: 'SRF7', toBuy: '5800', toSell: '6000', terms: FIFTH });

export type Quotes = readonly (readonly [Instrument, QuoteFigures])[];

/** All pairs of the instruments that are quoted, whatever they bring. */
export const scanned = (
  quotes: Quotes,
  {
    commissions,
    ...more
  }: Partial<ScanTerms> & {
    readonly commissions?: { readonly share?: string; readonly future?: string };
  } = {},
) =>
  scanRows({
    pairs: scanPairs(
      quotes.map(([each]) => each),
      NOW,
    ).pairs,
    market: scanMarket(quotes, commissions),
    rate: new Decimal(0),
    sum: new Decimal(100_000),
    dividends: new Map(),
    ...more,
  });

export const only = <Item>([item, ...more]: readonly Item[]): Item => {
  if (item === undefined || more.length > 0) throw new Error(`${more.length + 1} or none instead of one`);
  return item;
};
export const shown = (figures: object | undefined) =>
  figures &&
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      Decimal.isDecimal(value) ? value.toFixed() : value,
    ]),
  );
export const tickers = ({ pair }: ScanRow) => `${pair.far.ticker} ${pair.near.ticker}`;
