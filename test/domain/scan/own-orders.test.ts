/** What we show in the books ourselves is nobody to trade with. */
import { expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import { type OwnOrderInBook, withoutOwnOrders } from '../../../domain/scan/own-orders.js';
import { NOW, scanMarket } from './scan-ground.js';
import { far, only, sber, scanned } from './scanned.js';

const quotes = [
  [
    sber,
    {
      last: '300',
      asks: [
        ['299.9', 20],
        ['300', 100],
      ],
    },
  ],
  [
    far,
    {
      last: '30700',
      bids: [
        ['30800', 2],
        ['30700', 20],
      ],
    },
  ],
] as const;
const ours = (change: Partial<OwnOrderInBook>): OwnOrderInBook => ({
  instrumentUid: far.uid,
  direction: 'buy',
  price: new Decimal('30800'),
  lots: 2,
  ...change,
});
const pricesWith = (orders: readonly OwnOrderInBook[], at?: Date) => {
  const market = scanMarket(quotes);
  const timed = new Map(
    [...market.quotes].map(([uid, quote]) => [
      uid,
      { ...quote, book: quote.book && { ...quote.book, ...(at && { at }) } },
    ]),
  );
  const { rows } = scanned(quotes, { market: withoutOwnOrders({ ...market, quotes: timed }, orders) });
  const { book } = only(rows);
  return { farPrice: book?.farPrice.toFixed(3), nearPrice: book?.nearPrice.toFixed(3) };
};

test('a level of ours alone is not there, one with others is as much smaller', () => {
  // 100 000 / 29 990 are 3 contracts and 300 shares: 200 of them at 299.9, 100 at 300; 2 contracts at 30 800, one at 30 700.
  expect(pricesWith([])).toEqual({ farPrice: '30766.667', nearPrice: '299.933' });
  // The bids of others: 30 700 alone.
  expect(pricesWith([ours({})])).toMatchObject({ farPrice: '30700.000' });
  // One contract of theirs is left at 30 800: (30 800 + 2 × 30 700) / 3.
  expect(pricesWith([ours({ lots: 1 })])).toMatchObject({ farPrice: '30733.333' });
  // Ten lots of theirs at 299.9: (100 × 299.9 + 200 × 300) / 300.
  expect(
    pricesWith([
      ours({ instrumentUid: sber.uid, direction: 'sell', price: new Decimal('299.90'), lots: 10 }),
    ]),
  ).toMatchObject({ nearPrice: '299.967' });
});

test('the other side, another price, another instrument, and one that came after the book change nothing', () => {
  const all = pricesWith([], NOW);
  for (const order of [
    ours({ direction: 'sell' }),
    ours({ price: new Decimal('30799') }),
    ours({ instrumentUid: 'nobody’s' }),
    ours({ placedAt: new Date(NOW.getTime() + 1) }),
  ])
    expect(pricesWith([order], NOW)).toEqual(all);
  expect(pricesWith([ours({ placedAt: NOW })], NOW)).not.toEqual(all);
});
