import { dividendsBetween } from './dividends.js';
import type { PaperInstrument } from './instrument.js';

/** What money costs a year in this market, in percent. */
export const ANNUAL_RATE_PERCENT = 16n;

/** What the index is expected to gain a year by those who trade it, in percent. */
export const INDEX_RATE_PERCENT = 8n;

const DAY_MS = 86_400_000;
const DAYS_A_YEAR = 365n;

/**
 * What a future on a share is worth for one share, in 10^-9 roubles: the share's price with simple interest to the
 * expiry, less the dividends that its holder will not get.
 */
export function fairForward({
  share,
  priceNano,
  expiresAtMs,
  nowMs,
}: {
  share: PaperInstrument;
  /** Of one share. */
  priceNano: bigint;
  expiresAtMs: number;
  nowMs: number;
}): bigint {
  const days = daysLeft(expiresAtMs, nowMs);
  const interest = (priceNano * ANNUAL_RATE_PERCENT * days) / (100n * DAYS_A_YEAR);
  const dividends = dividendsBetween(share, nowMs, expiresAtMs).reduce((sum, { nano }) => sum + nano, 0n);
  return priceNano + interest - dividends;
}

/** The index by its future of the nearest expiry, carried on to a farther one; `nearAtMs` may be now. */
export function fairIndex({
  nearNano,
  nearAtMs,
  farAtMs,
  nowMs,
}: {
  nearNano: bigint;
  nearAtMs: number;
  farAtMs: number;
  nowMs: number;
}): bigint {
  const grown = (atMs: number): bigint => 100n * DAYS_A_YEAR + INDEX_RATE_PERCENT * daysLeft(atMs, nowMs);
  return (nearNano * grown(farAtMs)) / grown(nearAtMs);
}

const daysLeft = (atMs: number, nowMs: number): bigint =>
  BigInt(Math.ceil(Math.max(0, atMs - nowMs) / DAY_MS));
