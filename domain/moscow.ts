/** Moscow keeps UTC+3 all the year. */
export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const OFFSET_MS = 3 * 3_600_000;

/** The calendar day in Moscow at a moment, as UTC midnight of that date. */
export const moscowDay = (atMs: number): number => Math.floor((atMs + OFFSET_MS) / DAY_MS) * DAY_MS;

/** The moment when clocks in Moscow show `hour:minute` on a day. */
export const moscowTime = (dayMs: number, hour: number, minute: number): number =>
  dayMs + (hour * 60 + minute) * MINUTE_MS - OFFSET_MS;

/** Calendar days in Moscow from one moment to another; below zero when that is before. */
export const moscowDays = (from: Date, to: Date): number =>
  (moscowDay(to.getTime()) - moscowDay(from.getTime())) / DAY_MS;
