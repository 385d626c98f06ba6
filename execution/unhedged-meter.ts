import { Decimal } from '../domain/decimal.js';

/**
 * The longest and the largest unhedged moment of a spread, as one executor saw them: nothing of it is kept, so after a
 * restart it begins with what is owed then.
 */
export function measureUnhedged(nearLot: number, now: () => number = () => performance.now()) {
  let sinceMs: number | undefined;
  let longestMs = 0;
  let largest = new Decimal(0);

  const ended = (): number => (sinceMs === undefined ? longestMs : Math.max(longestMs, now() - sinceMs));
  return {
    /** @param unhedged near securities owed now */
    note(unhedged: Decimal): void {
      const size = unhedged.abs();
      if (size.gt(largest)) largest = size;
      if (size.gte(nearLot)) sinceMs ??= now();
      else {
        longestMs = ended();
        sinceMs = undefined;
      }
    },
    longestUnhedgedMs: (): number => Math.round(ended()),
    largestUnhedged: (): string => largest.toFixed(),
  };
}
