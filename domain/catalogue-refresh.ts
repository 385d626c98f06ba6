import { DAY_MS, moscowDay, moscowTime } from './moscow.js';

/** So long before the first opening of a day the catalogue is read. */
const BEFORE_OPENING_MS = 30 * 60_000;
const MINUTE_MS = 60_000;

/** When the broker tells no trading hours: in Moscow, before any session that there ever was. */
const FALLBACK = { hour: 6, minute: 0 };

/**
 * When the catalogue is to be read next: half an hour before the earliest opening of the next trading day (in Moscow)
 * for which that is still ahead. A whole minute.
 * @param openings of all exchanges that matter, in any order
 */
export function nextRefresh(openings: readonly Date[], nowMs: number): Date {
  const earliest = new Map<number, number>();
  for (const opening of openings) {
    const opensMs = opening.getTime();
    const day = moscowDay(opensMs);
    earliest.set(day, Math.min(opensMs, earliest.get(day) ?? opensMs));
  }
  const ahead = [...earliest.values()].map(refreshBefore).filter((atMs) => atMs > nowMs);
  return new Date(ahead.length > 0 ? Math.min(...ahead) : fallback(nowMs));
}

const refreshBefore = (opensMs: number): number =>
  Math.floor((opensMs - BEFORE_OPENING_MS) / MINUTE_MS) * MINUTE_MS;

function fallback(nowMs: number): number {
  const today = moscowTime(moscowDay(nowMs), FALLBACK.hour, FALLBACK.minute);
  return today > nowMs ? today : today + DAY_MS;
}

/** A catalogue that was read longer ago is read at once when a worker starts. */
export const OLD_MS = DAY_MS;
