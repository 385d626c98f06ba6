import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderBook } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { fromStreamedBook } from '../../broker/book-conversions.js';
import { Decimal } from '../../domain/decimal.js';

const level = fc.record({
  price: fc.option(fc.record({ units: fc.integer({ min: 99, max: 101 }), nano: fc.constantFrom(0, 5e8) }), {
    nil: undefined,
  }),
  quantity: fc.integer({ min: 1, max: 3 }),
});
const side = fc.array(level, { maxLength: 5 });
const limit = fc.option(fc.record({ units: fc.integer({ min: 0, max: 1 }), nano: fc.constantFrom(0, 5e8) }), {
  nil: undefined,
});
const rawBook = fc
  .record({ bids: side, asks: side, limitUp: limit, limitDown: limit })
  .map((sides) => OrderBook.fromJSON({ instrumentUid: 'uid', ...sides }));
const inPoints = { ticker: 'SiZ6', priceStep: new Decimal('12.5'), pointStep: new Decimal('0.5') };

test('a book made with the help of the one before is the same as one made alone', () => {
  fc.assert(
    fc.property(rawBook, rawBook, fc.constantFrom(undefined, inPoints), (before, raw, scale) => {
      const made = { raw: before, book: fromStreamedBook(before, scale) };
      expect(fromStreamedBook(raw, scale, made)).toEqual(fromStreamedBook(raw, scale));
    }),
  );
});

test('a price that a book shares with the one before is not made again', () => {
  const raw = (...prices: number[]) =>
    OrderBook.fromJSON({ bids: prices.map((units) => ({ price: { units, nano: 0 }, quantity: 1 })) });
  const before = { raw: raw(101, 100, 99), book: fromStreamedBook(raw(101, 100, 99), undefined) };
  const { bids } = fromStreamedBook(raw(102, 101, 100), undefined, before);
  expect(bids.map(({ price }) => price.toFixed())).toEqual(['102', '101', '100']);
  expect(bids[1]?.price).toBe(before.book.bids[0]?.price);
  expect(bids[2]?.price).toBe(before.book.bids[1]?.price);
});
