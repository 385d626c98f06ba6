import { describe, expect, test } from '@jest/globals';
import { expiriesAround } from '../../../paper/instruments/expiries.js';

const at = (text: string) => Date.parse(text);
const around = (text: string) => expiriesAround(at(text), { expired: 1, ahead: 3 });

describe('quarterly expiries', () => {
  test('are the third Thursdays of March, June, September and December', () => {
    expect(around('2026-11-24T12:00:00Z').map(({ code, day }) => [code, day.toISOString()])).toEqual([
      ['U6', '2026-09-17T00:00:00.000Z'],
      ['Z6', '2026-12-17T00:00:00.000Z'],
      ['H7', '2027-03-18T00:00:00.000Z'],
      ['M7', '2027-06-17T00:00:00.000Z'],
    ]);
  });

  test('roll on at the moment the stock futures stop trading, 19:00 in Moscow', () => {
    expect(around('2026-12-17T15:59:59Z')[1]?.code).toBe('Z6');
    expect(around('2026-12-17T16:00:00Z')[1]?.code).toBe('H7');
  });

  test('a month that begins with a Thursday has its third one on the 15th', () => {
    // 1 June 2028 is a Thursday.
    expect(around('2028-05-01T00:00:00Z')[1]?.day.toISOString()).toBe('2028-06-15T00:00:00.000Z');
  });

  test('over any day of forty years the next one is ahead, the last one is over, and ids do not come again', () => {
    const seen = new Map<string, number>();
    for (let ms = at('2020-01-01T00:00:00Z'); ms < at('2060-01-01T00:00:00Z'); ms += 5 * 86_400_000) {
      const [last, next] = expiriesAround(ms, { expired: 1, ahead: 1 });
      expect(last?.stocksAtMs).toBeLessThanOrEqual(ms);
      expect(next?.stocksAtMs).toBeGreaterThan(ms);
      expect(next?.day.getUTCDay()).toBe(4);
      const known = seen.get(next?.mmyy ?? '');
      if (known !== undefined) expect(known).toBe(next?.stocksAtMs);
      seen.set(next?.mmyy ?? '', next?.stocksAtMs ?? 0);
    }
    expect(seen.size).toBe(161);
  });
});
