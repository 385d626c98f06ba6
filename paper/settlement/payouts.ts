import type { Exchange } from '../exchange/exchange.js';
import { clearingOf, DAY_MS } from '../hours/moscow.js';
import { couponDays } from '../instruments/bonds.js';
import { dividendsBetween } from '../instruments/dividends.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { Payout } from '../state/settlement.js';
import { heldInstruments } from './held.js';

/** No last day to buy is farther from its record day. */
const LONGEST_GAP_MS = 7 * DAY_MS;

/**
 * What those who hold shares and bonds get at the clearings after `afterMs` up to `toMs`: a dividend at that of the
 * last day to buy with it, a coupon at the last one before its day. Both are there at once, without tax.
 */
export function payoutsBetween(exchange: Exchange, afterMs: number, toMs: number): Payout[] {
  const held = [...heldInstruments(exchange)];
  return held
    .flatMap((instrument) => [...dividends(instrument, afterMs, toMs), ...coupons(instrument, afterMs, toMs)])
    .filter(({ atMs }) => atMs > afterMs && atMs <= toMs)
    .sort((one, other) => one.atMs - other.atMs);
}

const dividends = (instrument: PaperInstrument, afterMs: number, toMs: number): Payout[] =>
  dividendsBetween(instrument, afterMs, toMs + LONGEST_GAP_MS).map(({ lastBuyDate, nano }) => ({
    reason: 'dividend',
    ticker: instrument.ticker,
    atMs: clearingOf(lastBuyDate.getTime()),
    nano: String(nano),
  }));

function coupons({ ticker, details }: PaperInstrument, afterMs: number, toMs: number): Payout[] {
  if (details.kind !== 'bond') return [];
  return couponDays(details, afterMs, toMs + DAY_MS).map((dayMs) => ({
    reason: 'coupon',
    ticker,
    atMs: clearingOf(dayMs - DAY_MS),
    nano: String(details.coupon.nano),
  }));
}
