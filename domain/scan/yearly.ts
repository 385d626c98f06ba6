import { Decimal } from '../decimal.js';

const DAYS_A_YEAR = 365;
const ALL_LOST = new Decimal(-100);

export interface Earned {
  /** Roubles. */
  readonly profit: Decimal;
  /** Roubles that earn it, above zero. */
  readonly margin: Decimal;
  /** Calendar days until it is earned, one at least. */
  readonly days: number;
}

/** Those of the last scans: a power takes a fifth of a millisecond, and scans of one reading ask for the same. */
const reckoned = new Map<string, Decimal>();
const MOST_RECKONED = 5_000;

/** Percent a year, as if it were earned again and again: (1 + profit / margin)^(365 / days) − 1. */
export function yearlyOf({ profit, margin, days }: Earned): Decimal {
  const growth = profit.div(margin).add(1);
  if (growth.lte(0)) return ALL_LOST;
  const key = `${growth} ${days}`;
  const known = reckoned.get(key);
  if (known) return known;
  const yearly = growth.pow(new Decimal(DAYS_A_YEAR).div(days)).sub(1).mul(100);
  if (reckoned.size >= MOST_RECKONED) reckoned.clear();
  reckoned.set(key, yearly);
  return yearly;
}

/**
 * Whether percent a year are above a rate: the same as comparing `yearlyOf`, with one power for all pairs of one day, where
 * powers are most of the work of a scan.
 * @param rate percent a year
 */
export function isAboveRate(rate: Decimal): (earned: Earned) => boolean {
  const thresholds = new Map<number, Decimal>();
  return ({ profit, margin, days }) => {
    const threshold =
      thresholds.get(days) ?? rate.div(100).add(1).pow(new Decimal(days).div(DAYS_A_YEAR)).sub(1);
    thresholds.set(days, threshold);
    return profit.div(margin).gt(threshold);
  };
}
