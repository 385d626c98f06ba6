import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  AmountNotLotsError,
  LimitPriceNotStepError,
  NoPriceError,
  NotPositiveError,
  SumBelowLotError,
} from '../../commands/errors.js';
import { amountForSum, amountInLots, limitPriceOf } from '../../commands/order-size.js';
import { Decimal } from '../../domain/decimal.js';
import { share as instrument } from '../support/instruments.js';

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('an amount', () => {
  test('is a whole number of lots, or the two nearest are named', () => {
    expect(amountInLots(30, instrument())).toBe(30);
    expect(thrownBy(() => amountInLots(15, instrument()))).toMatchObject({
      code: 'amount-not-lots',
      data: { amount: '15', nearest: '10, 20' },
    });
    expect(thrownBy(() => amountInLots(3, instrument()))).toMatchObject({ data: { nearest: '10' } });
    expect(() => amountInLots(15, instrument())).toThrow(AmountNotLotsError);
  });

  test.each([0, -10])('of %d is refused with the least there is', (amount) => {
    const error = thrownBy(() => amountInLots(amount, instrument()));
    expect(error).toBeInstanceOf(NotPositiveError);
    expect(error).toMatchObject({ data: { field: 'amount', least: '10' } });
  });
});

describe('a sum', () => {
  test('buys whole lots, exactly to the last kopeck', () => {
    const price = new Decimal('300.1');
    expect(amountForSum('3001', instrument(), price)).toBe(10);
    expect(amountForSum('6001.99', instrument(), price)).toBe(10);
    expect(amountForSum(6002, instrument(), price)).toBe(20);
  });

  test('below one lot is refused with its price, without any price at all too', () => {
    const price = new Decimal('300.1');
    const error = thrownBy(() => amountForSum('3000.99', instrument(), price));
    expect(error).toBeInstanceOf(SumBelowLotError);
    expect(error).toMatchObject({ data: { sum: '3000.99', lotPrice: '3001' } });
    expect(thrownBy(() => amountForSum('0', instrument(), price))).toMatchObject({
      code: 'not-positive',
      data: { field: 'sum', least: '3001' },
    });
    expect(() => amountForSum('5000', instrument(), undefined)).toThrow(NoPriceError);
  });

  test('never buys more than it is, nor a lot less than it could', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000_00 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (kopecks, ticks, lot) => {
          const sum = new Decimal(kopecks).div(100);
          const price = new Decimal(ticks).div(100);
          const lotPrice = price.mul(lot);
          fc.pre(sum.gte(lotPrice));
          const amount = amountForSum(sum.toFixed(), instrument({ lot }), price);
          expect(amount % lot).toBe(0);
          expect(price.mul(amount).lte(sum)).toBe(true);
          expect(price.mul(amount + lot).gt(sum)).toBe(true);
        },
      ),
    );
  });
});

describe('a limit price', () => {
  test('is none, or a whole multiple of the step', () => {
    expect(limitPriceOf(undefined, instrument())).toBeUndefined();
    expect(limitPriceOf(null, instrument())).toBeUndefined();
    expect(limitPriceOf('312.50', instrument())?.toFixed()).toBe('312.5');
    // 312.45 is no multiple of 0.05 in floating point.
    expect(limitPriceOf(312.45, instrument({ priceStep: new Decimal('0.05') }))?.toFixed()).toBe('312.45');
  });

  test('between two steps is refused with both', () => {
    const error = thrownBy(() => limitPriceOf('312.505', instrument()));
    expect(error).toBeInstanceOf(LimitPriceNotStepError);
    expect(error).toMatchObject({ data: { limitPrice: '312.505', step: '0.01', nearest: '312.5, 312.51' } });
    expect(thrownBy(() => limitPriceOf('0.001', instrument()))).toMatchObject({ data: { nearest: '0.01' } });
    expect(() => limitPriceOf('-1', instrument())).toThrow(NotPositiveError);
  });
});
