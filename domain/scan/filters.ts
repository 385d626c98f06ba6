/** What an instrument must be to be a leg of a scanned pair, each condition under the name of what it leaves out. */
import type { Instrument } from '../instrument.js';
import { moscowDays } from '../moscow.js';

/** A future that ends sooner is nobody's to hold. */
export const LEAST_DAYS = 1;

/** In the order in which they are asked; what one of them leaves out is not asked on. */
const LEG_CONDITIONS = {
  'no-share-nor-future': ({ kind }) => kind === 'share' || kind === 'future',
  'not-on-moex': ({ onMoex }) => onMoex,
  'no-price-step': ({ priceStep }) => priceStep.gt(0),
  'not-in-roubles': ({ currency }) => currency === 'RUB',
  'not-by-api': ({ apiTradable }) => apiTradable,
  'not-to-buy': ({ buyAvailable }) => buyAvailable,
  'not-to-sell': ({ sellAvailable }) => sellAvailable,
  'not-on-a-security': ({ future }) => !future || future.assetType === 'security',
  perpetual: ({ future }) => !future?.perpetual,
  'ends-within-a-day': ({ future }, now) => !future || isAhead(future, now),
} as const satisfies Readonly<Record<string, (leg: Instrument, now: Date) => boolean>>;

export type LegFilter = keyof typeof LEG_CONDITIONS;

export const LEG_FILTERS = Object.keys(LEG_CONDITIONS) as readonly LegFilter[];

/** The first that leaves an instrument out of scans; undefined for what may be a leg. */
export const legFilter = (
  leg: Instrument,
  now: Date,
  filters: readonly LegFilter[] = LEG_FILTERS,
): LegFilter | undefined => filters.find((filter) => !LEG_CONDITIONS[filter](leg, now));

type Terms = NonNullable<Instrument['future']>;

/** On its expiry's eve its last trading may be over already. */
const isAhead = (future: Terms, now: Date): boolean =>
  daysToExpiry(future, now) >= LEAST_DAYS && future.lastTradeAt > now;

/** Calendar days in Moscow. */
export const daysToExpiry = ({ expiresAt }: Pick<Terms, 'expiresAt'>, now: Date): number =>
  moscowDays(now, expiresAt);
