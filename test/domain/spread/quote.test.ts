import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeOf } from '../../../domain/spread/depth.js';
import {
  impliedFarPrice,
  pieceOf,
  type QuoteView,
  spreadPriceAt,
  spreadPriceNow,
} from '../../../domain/spread/quote.js';
import { bookOf, d, FAR_BOOK, NEAR_BOOK } from './scene.js';

const leg = { commissionRate: d(0), ownOrders: [] };
const viewOf = (more: Partial<QuoteView> = {}): QuoteView => ({
  sell: true,
  far: { ...leg, book: FAR_BOOK, priceStep: d(1), lot: 1 },
  near: { ...leg, book: NEAR_BOOK, priceStep: d('0.1'), lot: 10 },
  ratio: d(100),
  payUpTicks: 0,
  nowMs: 0,
  ...more,
});

describe('what some of a side costs', () => {
  const levels = bookOf(
    [],
    [
      [300, 10],
      [301, 10],
      [302, 10],
    ],
  ).asks;
  const charge = (after: number, quantity: number) =>
    chargeOf(levels, { lot: 10, after: d(after), quantity: d(quantity) });

  test('is weighted by volume, over whole and parts of levels', () => {
    expect(charge(0, 100)).toEqual({ average: d(300), worst: d(300) });
    expect(charge(0, 150)?.average.toFixed(4)).toBe('300.3333');
    expect(charge(0, 300)).toEqual({ average: d(301), worst: d(302) });
  });

  test('leaves what is owed already its place before it', () => {
    expect(charge(50, 100)).toEqual({ average: d('300.5'), worst: d(301) });
    expect(charge(100, 100)).toEqual({ average: d(301), worst: d(301) });
  });

  test('is unknown when the side shows less', () => {
    expect(charge(0, 301)).toBeUndefined();
    expect(charge(250, 100)).toBeUndefined();
  });
});

test('a piece is half of what five near levels hedge, less what is owed', () => {
  expect(pieceOf(viewOf(), d(0))).toBe(50);
  expect(pieceOf(viewOf(), d(1_000))).toBe(40);
  expect(pieceOf(viewOf({ ratio: d('0.5') }), d(0))).toBe(10_000);
});

test('the far price that a spread implies brings that spread, prices below zero included, and one step less does not', () => {
  const price = fc.integer({ min: -5_000, max: 5_000 }).map((cents) => d(cents).div(100));
  const rate = fc.constantFrom('0', '0.0004', '0.003').map(d);
  fc.assert(
    fc.property(
      fc.boolean(),
      price,
      price,
      rate,
      rate,
      fc.nat(3),
      (sell, wanted, near, farRate, nearRate, payUpTicks) => {
        const view = viewOf({
          sell,
          payUpTicks,
          far: { ...leg, commissionRate: farRate, book: FAR_BOOK, priceStep: d('0.05'), lot: 1 },
          near: { ...leg, commissionRate: nearRate, book: NEAR_BOOK, priceStep: d('0.01'), lot: 10 },
          ratio: d(7),
        });
        const implied = impliedFarPrice(view, wanted, near);
        expect(implied.mod('0.05').isZero()).toBe(true);
        const better = (far: typeof implied) => {
          const brought = spreadPriceAt(view, far, near).sub(wanted);
          return sell ? brought : brought.neg();
        };
        expect(better(implied).gte(0)).toBe(true);
        expect(better(sell ? implied.sub('0.05') : implied.add('0.05')).lt(0)).toBe(true);
      },
    ),
  );
});

describe('the price obtainable now', () => {
  test('passively joins the far side, at once takes the other, and the near leg is taken in either', () => {
    expect(spreadPriceNow(viewOf(), 'passive', 20)).toEqual({
      price: d(260),
      lots: 20,
      farPrice: d(30_260),
      nearPrice: d(300),
    });
    // All 20 contracts reach the second far level.
    expect(spreadPriceNow(viewOf(), 'crossing', 20)).toMatchObject({ price: d(239), lots: 20 });
    expect(spreadPriceNow(viewOf(), 'crossing', 10)).toMatchObject({ price: d(240), lots: 10 });
    expect(spreadPriceNow(viewOf({ sell: false }), 'passive', 20)).toMatchObject({ price: d(250) });
    expect(spreadPriceNow(viewOf({ sell: false }), 'crossing', 20)).toMatchObject({ price: d(271) });
  });

  test('is for no more than both sides show', () => {
    expect(spreadPriceNow(viewOf(), 'passive', 900)).toMatchObject({ lots: 50 });
    expect(spreadPriceNow(viewOf(), 'crossing', 900)).toMatchObject({ lots: 20 });
  });

  test('is none while a side is empty, and says of which leg', () => {
    const far = { ...leg, book: bookOf([[30_240, 5]], []), priceStep: d(1), lot: 1 };
    expect(spreadPriceNow(viewOf({ far }), 'passive', 5)).toEqual({ missing: 'far' });
    expect(spreadPriceNow(viewOf({ far }), 'crossing', 5)).toMatchObject({ lots: 5 });
    const near = { ...leg, book: bookOf([[299, 5]], []), priceStep: d('0.1'), lot: 10 };
    expect(spreadPriceNow(viewOf({ near }), 'crossing', 5)).toEqual({ missing: 'near' });
  });
});
