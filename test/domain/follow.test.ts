import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Book } from '../../domain/book.js';
import { Decimal } from '../../domain/decimal.js';
import { breaksLimit, type OwnOrder, priceToJoin } from '../../domain/follow.js';

const d = (text: string | number) => new Decimal(text);
const step = d('0.5');
const book = (bids: [string, number][], asks: [string, number][], more: Partial<Book> = {}): Book => ({
  instrumentUid: 'uid',
  bids: bids.map(([price, lots]) => ({ price: d(price), lots })),
  asks: asks.map(([price, lots]) => ({ price: d(price), lots })),
  ...more,
});
const own = (price: string, lots: number, more: Partial<OwnOrder> = {}): OwnOrder => ({
  direction: 'buy',
  price: d(price),
  lots,
  ...more,
});
const join = (of: {
  book: Book;
  direction?: 'buy' | 'sell';
  ownOrders?: OwnOrder[];
  limitPrice?: string;
  nowMs?: number;
}) =>
  priceToJoin({
    direction: of.direction ?? 'buy',
    book: of.book,
    priceStep: step,
    ownOrders: of.ownOrders ?? [],
    limitPrice: of.limitPrice === undefined ? null : d(of.limitPrice),
    nowMs: of.nowMs ?? 0,
  })?.toFixed();

const usual = book(
  [
    ['99.5', 10],
    ['99', 20],
  ],
  [
    ['100', 10],
    ['100.5', 20],
  ],
);

describe('the price to join', () => {
  test('is the best one on our side', () => {
    expect(join({ book: usual })).toBe('99.5');
    expect(join({ book: usual, direction: 'sell' })).toBe('100');
  });

  test('is never one that only our own orders show, of this task or another', () => {
    expect(join({ book: usual, ownOrders: [own('99.5', 10)] })).toBe('99');
    expect(join({ book: usual, ownOrders: [own('99.5', 4), own('99.5', 6)] })).toBe('99');
  });

  test('is shared with others at the same price', () => {
    expect(join({ book: usual, ownOrders: [own('99.5', 9)] })).toBe('99.5');
  });

  test('does not count an own order that is younger than the book', () => {
    const dated = { ...usual, at: new Date(1_000) };
    expect(join({ book: dated, ownOrders: [own('99.5', 10, { placedAt: new Date(1_001) })] })).toBe('99.5');
    expect(join({ book: dated, ownOrders: [own('99.5', 10, { placedAt: new Date(999) })] })).toBe('99');
  });

  test('is none that only an order of ours showed which just ended: the book may be from before', () => {
    const ended = [own('99.5', 10, { endedAtMs: 1_000 })];
    const before = { ...usual, receivedAtMs: 990 };
    expect(join({ book: before, ownOrders: ended, nowMs: 1_010 })).toBe('99');
    // A book from after the end is the truth, and so is the old one when no other follows.
    expect(join({ book: { ...usual, receivedAtMs: 1_301 }, ownOrders: ended, nowMs: 1_310 })).toBe('99.5');
    expect(join({ book: before, ownOrders: ended, nowMs: 2_001 })).toBe('99.5');
  });

  test('is undefined while nobody else is there', () => {
    expect(join({ book: book([['99.5', 10]], []), ownOrders: [own('99.5', 10)] })).toBeUndefined();
    expect(join({ book: book([], []) })).toBeUndefined();
  });

  test('stays within the limit price, on a whole step and on the safe side', () => {
    expect(join({ book: usual, limitPrice: '99.4' })).toBe('99');
    expect(join({ book: usual, limitPrice: '100.1', direction: 'sell' })).toBe('100.5');
  });

  test('stays within what the exchange allows today', () => {
    expect(join({ book: { ...usual, limitUp: d('99') } })).toBe('99');
    expect(join({ book: { ...usual, limitDown: d('101') }, direction: 'sell' })).toBe('101');
  });

  test('never breaks the limit, whatever the book', () => {
    const ticks = fc.integer({ min: 1, max: 400 });
    const levels = fc.array(fc.record({ ticks, lots: fc.integer({ min: 1, max: 9 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(
        levels,
        ticks,
        fc.constantFrom('buy' as const, 'sell' as const),
        (some, limit, direction) => {
          const sorted = [...some].sort((a, b) =>
            direction === 'buy' ? b.ticks - a.ticks : a.ticks - b.ticks,
          );
          const side = sorted.map((level) => ({ price: step.mul(level.ticks), lots: level.lots }));
          const limitPrice = step.mul(limit).add('0.1');
          const price = priceToJoin({
            direction,
            book: { instrumentUid: 'uid', bids: side, asks: side },
            priceStep: step,
            ownOrders: [],
            limitPrice,
            nowMs: 0,
          });
          expect(price === undefined).toBe(some.length === 0);
          if (price) {
            expect(breaksLimit(direction, price, limitPrice)).toBe(false);
            expect(price.mod(step).isZero()).toBe(true);
          }
        },
      ),
    );
  });
});
