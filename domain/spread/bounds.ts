import { Decimal } from '../decimal.js';
import type { SpreadOptions } from './terms.js';

/** Ticks beyond this are no drift and no pay-up any more; contracts, what a column holds. */
const MOST_TICKS = 1_000;
const MOST_CONTRACTS = 2_147_483_647;

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly mayBeNull: boolean;
}

const NUMBERS: Readonly<Record<'slop' | 'payUpTicks' | 'displayQuantity' | 'maxUnhedged', Bounds>> = {
  slop: { least: 0, most: MOST_TICKS, mayBeNull: false },
  payUpTicks: { least: 0, most: MOST_TICKS, mayBeNull: false },
  displayQuantity: { least: 1, most: MOST_CONTRACTS, mayBeNull: true },
  maxUnhedged: { least: 1, most: MOST_CONTRACTS, mayBeNull: true },
};

/** The first option that has a value it cannot have, whoever gave it; undefined when all can be. */
export function badOption(options: Partial<Record<keyof SpreadOptions, unknown>>): string | undefined {
  return Object.entries(options).find(([name, value]) => !isAllowed(name, value))?.[0];
}

function isAllowed(name: string, value: unknown): boolean {
  if (name === 'now') return typeof value === 'boolean';
  if (name === 'until')
    return value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
  if (!Object.hasOwn(NUMBERS, name)) return false;
  const { least, most, mayBeNull } = NUMBERS[name as keyof typeof NUMBERS];
  if (value === null) return mayBeNull;
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

export interface RatioLots {
  /** Securities in a lot of the far and of the near leg. */
  readonly farLot: number;
  readonly nearLot: number;
}

/**
 * Whether whole lots of one leg are hedged by whole lots of the other: a far lot by near lots, or, where its hedge is
 * less than one near lot, so many far lots by one near lot. Otherwise something would stay unhedged at every amount.
 */
export function ratioFits(ratio: Decimal, { farLot, nearLot }: RatioLots): boolean {
  if (!ratio.gt(0)) return false;
  const owed = ratio.mul(farLot);
  return owed.gte(nearLot) ? owed.mod(nearLot).isZero() : new Decimal(nearLot).mod(owed).isZero();
}

/** The ratios next to one that does not fit, lower first: of those that hedge a far lot by whole near lots. */
export function nearestRatios(ratio: Decimal, { farLot, nearLot }: RatioLots): Decimal[] {
  const lots = Decimal.max(ratio, 0).mul(farLot).div(nearLot).floor();
  return [lots, lots.add(1)].filter((each) => each.gt(0)).map((each) => each.mul(nearLot).div(farLot));
}
