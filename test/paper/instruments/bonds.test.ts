import { describe, expect, test } from '@jest/globals';
import { accruedInterest, couponPeriod } from '../../../paper/instruments/bonds.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import type { PaperInstrument } from '../../../paper/instruments/instrument.js';

const at = (text: string) => Date.parse(text);
const KOPECK = 10_000_000n;

describe('a coupon period', () => {
  const half = { perYear: 2, nano: 40_000_000_000n };
  const maturity = at('2030-09-18T00:00:00Z');

  test('is counted back from the maturity: 365 / 2 is 183 whole days', () => {
    expect(couponPeriod(half, maturity, at('2030-09-17T00:00:00Z'))).toEqual({
      startMs: maturity - 183 * 86_400_000,
      endMs: maturity,
    });
  });

  test('begins anew at the moment of the payment', () => {
    const paid = maturity - 183 * 86_400_000;
    expect(couponPeriod(half, maturity, paid)?.startMs).toBe(paid);
    expect(couponPeriod(half, maturity, paid - 1)?.endMs).toBe(paid);
  });

  test('is none without coupons, and none from the maturity on', () => {
    expect(couponPeriod({ perYear: 0, nano: 0n }, maturity, 0)).toBeUndefined();
    expect(couponPeriod(half, maturity, maturity)).toBeUndefined();
  });
});

describe('accrued interest', () => {
  const catalogue = loadCatalogue(at('2026-11-24T12:00:00Z'));
  const bond = catalogue.byTicker('SU29013RMFS8') as PaperInstrument;

  test('is coupon × days passed / days of the period, to the kopeck', () => {
    if (bond.details.kind !== 'bond') throw new Error('SU29013RMFS8 is a bond');
    const { coupon } = bond.details;
    // Four coupons a year: periods of 91 days, counted back from 2030-09-18; one of them starts on 2026-09-23.
    const start = at('2030-09-18T00:00:00Z') - 16 * 91 * 86_400_000;
    expect(new Date(start).toISOString()).toBe('2026-09-23T00:00:00.000Z');
    const exact = (coupon.nano * 62n) / 91n;
    const accrued = accruedInterest(bond, at('2026-11-24T12:00:00Z'));
    expect(accrued % KOPECK).toBe(0n);
    expect(accrued - exact).toBeLessThanOrEqual(KOPECK / 2n);
    expect(exact - accrued).toBeLessThanOrEqual(KOPECK / 2n);
    expect(accruedInterest(bond, start)).toBe(0n);
  });

  test('never passes the coupon, for any recorded bond on any day', () => {
    for (const each of catalogue.of('bond')) {
      if (each.details.kind !== 'bond') continue;
      for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 17 * 86_400_000) {
        const accrued = accruedInterest(each, ms);
        expect(accrued >= 0n && accrued <= each.details.coupon.nano).toBe(true);
      }
    }
  });

  test('is nothing for a share', () => {
    expect(accruedInterest(catalogue.byTicker('SBER') as PaperInstrument, Date.now())).toBe(0n);
  });
});
