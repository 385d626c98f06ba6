import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRefresh } from '../../domain/catalogue-refresh.js';
import { moscowDay } from '../../domain/moscow.js';

const at = (text: string) => new Date(text);
const told = (openings: readonly string[], now: string) =>
  nextRefresh(openings.map(at), at(now).getTime()).toISOString();

/** Shares from 6:50, futures from 8:50 in Moscow; at the weekend all from 9:50. */
const WEEK = [
  ...['2026-12-03T03:50:00Z', '2026-12-03T05:50:00Z'],
  ...['2026-12-04T03:50:00Z', '2026-12-04T05:50:00Z'],
  ...['2026-12-05T06:50:00Z', '2026-12-06T06:50:00Z'],
  ...['2026-12-07T03:50:00Z', '2026-12-07T05:50:00Z'],
];

describe('the catalogue is read next', () => {
  test('half an hour before the earliest opening of today, while that is ahead', () => {
    expect(told(WEEK, '2026-12-03T03:19:59Z')).toBe('2026-12-03T03:20:00.000Z');
  });
  test('of tomorrow, when today’s is over, also where another exchange has yet to open', () => {
    expect(told(WEEK, '2026-12-03T03:20:00Z')).toBe('2026-12-04T03:20:00.000Z');
    expect(told(WEEK, '2026-12-03T05:00:00Z')).toBe('2026-12-04T03:20:00.000Z');
  });
  test('later at a weekend, and early again on Monday', () => {
    expect(told(WEEK, '2026-12-04T12:00:00Z')).toBe('2026-12-05T06:20:00.000Z');
    expect(told(WEEK, '2026-12-06T06:20:01Z')).toBe('2026-12-07T03:20:00.000Z');
  });
  test('on the evening before, where a day begins at midnight', () => {
    expect(told(['2026-12-03T21:00:00Z', '2026-12-04T21:00:00Z'], '2026-12-03T12:00:00Z')).toBe(
      '2026-12-03T20:30:00.000Z',
    );
  });
  test('at six in Moscow, where the broker tells no hours', () => {
    expect(told([], '2026-12-03T02:59:00Z')).toBe('2026-12-03T03:00:00.000Z');
    expect(told([], '2026-12-03T03:00:00Z')).toBe('2026-12-04T03:00:00.000Z');
  });
});

test('whatever is told: ahead, a whole minute, and before every opening of the day that it is for', () => {
  const moment = fc.date({ min: at('2026-01-01'), max: at('2026-01-08'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.array(moment), moment, (openings, now) => {
      const next = nextRefresh(openings, now.getTime()).getTime();
      expect(next).toBeGreaterThan(now.getTime());
      expect(next % 60_000).toBe(0);
      const after = openings.map((each) => each.getTime()).filter((ms) => ms > next);
      if (after.length === 0) return;
      const first = Math.min(...after);
      const sameDay = openings
        .map((each) => each.getTime())
        .filter((ms) => moscowDay(ms) === moscowDay(first));
      if (next + 30 * 60_000 <= first) expect(Math.min(...sameDay) > next).toBe(true);
    }),
  );
});
