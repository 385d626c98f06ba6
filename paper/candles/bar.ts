import { candleStart, type Interval } from './intervals.js';

/** What was traded in a stretch of time; prices in ticks. */
export interface Bar {
  readonly startMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Lots. */
  readonly volume: number;
  readonly lastAtMs: number;
}

export const barOfTrade = (
  startMs: number,
  { ticks, lots, atMs }: { ticks: number; lots: number; atMs: number },
): Bar => ({ startMs, open: ticks, high: ticks, low: ticks, close: ticks, volume: lots, lastAtMs: atMs });

/** One bar of two, the first of which is the earlier. */
export const joined = (first: Bar, second: Bar): Bar => ({
  startMs: first.startMs,
  open: first.open,
  high: Math.max(first.high, second.high),
  low: Math.min(first.low, second.low),
  close: second.close,
  volume: first.volume + second.volume,
  lastAtMs: second.lastAtMs,
});

/** Longer bars of shorter ones, which are in order. */
export function gather(bars: Iterable<Bar>, interval: Interval): Bar[] {
  const gathered: Bar[] = [];
  for (const bar of bars) {
    const startMs = candleStart(interval, bar.startMs);
    const last = gathered.at(-1);
    if (last?.startMs === startMs) gathered[gathered.length - 1] = joined(last, bar);
    else gathered.push({ ...bar, startMs });
  }
  return gathered;
}
