/** Days are of the calendar in Moscow, whatever the hour. */
import { describe, expect, test } from '@jest/globals';
import { announcedIn } from '../../../domain/dividend-scan/announced.js';
import { spanOf } from '../../../domain/dividend-scan/span.js';
import type { Dividend } from '../../../domain/listed-instrument.js';
import { future, SBER } from './ground.js';

const H7 = future({ ticker: 'SRH7', ends: '2027-03-18T16:00:00Z' });
const M7 = future({ ticker: 'SRM7', ends: '2027-06-17T11:00:00Z' });
const day = (of: string) => new Date(`${of}T00:00:00Z`);

describe('days', () => {
  test.each([
    // 30 November to 18 March: 1 + 31 + 31 + 28 + 17 = 108.
    ['2026-11-30T10:00:00Z', 108],
    ['2026-11-30T20:59:59Z', 108],
    // Midnight in Moscow.
    ['2026-11-30T21:00:00Z', 107],
    ['2027-03-17T21:00:00Z', 0],
    ['2027-03-18T15:59:59Z', 0],
  ])('at %s there are %d to the last day of a future on a share', (at, days) => {
    expect(spanOf({ far: H7, near: SBER }, new Date(at))).toMatchObject({ days });
  });

  test('of two futures they are between their last days, whenever it is asked: 18 March to 17 June is 13 + 30 + 31 + 17', () => {
    for (const at of ['2026-11-30T10:00:00Z', '2027-03-01T21:00:00Z'])
      expect(spanOf({ far: M7, near: H7 }, new Date(at))).toEqual({
        fromMs: day('2027-03-18').getTime(),
        toMs: day('2027-06-17').getTime(),
        days: 91,
      });
  });

  test('there is no span where the far leg ends first, ended, or never does', () => {
    expect(spanOf({ far: H7, near: M7 }, new Date('2026-11-30T10:00:00Z'))).toBeUndefined();
    expect(spanOf({ far: H7, near: SBER }, new Date('2027-03-18T21:00:00Z'))).toBeUndefined();
    expect(spanOf({ far: SBER, near: SBER }, new Date('2026-11-30T10:00:00Z'))).toBeUndefined();
  });
});

describe('dividends that are announced', () => {
  const dividend = (lastBuy: string, change: Partial<Dividend> = {}): Dividend => ({
    instrumentUid: 'SBER',
    lastBuyDate: day(lastBuy),
    recordDate: new Date(day(lastBuy).getTime() + 86_400_000),
    paymentDate: null,
    amount: '34.84',
    currency: 'RUB',
    ...change,
  });
  const year = (spans: readonly (typeof span)[], dividends: readonly Dividend[]) =>
    spans.map((each) => announcedIn(dividends, each)?.amount?.toFixed() ?? null);
  const span = { fromMs: day('2026-11-30').getTime(), toMs: day('2027-03-18').getTime() };
  const next = { fromMs: span.toMs, toMs: day('2027-06-17').getTime() };

  test.each([
    ['yesterday', '2026-11-29', [null, null]],
    ['today: who sells now goes without it', '2026-11-30', ['34.84', null]],
    ['the day before the nearer future ends', '2027-03-17', ['34.84', null]],
    ['its last day: its price is one with the dividend yet', '2027-03-18', [null, '34.84']],
    ['the last day of the farther one', '2027-06-17', [null, null]],
  ])('the last day to buy with it is %s', (_, lastBuy, amounts) => {
    expect(year([span, next], [dividend(lastBuy)])).toEqual(amounts);
  });

  test('several in one span are told together, by their record dates: 34.84 + 0.16 = 35', () => {
    const [first, second] = [dividend('2026-12-10', { amount: '0.16' }), dividend('2027-01-10')];
    const announced = announcedIn([second, dividend('2027-05-10'), first], span);
    expect(announced?.amount?.toFixed()).toBe('35');
    expect(announced?.dividends).toEqual([first, second]);
  });

  test('what is paid in another currency has no amount in roubles', () => {
    const announced = announcedIn(
      [dividend('2026-12-10'), dividend('2027-01-10', { currency: 'USD' })],
      span,
    );
    expect(announced?.amount).toBeUndefined();
    expect(announced?.dividends).toHaveLength(2);
  });
});
