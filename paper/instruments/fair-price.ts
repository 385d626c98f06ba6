import { dividendsBetween } from './dividends.js';
import type { PaperInstrument } from './instrument.js';

/** What money costs a year in this market, in percent. */
export const ANNUAL_RATE_PERCENT = 16n;

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
  const leftMs = Math.max(0, expiresAtMs - nowMs);
  const days = BigInt(Math.ceil(leftMs / DAY_MS));
  const interest = (priceNano * ANNUAL_RATE_PERCENT * days) / (100n * DAYS_A_YEAR);
  const dividends = dividendsBetween(share, nowMs, expiresAtMs).reduce((sum, { nano }) => sum + nano, 0n);
  return priceNano + interest - dividends;
}
