import { expect, test } from '@jest/globals';
import { doubtfulStop } from '../../../execution/stop-orders/doubtful-stop.js';
import { stopTerms } from '../../domain/stop-snapshots.js';

const NOW_MS = Date.parse('2026-11-23T10:00:00.000Z');
const stop = {
  clientOrderId: 'key',
  terms: stopTerms(),
  sentAgoMs: 10_000,
  sentAt: new Date('2026-11-23T11:00:00.000Z'),
  firstSentAt: new Date('2026-11-23T10:56:00.000Z'),
  keyUsed: false,
};

test('was sent as long ago as the database says, by our clock, and within the leave to send and the deadline', () => {
  expect(doubtfulStop(stop, { nowMs: NOW_MS })).toEqual({
    clientOrderId: 'key',
    terms: stop.terms,
    firstSentAtMs: NOW_MS - 10_000 - 240_000,
    lastSentAtMs: NOW_MS - 10_000 + 3_500,
  });
});

test('a clock that was put on proves no time to have passed, one that was put back does', () => {
  const lastSentAtMs = (putOnMs: number) => doubtfulStop(stop, { nowMs: NOW_MS, putOnMs }).lastSentAtMs;
  expect(lastSentAtMs(3_600_000) - lastSentAtMs(0)).toBe(3_600_000);
  expect(lastSentAtMs(-3_600_000)).toBe(lastSentAtMs(0));
});

test('whose key is used exists or did, whoever has taken over since', () => {
  expect(doubtfulStop({ ...stop, keyUsed: true }, { nowMs: NOW_MS }).exists).toBe(true);
});
