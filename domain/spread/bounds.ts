import type { SpreadOptions } from './terms.js';

/** More ticks, or contracts, than anybody means; whoever asks, by whatever way, is held to the same. */
export const MOST_TICKS = 10_000;
export const MOST_CONTRACTS = 1_000_000;

/** As many places as a ratio may be written with. */
export const RATIO_PLACES = 9;

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
