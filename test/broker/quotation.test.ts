import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Quotation } from 'tinkoff-invest-api/dist/generated/common.js';
import { fromQuotation, optionalDecimal, QuotationError, toQuotation } from '../../broker/quotation.js';
import { Decimal } from '../../domain/decimal.js';

/** Units and nano of one sign, as the contract has them. */
const quotations = fc
  .record({
    sign: fc.constantFrom(1, -1),
    units: fc.oneof(fc.nat(1_000), fc.nat(), fc.maxSafeNat()),
    nano: fc.oneof(fc.nat(999_999_999), fc.constantFrom(0, 1, 10_000_000, 999_999_999)),
  })
  .map(({ sign, units, nano }) => ({ units: units * sign || 0, nano: nano * sign || 0 }));

const decimals = quotations.map(({ units, nano }) => new Decimal(units).add(new Decimal(nano).div(1e9)));

describe('a quotation', () => {
  test('survives Decimal and back', () => {
    fc.assert(fc.property(quotations, (each) => expect(toQuotation(fromQuotation(each))).toEqual(each)));
  });

  test('survives the wire', () => {
    fc.assert(
      fc.property(decimals, (each) => {
        const wire = Quotation.decode(Quotation.encode(toQuotation(each)).finish());
        expect(fromQuotation(wire).toFixed()).toBe(each.toFixed());
      }),
    );
  });

  test('never has units and nano of different signs', () => {
    fc.assert(
      fc.property(decimals, (each) => {
        const { units, nano } = toQuotation(each);
        expect(units * nano).toBeGreaterThanOrEqual(0);
        expect(Math.abs(nano)).toBeLessThan(1e9);
      }),
    );
  });

  test.each([
    ['-0.01', { units: 0, nano: -10_000_000 }],
    ['-15.67', { units: -15, nano: -670_000_000 }],
    ['120.3', { units: 120, nano: 300_000_000 }],
    ['0.000000001', { units: 0, nano: 1 }],
    ['9007199254740991.999999999', { units: Number.MAX_SAFE_INTEGER, nano: 999_999_999 }],
  ])('%s is exact both ways', (text, quotation) => {
    expect(toQuotation(new Decimal(text))).toEqual(quotation);
    expect(fromQuotation(quotation).toFixed()).toBe(text);
  });

  test.each(['0.0000000001', '1.9999999999', '9007199254740992', '-9007199254740992', 'NaN', 'Infinity'])(
    '%s is refused rather than rounded',
    (text) => {
      expect(() => toQuotation(new Decimal(text))).toThrow(QuotationError);
    },
  );

  test('units beyond what a number holds exactly are refused', () => {
    expect(() => fromQuotation({ units: Number.MAX_SAFE_INTEGER + 1, nano: 0 })).toThrow(QuotationError);
  });

  test('what is absent stays absent', () => {
    expect(optionalDecimal(undefined)).toBeUndefined();
  });
});
