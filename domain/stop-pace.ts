/** Calls a minute that the contract has for stop orders, where the broker tells nothing else. */
export const STOPS_A_MINUTE = 50;

/**
 * Seconds that so many stop orders, or cancels, take at least: a burst until the limit is spent, then the next when the minute is over.
 * @param freeInMs when the next burst begins; 0 when the limit is whole
 */
export const secondsToPlace = (
  count: number,
  { perMinute = STOPS_A_MINUTE, freeInMs = 0 }: { perMinute?: number; freeInMs?: number } = {},
): number => (count <= 0 ? 0 : Math.ceil(freeInMs / 1_000) + Math.floor((count - 1) / perMinute) * 60);

interface Pace {
  readonly perMinute?: number;
}

/** Lifetimes shorter than this end before the last of so many can be placed: a burst a minute, each of them within it. */
export const minutesToPlace = (count: number, { perMinute = STOPS_A_MINUTE }: Pace = {}): number =>
  Math.ceil(count / perMinute);

/** Of so many, those that would expire before the limit lets them be placed. */
export const placedTooLate = (
  count: number,
  { lifetimeMinutes, perMinute = STOPS_A_MINUTE }: Pace & { readonly lifetimeMinutes: number },
): number => Math.max(0, count - perMinute * lifetimeMinutes);
