import { CandleInterval } from 'tinkoff-invest-api/dist/generated/marketdata.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Interval {
  /** The length in ms; that of the longest for months. */
  readonly lengthMs: number;
  /** The longest period that one request may ask for, in ms. */
  readonly longestMs: number;
  /** The most candles that one answer holds. */
  readonly mostBars: number;
  /** What the tape keeps that these are made from. */
  readonly madeFrom: 'minutes' | 'hours' | 'days';
}

const interval = (
  lengthMs: number,
  longestMs: number,
  mostBars: number,
  madeFrom: Interval['madeFrom'],
): Interval => ({ lengthMs, longestMs, mostBars, madeFrom });

/** By the contract's number, which subscriptions use too for the same lengths. */
const INTERVALS: Readonly<Record<number, Interval>> = {
  [CandleInterval.CANDLE_INTERVAL_1_MIN]: interval(MINUTE, DAY, 2_400, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_2_MIN]: interval(2 * MINUTE, DAY, 1_200, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_3_MIN]: interval(3 * MINUTE, DAY, 750, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_5_MIN]: interval(5 * MINUTE, 7 * DAY, 2_400, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_10_MIN]: interval(10 * MINUTE, 7 * DAY, 1_200, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_15_MIN]: interval(15 * MINUTE, 21 * DAY, 2_400, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_30_MIN]: interval(30 * MINUTE, 21 * DAY, 1_200, 'minutes'),
  [CandleInterval.CANDLE_INTERVAL_HOUR]: interval(HOUR, 92 * DAY, 2_400, 'hours'),
  [CandleInterval.CANDLE_INTERVAL_2_HOUR]: interval(2 * HOUR, 92 * DAY, 2_400, 'hours'),
  [CandleInterval.CANDLE_INTERVAL_4_HOUR]: interval(4 * HOUR, 92 * DAY, 700, 'hours'),
  [CandleInterval.CANDLE_INTERVAL_DAY]: interval(DAY, 6 * 366 * DAY, 2_400, 'days'),
  [CandleInterval.CANDLE_INTERVAL_WEEK]: interval(7 * DAY, 5 * 366 * DAY, 300, 'days'),
  [CandleInterval.CANDLE_INTERVAL_MONTH]: interval(31 * DAY, 10 * 366 * DAY, 120, 'days'),
};

export const intervalOf = (number: number): Interval | undefined => INTERVALS[number];

/** When the candle begins that a moment lies in: UTC; weeks on Monday, months on the first. */
export function candleStart({ lengthMs }: Interval, atMs: number): number {
  if (lengthMs === 31 * DAY) {
    const date = new Date(atMs);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  // 1 January 1970 was a Thursday.
  const shift = lengthMs === 7 * DAY ? 3 * DAY : 0;
  return Math.floor((atMs + shift) / lengthMs) * lengthMs - shift;
}

/** When it ends. */
export function candleEnd(each: Interval, startMs: number): number {
  return each.lengthMs === 31 * DAY ? candleStart(each, startMs + 32 * DAY) : startMs + each.lengthMs;
}
