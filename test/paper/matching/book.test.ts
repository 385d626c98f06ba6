import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderBook, opposite, type Side } from '../../../paper/matching/book.js';
import { setOthers } from '../../../paper/matching/others.js';

type Step =
  | { do: 'order'; side: Side; ticks: number; lots: number; ours: boolean }
  | { do: 'cancel'; pick: number }
  | { do: 'ladder'; mid: number; lots: number[] };

const side = fc.constantFrom<Side>('buy', 'sell');
const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('order' as const),
      side,
      ticks: fc.integer({ min: 90, max: 110 }),
      lots: fc.integer({ min: 1, max: 50 }),
      ours: fc.boolean(),
    }),
    fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(20) }),
    fc.record({
      do: fc.constant('ladder' as const),
      mid: fc.integer({ min: 92, max: 108 }),
      lots: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
    }),
  ),
  { maxLength: 60 },
);

interface Tracked {
  id: string;
  side: Side;
  ticks: number;
  lots: number;
  filled: number;
  left: number;
}

/** Plays the steps and keeps books of its own; `onFill` sees every fill of a resting order of ours. */
function play(script: readonly Step[], check: (book: OrderBook, tracked: readonly Tracked[]) => void): void {
  const book = new OrderBook();
  const tracked: Tracked[] = [];
  const fill = (id: string | undefined, lots: number) => {
    const order = tracked.find((each) => each.id === id);
    if (!order) return;
    order.filled += lots;
    order.left -= lots;
  };
  for (const step of script) {
    if (step.do === 'order') {
      const id = step.ours ? `order ${tracked.length}` : undefined;
      // Each of our orders has an account of its own here: self-trading has its own test.
      const owner = id === undefined ? undefined : { orderId: id, accountId: id };
      if (id !== undefined) tracked.push({ ...step, id, filled: 0, left: step.lots });
      const before = total(book, opposite(step.side));
      const { matches, left } = book.take({
        side: step.side,
        lots: step.lots,
        limitTicks: step.ticks,
        owner,
      });
      const traded = matches.reduce((sum, { lots }) => sum + lots, 0);
      expect(traded + left).toBe(step.lots);
      expect(before - total(book, opposite(step.side))).toBe(traded);
      for (const { ticks, lots, maker } of matches) {
        expect(step.side === 'buy' ? ticks <= step.ticks : ticks >= step.ticks).toBe(true);
        fill(maker?.orderId, lots);
        fill(id, lots);
      }
      if (left > 0) book.rest({ side: step.side, ticks: step.ticks, lots: left, owner });
    } else if (step.do === 'cancel') {
      const order = tracked[step.pick];
      if (!order) continue;
      expect(book.remove({ ...order, orderId: order.id })).toBe(order.left);
      order.left = 0;
    } else {
      const bids = step.lots.map((lots, index) => [step.mid - 1 - index, lots] as const);
      const asks = step.lots.map((lots, index) => [step.mid + 1 + index, lots] as const);
      for (const { maker, lots } of setOthers(book, { bids, asks })) fill(maker?.orderId, lots);
    }
    check(book, tracked);
  }
}

const total = (book: OrderBook, of: Side): number => book.levels(of).reduce((sum, { lots }) => sum + lots, 0);

describe('matching', () => {
  test('never leaves a crossed book', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(script, (book) => {
          const bid = book.best('buy');
          const ask = book.best('sell');
          if (bid !== undefined && ask !== undefined) expect(bid).toBeLessThan(ask);
        });
      }),
    );
  });

  test('loses no lot: what an order has left is in the book at its price', () => {
    fc.assert(
      fc.property(steps, (script) => {
        play(script, (book, tracked) => {
          for (const { id, side: own, ticks, left } of tracked) {
            const marks = book.queues(own).find(([at]) => at === ticks)?.[1] ?? [];
            expect(marks.filter((mark) => mark === id)).toHaveLength(left > 0 ? 1 : 0);
          }
        });
      }),
    );
  });

  test('fills the better price first, and at one price who came first', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ ticks: fc.integer({ min: 90, max: 95 }), lots: fc.integer({ min: 1, max: 9 }) }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        fc.integer({ min: 1, max: 80 }),
        (bids, sold) => {
          const book = new OrderBook();
          for (const [index, { ticks, lots }] of bids.entries()) {
            book.rest({ side: 'buy', ticks, lots, owner: { orderId: String(index), accountId: 'one' } });
          }
          const { matches } = book.take({
            side: 'sell',
            lots: sold,
            limitTicks: undefined,
            owner: undefined,
          });
          const order = bids.map((bid, index) => ({ ...bid, index }));
          order.sort((a, b) => b.ticks - a.ticks || a.index - b.index);
          let left = sold;
          const expected = order.flatMap(({ index, lots }) => {
            const filled = Math.min(lots, left);
            left -= filled;
            return filled > 0 ? [[String(index), filled]] : [];
          });
          expect(matches.map(({ maker, lots }) => [maker?.orderId, lots])).toEqual(expected);
        },
      ),
    );
  });

  test('does not let an account trade with itself', () => {
    const book = new OrderBook();
    book.rest({ side: 'sell', ticks: 100, lots: 3, owner: undefined });
    book.rest({ side: 'sell', ticks: 100, lots: 5, owner: { orderId: 'ours', accountId: 'one' } });
    const outcome = book.take({
      side: 'buy',
      lots: 6,
      limitTicks: 100,
      owner: { orderId: 'other', accountId: 'one' },
    });
    expect(outcome).toMatchObject({ left: 3, selfTrade: true, matches: [{ lots: 3 }] });
  });
});

describe('the others', () => {
  test('keep their place in the queue where they stay', () => {
    const book = new OrderBook();
    setOthers(book, { bids: [[99, 100]], asks: [] });
    book.rest({ side: 'buy', ticks: 99, lots: 5, owner: { orderId: 'ours', accountId: 'one' } });
    setOthers(book, { bids: [[99, 140]], asks: [] });
    expect(book.queues('buy')).toEqual([[99, [100, 'ours', 40]]]);
    setOthers(book, { bids: [[99, 60]], asks: [] });
    expect(book.queues('buy')).toEqual([[99, [60, 'ours']]]);
  });

  test('meet our orders at our price where they cross them', () => {
    const book = new OrderBook();
    book.rest({ side: 'buy', ticks: 99, lots: 5, owner: { orderId: 'ours', accountId: 'one' } });
    const fills = setOthers(book, { bids: [], asks: [[97, 8]] });
    expect(fills).toMatchObject([{ ticks: 99, lots: 5, maker: { orderId: 'ours' }, takerSide: 'sell' }]);
    expect(book.levels('sell')).toEqual([{ ticks: 97, lots: 3 }]);
  });
});
