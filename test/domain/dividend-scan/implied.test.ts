/** The formula against examples worked out by hand, and what must hold of it whatever the figures. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import { growthOf, impliedDividend } from '../../../domain/dividend-scan/implied.js';

interface Example {
  readonly nearPrice: string;
  readonly farPrice: string;
  readonly ratio: string;
  readonly size: string;
  readonly sharePrice: string;
  readonly rate: string;
  readonly days: number;
}

const decimals = <Key extends string>(figures: Readonly<Record<Key, string>>) =>
  Object.fromEntries(
    Object.entries<string>(figures).map(([key, value]) => [key, new Decimal(value)]),
  ) as Record<Key, Decimal>;

function implied({ days, rate, ...figures }: Example) {
  const growth = growthOf({ rate: new Decimal(rate), days });
  return impliedDividend({ ...decimals(figures), growth });
}

const told = (example: Example) => {
  const { perContract, perShare, yield: percent } = implied(example);
  return [perContract, perShare, percent].map((each) => each.toFixed());
};

describe('by hand', () => {
  test('a share and its future, a whole year: 300 × 100 × 1.18 = 35 400; 35 400 − 32 400 = 3 000; ÷ 100 = 30; 30 ÷ 300 = 10 %', () => {
    const example = { nearPrice: '300', farPrice: '32400', ratio: '100', size: '100', sharePrice: '300' };
    expect(told({ ...example, rate: '18', days: 365 })).toEqual(['3000', '30', '10']);
  });

  test('a fifth of a year: 2.48832 ^ (73 ÷ 365) = 1.2, for 1.2 ^ 5 = 2.48832; 250 × 100 × 1.2 − 28 000 = 2 000; 20 a share; 8 %', () => {
    const example = { nearPrice: '250', farPrice: '28000', ratio: '100', size: '100', sharePrice: '250' };
    expect(told({ ...example, rate: '148.832', days: 73 })).toEqual(['2000', '20', '8']);
  });

  test('two futures of other sizes, 10 and 100 shares: 2 600 × 10 × 1.2 − 30 200 = 1 000; ÷ 100 = 10 a share; 10 ÷ 250 = 4 %', () => {
    const example = { nearPrice: '2600', farPrice: '30200', ratio: '10', size: '100', sharePrice: '250' };
    expect(told({ ...example, rate: '148.832', days: 73 })).toEqual(['1000', '10', '4']);
  });

  test('a share of two kopecks, 100 000 in a contract: 0.02 × 100 000 × 1.18 − 2 260 = 100; a tenth of a kopeck a share; 5 %', () => {
    const example = {
      nearPrice: '0.02',
      farPrice: '2260',
      ratio: '100000',
      size: '100000',
      sharePrice: '0.02',
    };
    expect(told({ ...example, rate: '18', days: 365 })).toEqual(['100', '0.001', '5']);
  });

  test('two years: 1.18 ^ 2 = 1.3924', () => {
    expect(growthOf({ rate: new Decimal(18), days: 730 }).toFixed()).toBe('1.3924');
  });

  test('a power that never ends has 40 digits: 1.18 ^ (17 ÷ 365), by twice as many', () => {
    const Exact = Decimal.clone({ precision: 80 });
    const exact = new Exact('1.18').pow(new Exact(17).div(365));
    const growth = growthOf({ rate: new Decimal(18), days: 17 });
    expect(growth.precision()).toBe(40);
    expect(new Exact(growth.toString()).sub(exact).abs().lt('2e-39')).toBe(true);
  });
});

describe('whatever the figures', () => {
  const price = fc.integer({ min: 1, max: 10_000_000 }).map((kopecks) => new Decimal(kopecks).div(100));
  const whole = (max: number) => fc.integer({ min: 1, max });
  const figures = fc.record({
    nearPrice: price,
    farPrice: price,
    ratio: whole(1_000),
    size: whole(1_000),
    sharePrice: price,
    rate: fc.integer({ min: 0, max: 100_000 }).map((hundredths) => new Decimal(hundredths).div(100)),
    days: fc.integer({ min: 0, max: 2_000 }),
  });
  const of = ({
    ratio,
    size,
    rate,
    days,
    ...prices
  }: typeof figures extends fc.Arbitrary<infer T> ? T : never) =>
    impliedDividend({
      ...prices,
      ratio: new Decimal(ratio),
      size: new Decimal(size),
      growth: growthOf({ rate, days }),
    });

  test('a rate of zero, or no day between them, leaves the plain difference', () => {
    fc.assert(
      fc.property(figures, fc.boolean(), (each, noRate) => {
        const { perContract } = of({ ...each, ...(noRate ? { rate: new Decimal(0) } : { days: 0 }) });
        expect(perContract.eq(each.nearPrice.mul(each.ratio).sub(each.farPrice))).toBe(true);
      }),
    );
  });

  test('a higher ask never means a higher dividend, nor does a lower bid', () => {
    fc.assert(
      fc.property(figures, price, (each, more) => {
        const now = of(each).perShare;
        expect(of({ ...each, farPrice: each.farPrice.add(more) }).perShare.lte(now)).toBe(true);
        expect(of({ ...each, nearPrice: each.nearPrice.add(more) }).perShare.gte(now)).toBe(true);
      }),
    );
  });

  test('a higher rate, or more days at some rate, never means a lower one', () => {
    fc.assert(
      fc.property(figures, whole(1_000), (each, more) => {
        const now = of(each).perShare;
        expect(of({ ...each, rate: each.rate.add(more) }).perShare.gte(now)).toBe(true);
        expect(of({ ...each, days: each.days + more }).perShare.gte(now)).toBe(true);
      }),
    );
  });

  test('exchanging units changes nothing: a contract of so many times as much, or a share split in so many', () => {
    const close = (one: Decimal, other: Decimal) =>
      one.sub(other).abs().lte(other.abs().mul('1e-30').add('1e-30'));
    fc.assert(
      fc.property(figures, whole(1_000), (each, times) => {
        const now = of(each);
        const { nearPrice, farPrice, sharePrice, ratio, size } = each;
        const larger = of({
          ...each,
          farPrice: farPrice.mul(times),
          ratio: ratio * times,
          size: size * times,
        });
        expect(close(larger.perShare, now.perShare)).toBe(true);
        expect(close(larger.yield, now.yield)).toBe(true);
        const split = of({
          ...each,
          nearPrice: nearPrice.div(times),
          sharePrice: sharePrice.div(times),
          ratio: ratio * times,
          size: size * times,
        });
        expect(close(split.perContract, now.perContract)).toBe(true);
        expect(close(split.perShare.mul(times), now.perShare)).toBe(true);
        expect(close(split.yield, now.yield)).toBe(true);
      }),
    );
  });
});
