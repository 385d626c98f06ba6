/** Points to roubles and back, for every instrument there is a record of, and for futures as they may come. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BondsResponse, SharesResponse } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { PriceStepError } from '../../broker/errors.js';
import { fromBond, fromShare, tellStepValue } from '../../broker/instrument-conversions.js';
import { fromPoints, ontoGrid, type QuotedInPoints, scaleOf, toPoints } from '../../broker/price-scale.js';
import { fromQuotation, toQuotation } from '../../broker/quotation.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { bond, future, share } from '../support/instruments.js';

const recorded = (file: string) => ({
  instruments: JSON.parse(readFileSync(new URL(`../fixtures/broker/${file}.json`, import.meta.url), 'utf8')),
});
const bonds = BondsResponse.fromJSON(recorded('bonds')).instruments.flatMap((each) =>
  fromBond(each, new Map()),
);
const shares = SharesResponse.fromJSON(recorded('shares')).instruments.flatMap(fromShare);

/** Steps that exchanges use, what they are worth to the last nano, and prices below zero too. */
const futures = fc
  .record({
    step: fc.constantFrom('1', '10', '5', '0.5', '0.25', '0.05', '0.01', '0.001', '0.0001', '0.00001'),
    worth: fc.oneof(fc.integer({ min: 1, max: 2_000_000_000 }), fc.constantFrom(1, 999_999_999, 10_000_000)),
  })
  .map(({ step, worth }) => future({ step, stepValue: new Decimal(worth).div(1e9).toFixed() }));
const ticks = fc.integer({ min: -2_000_000, max: 20_000_000 });

const pointStepOf = (instrument: Instrument) =>
  'pointStep' in instrument ? (instrument as QuotedInPoints).pointStep : instrument.priceStep;

/** A price of so many steps: as the exchange quotes it, in roubles, and back, over the wire both ways. */
function thereAndBack(instrument: Instrument, steps: number) {
  const scale = scaleOf(instrument);
  const points = pointStepOf(instrument).mul(steps);
  const roubles = fromPoints(fromQuotation(toQuotation(points)), scale);
  return { points, roubles, back: fromQuotation(toQuotation(toPoints(roubles, scale))) };
}

function mustBeExact(instrument: Instrument, steps: number): void {
  const { points, roubles, back } = thereAndBack(instrument, steps);
  if (!back.eq(points) || !roubles.eq(instrument.priceStep.mul(steps)))
    throw new Error(`${instrument.ticker}: ${steps} steps are ${points}, ${roubles} roubles, and ${back}`);
}

test('every recorded instrument that has a step is there', () => {
  expect([shares.length, bonds.length]).toEqual([1_855, 643]);
});

describe('to roubles and back is the identity', () => {
  test('for every recorded share, fund and bond, at every kind of price', () => {
    const sample = fc.sample(fc.integer({ min: 1, max: 20_000_000 }), { numRuns: 40, seed: 7 });
    for (const instrument of [...shares, ...bonds])
      for (const steps of [0, 1, 2, 9_999, 10_000, 10_001, ...sample]) mustBeExact(instrument, steps);
  });

  test('for any future, prices below zero included', () => {
    fc.assert(fc.property(futures, ticks, mustBeExact), { numRuns: 2_000 });
  });

  test('from roubles: whatever is a whole number of steps comes back', () => {
    fc.assert(
      fc.property(futures, ticks, (instrument, steps) => {
        const scale = scaleOf(instrument);
        const roubles = instrument.priceStep.mul(steps);
        expect(fromPoints(toPoints(roubles, scale), scale).eq(roubles)).toBe(true);
      }),
    );
  });
});

test.each([
  ['a bond of 1,000', bond(), '95.51', '955.1'],
  ['an amortised bond', bond({ nominal: '166.67', step: '0.001' }), '99.999', '166.6683333'],
  ['a future on a share', future(), '30115', '30115'],
  ['a future on oil', future({ step: '0.01', stepValue: '7.64845' }), '104.92', '80247.5374'],
  ['a future whose price fell below zero', future({ step: '0.01', stepValue: '7.5' }), '-37.63', '-28222.5'],
  ['a share', share(), '312.45', '312.45'],
])('%s: %s', (_, instrument, points, roubles) => {
  const scale = scaleOf(instrument as Instrument);
  expect(fromPoints(new Decimal(points as string), scale).toFixed()).toBe(roubles);
  expect(toPoints(new Decimal(roubles as string), scale).toFixed()).toBe(points);
});

describe('nothing is rounded silently', () => {
  test('a price between two steps is refused, however close to one', () => {
    fc.assert(
      fc.property(futures, ticks, fc.integer({ min: 1, max: 999_999 }), (instrument, steps, off) => {
        const between = instrument.priceStep.mul(steps).add(instrument.priceStep.mul(off).div(1_000_000));
        expect(() => toPoints(between, scaleOf(instrument))).toThrow(PriceStepError);
      }),
    );
  });

  test('roubles that no longer fit the value of a step are refused before anything is sent', () => {
    const stepValues = new Map<string, Decimal>();
    const instrument = future({ step: '0.01', stepValue: '7.64845', stepValues });
    const price = instrument.priceStep.mul(10_492);
    tellStepValue(stepValues, instrument.uid, new Decimal('7.66'));
    expect(() => toPoints(price, scaleOf(instrument))).toThrow(PriceStepError);
    expect(toPoints(instrument.priceStep.mul(10_492), scaleOf(instrument)).toFixed()).toBe('104.92');
  });

  test('a bond that the catalogue did not make has no scale, rather than a guessed one', () => {
    expect(() => scaleOf(share({ kind: 'bond' }))).toThrow('nobody knows how it is quoted');
    expect(scaleOf(share({ kind: 'etf' }))).toBeUndefined();
  });
});

describe('roubles that the broker rounded', () => {
  test('are put back onto the grid', () => {
    const amortised = bond({ nominal: '166.67', step: '0.01' });
    const exact = amortised.priceStep.mul(9_987);
    expect(exact.toFixed()).toBe('166.453329');
    expect(ontoGrid(exact.toDecimalPlaces(2), scaleOf(amortised)).eq(exact)).toBe(true);
  });

  test('stay as they are when they are farther off than rounding explains', () => {
    const oil = future({ step: '0.01', stepValue: '7.64845' });
    const told = oil.priceStep.mul(100).add('0.006');
    expect(ontoGrid(told, scaleOf(oil)).eq(told)).toBe(true);
    expect(ontoGrid(new Decimal('312.455'), scaleOf(share())).toFixed()).toBe('312.455');
  });
});
