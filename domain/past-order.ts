import { moscowDay } from './moscow.js';

/** So long after it was sent everything of an order of a past day is booked; no session lasts over so much of a night. */
const BOOKED_AFTER_MS = 6 * 3_600_000;

/** An order lives no longer than the trading day it was sent on, so it cannot work, nor be executed, any more. */
export const endedWithItsDay = ({ sentAtMs, nowMs }: { sentAtMs: number; nowMs: number }): boolean =>
  moscowDay(sentAtMs) < moscowDay(nowMs) && nowMs - sentAtMs > BOOKED_AFTER_MS;
