import { DAY_MS, moscowDay, moscowTime } from '../../domain/moscow.js';

export { DAY_MS, moscowDay, moscowTime };

export const isWeekend = (dayMs: number): boolean => [0, 6].includes(new Date(dayMs).getUTCDay());

/** Everything that ends a day of trading happens now: margins are paid, day orders end, prices become yesterday's. */
export const clearingOf = (dayMs: number): number => moscowTime(dayMs, 23, 50);

/** The last clearing at or before a moment. */
export function lastClearing(atMs: number): number {
  const today = clearingOf(moscowDay(atMs));
  return today <= atMs ? today : today - DAY_MS;
}
