import { expect, test } from '@jest/globals';
import { endedWithItsDay } from '../../domain/past-order.js';

const ended = (sent: string, now: string) =>
  endedWithItsDay({ sentAtMs: Date.parse(sent), nowMs: Date.parse(now) });

test.each([
  ['on the same day in Moscow', '2026-11-24T07:00:00+03:00', '2026-11-24T23:49:00+03:00', false],
  ['before its trades are booked', '2026-11-24T23:49:00+03:00', '2026-11-25T00:01:00+03:00', false],
  ['on the morning after', '2026-11-24T23:49:00+03:00', '2026-11-25T07:00:00+03:00', true],
  ['days later', '2026-11-20T12:00:00+03:00', '2026-11-24T12:00:00+03:00', true],
  ['when the clock went back', '2026-11-24T12:00:00+03:00', '2026-11-20T12:00:00+03:00', false],
])('%s', (_, sent, now, is) => expect(ended(sent, now)).toBe(is));
