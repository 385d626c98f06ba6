import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Gathered, holdAuction } from '../../../paper/matching/auction.js';

interface Numbered extends Gathered {
  readonly owner: { readonly orderId: string; readonly accountId: string };
}

/** Each order has an account of its own, so that nothing is cancelled for meeting itself. */
const side = (name: string, better: 1 | -1) =>
  fc
    .array(fc.record({ ticks: fc.integer({ min: 90, max: 110 }), lots: fc.integer({ min: 1, max: 50 }) }), {
      maxLength: 12,
    })
    .map((orders): Numbered[] =>
      orders
        .map((order, index) => ({
          ...order,
          owner: { orderId: `${name}${index}`, accountId: `${name}${index}` },
        }))
        .sort((a, b) => better * (b.ticks - a.ticks)),
    );

const queues = fc.record({
  bids: side('b', 1),
  asks: side('a', -1),
  referenceTicks: fc.integer({ min: 85, max: 115 }),
});

const sum = (orders: readonly { lots: number }[]) => orders.reduce((total, { lots }) => total + lots, 0);
const volumeAt = (ticks: number, { bids, asks }: { bids: readonly Gathered[]; asks: readonly Gathered[] }) =>
  Math.min(sum(bids.filter((bid) => bid.ticks >= ticks)), sum(asks.filter((ask) => ask.ticks <= ticks)));

describe('an auction', () => {
  test('trades the most lots that any one price allows, and leaves no crossed book', () => {
    fc.assert(
      fc.property(queues, (each) => {
        const result = holdAuction(each);
        const best = Math.max(...Array.from({ length: 31 }, (_, index) => volumeAt(85 + index, each)));
        expect(result ? sum(result.matches) : 0).toBe(best);
        const bought = new Map<string, number>();
        for (const { lots, buyer, seller } of result?.matches ?? []) {
          for (const owner of [buyer, seller])
            if (owner) bought.set(owner.orderId, (bought.get(owner.orderId) ?? 0) + lots);
        }
        const left = (orders: readonly Numbered[]) =>
          orders.filter(({ owner, lots }) => (bought.get(owner.orderId) ?? 0) < lots);
        const bid = Math.max(...left(each.bids as Numbered[]).map(({ ticks }) => ticks));
        const ask = Math.min(...left(each.asks as Numbered[]).map(({ ticks }) => ticks));
        expect(bid).toBeLessThan(ask);
      }),
    );
  });

  test('gives nobody a worse price than asked for, nor more lots, and serves price before time', () => {
    fc.assert(
      fc.property(queues, (each) => {
        const result = holdAuction(each);
        if (!result) return;
        for (const [orders, name] of [
          [each.bids, 'buyer'],
          [each.asks, 'seller'],
        ] as const) {
          const filled = (orders as Numbered[]).map(({ owner, lots, ticks }) => ({
            ticks,
            lots,
            done: sum(result.matches.filter((match) => match[name]?.orderId === owner.orderId)),
          }));
          for (const [index, { ticks, lots, done }] of filled.entries()) {
            expect(done).toBeLessThanOrEqual(lots);
            if (done > 0) expect(name === 'buyer' ? ticks >= result.ticks : ticks <= result.ticks).toBe(true);
            // Whoever comes later in price or time gets something only when this one has everything.
            if (done < lots)
              expect(sum(filled.slice(index + 1).map((later) => ({ lots: later.done })))).toBe(0);
          }
        }
      }),
    );
  });

  test('of several prices with as many lots takes the nearest to the last price', () => {
    const order = (ticks: number, lots: number) => ({ ticks, lots, owner: undefined });
    const held = (referenceTicks: number) =>
      holdAuction({ bids: [order(105, 10)], asks: [order(95, 10)], referenceTicks })?.ticks;
    expect([held(100), held(120), held(90)]).toEqual([100, 105, 95]);
  });

  test('lets no account meet itself', () => {
    const owner = (orderId: string) => ({ orderId, accountId: 'one' });
    const result = holdAuction({
      bids: [{ ticks: 101, lots: 5, owner: owner('1') }],
      asks: [{ ticks: 100, lots: 5, owner: owner('2') }],
      referenceTicks: 100,
    });
    expect(result).toMatchObject({ matches: [], selfTrade: [{ orderId: '1' }, { orderId: '2' }] });
  });
});
