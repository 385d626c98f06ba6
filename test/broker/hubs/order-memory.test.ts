import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderMemory } from '../../../broker/hubs/order-memory.js';
import { Decimal } from '../../../domain/decimal.js';
import { Direction, isFinal, type OrderSnapshot, OrderStatus } from '../../../domain/order.js';

const DAY_MS = 86_400_000;

const snapshot = (changes: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
  brokerOrderId: '77',
  clientOrderId: 'key',
  instrumentUid: 'uid',
  direction: Direction.buy,
  status: OrderStatus.new,
  lotsRequested: 5,
  lotsExecuted: 0,
  ...changes,
});

describe('what is told of an order', () => {
  test('in any order of arrival ends in the latest state: lots never go back, an end stays', () => {
    const life = [0, 1, 3, 5].map((lotsExecuted) =>
      snapshot({
        lotsExecuted,
        status:
          lotsExecuted === 5
            ? OrderStatus.filled
            : lotsExecuted > 0
              ? OrderStatus.partiallyFilled
              : OrderStatus.new,
      }),
    );
    fc.assert(
      fc.property(
        fc.shuffledSubarray(life, { minLength: 1 }),
        fc.array(fc.constantFrom('stream' as const, 'answer' as const), { minLength: 4, maxLength: 4 }),
        (events, sources) => {
          const memory = new OrderMemory();
          let lots = 0;
          let ended = false;
          events.forEach((event, index) => {
            memory.merge(event, sources[index] ?? 'stream');
            const now = memory.byClientOrderId('key');
            lots = Math.max(lots, event.lotsExecuted);
            ended ||= isFinal(event.status);
            expect(now?.lotsExecuted).toBe(lots);
            expect(isFinal(now?.status ?? OrderStatus.unspecified)).toBe(ended);
            expect(memory.working()).toHaveLength(ended ? 0 : 1);
          });
        },
      ),
    );
  });

  test('as ended and with so many lots may come apart: neither is lost', () => {
    const { cancelled, partiallyFilled, unspecified } = OrderStatus;
    const partly = snapshot({ status: partiallyFilled, lotsExecuted: 3, averagePrice: new Decimal(7) });
    const ended = snapshot({ status: cancelled, lotsExecuted: 2, averagePrice: new Decimal(6) });
    for (const events of [
      [partly, ended],
      [ended, partly],
      [ended, partly, snapshot({ status: unspecified, lotsExecuted: 3 })],
    ]) {
      const memory = new OrderMemory();
      for (const event of events) memory.merge(event, 'stream');
      const known = memory.byClientOrderId('key');
      expect(known).toMatchObject({ status: cancelled, lotsExecuted: 3 });
      expect(known?.averagePrice?.toFixed()).toBe('7');
    }
  });

  test('as ended in one way stays so, unless the other end counts more lots', () => {
    const memory = new OrderMemory();
    memory.merge(snapshot({ status: OrderStatus.cancelled, lotsExecuted: 5 }), 'answer');
    memory.merge(snapshot({ status: OrderStatus.rejected, lotsExecuted: 5 }), 'stream');
    expect(memory.byClientOrderId('key')?.status).toBe(OrderStatus.cancelled);
    const race = new OrderMemory();
    race.merge(snapshot({ status: OrderStatus.cancelled, lotsExecuted: 4 }), 'stream');
    race.merge(snapshot({ status: OrderStatus.filled, lotsExecuted: 5 }), 'answer');
    expect(race.byClientOrderId('key')).toMatchObject({ status: OrderStatus.filled, lotsExecuted: 5 });
  });

  test('under an internal id, our key and the exchange id is one order', () => {
    const memory = new OrderMemory();
    memory.merge(snapshot({ brokerOrderId: 'internal' }), 'stream');
    memory.merge(snapshot(), 'stream');
    memory.merge(snapshot({ brokerOrderId: 'internal' }), 'stream');
    const { clientOrderId: _, ...foreign } = snapshot();
    memory.merge(foreign, 'answer');
    expect(memory.working()).toHaveLength(1);
  });

  test('of somebody else keeps one identity though the broker invents a key for its stream', () => {
    const memory = new OrderMemory();
    const { clientOrderId: _, ...foreign } = snapshot();
    memory.merge(foreign, 'answer');
    memory.merge(snapshot({ clientOrderId: 'invented', brokerOrderId: 'internal' }), 'stream');
    expect(memory.working()).toHaveLength(2);
    memory.merge(snapshot({ clientOrderId: 'invented' }), 'stream');
    expect(memory.working()).toHaveLength(1);
    memory.merge({ ...foreign, status: OrderStatus.cancelled }, 'answer');
    expect(memory.working()).toHaveLength(0);
    expect(memory.byClientOrderId('invented')?.status).toBe(OrderStatus.cancelled);
  });

  test('under two names before they came together keeps what was told under either', () => {
    const memory = new OrderMemory();
    const { clientOrderId: _, ...foreign } = snapshot({ lotsExecuted: 4, status: OrderStatus.cancelled });
    memory.merge(foreign, 'answer');
    memory.merge(snapshot({ brokerOrderId: 'internal' }), 'stream');
    const news = memory.merge(snapshot({ status: OrderStatus.partiallyFilled, lotsExecuted: 1 }), 'stream');
    expect(news).toMatchObject({ status: OrderStatus.cancelled, lotsExecuted: 4, brokerOrderId: '77' });
    expect(memory.working()).toHaveLength(0);
  });

  test("an answer's id of the exchange is kept when a late event carries the internal one", () => {
    const memory = new OrderMemory();
    memory.merge(snapshot({ brokerOrderId: '77' }), 'answer');
    memory.merge(snapshot({ brokerOrderId: 'internal', lotsExecuted: 1 }), 'stream');
    expect(memory.byClientOrderId('key')).toMatchObject({ brokerOrderId: '77', lotsExecuted: 1 });
  });

  test('the same id in another instrument is another order', () => {
    const memory = new OrderMemory();
    memory.merge(snapshot(), 'answer');
    memory.merge(snapshot({ instrumentUid: 'other', clientOrderId: 'other key' }), 'answer');
    expect(memory.working()).toHaveLength(2);
  });

  test('sums stay with the lots they were told with', () => {
    const memory = new OrderMemory();
    const sums = { averagePrice: new Decimal(10), executedValue: new Decimal(20) };
    memory.merge(snapshot({ lotsExecuted: 2, ...sums }), 'answer');
    memory.merge(snapshot({ lotsExecuted: 2, status: OrderStatus.cancelled }), 'stream');
    expect(memory.byClientOrderId('key')).toMatchObject(sums);
    memory.merge(snapshot({ lotsExecuted: 3, status: OrderStatus.cancelled }), 'stream');
    expect(memory.byClientOrderId('key')?.executedValue).toBeUndefined();
  });

  test('is news only when something differs', () => {
    const memory = new OrderMemory();
    const first = snapshot({ price: new Decimal('1.10') });
    expect(memory.merge(first, 'answer')).toEqual(first);
    expect(memory.merge(snapshot({ price: new Decimal('1.1') }), 'answer')).toBeUndefined();
    expect(memory.merge(snapshot({ lotsExecuted: 1 }), 'stream')).toMatchObject({ lotsExecuted: 1 });
  });

  test('is forgotten after a day, and beyond so many ended orders', () => {
    const memory = new OrderMemory();
    for (let n = 0; n < 5_001; n += 1) {
      const told = snapshot({
        clientOrderId: `k${n}`,
        brokerOrderId: `b${n}`,
        status: OrderStatus.cancelled,
      });
      memory.merge(told, 'answer', n);
    }
    expect(memory.byClientOrderId('k0')).toBeUndefined();
    expect(memory.byClientOrderId('k1')).toBeDefined();
    memory.merge(snapshot(), 'answer', DAY_MS + 5_001);
    expect(memory.byClientOrderId('k5000')).toBeUndefined();
    expect(memory.working()).toHaveLength(1);
  });
});

test('the list of what works in an instrument is kept, and never an old one', () => {
  const told = fc.record({
    clientOrderId: fc.constantFrom('a', 'b', 'c'),
    brokerOrderId: fc.constantFrom('', '1', '2', '3'),
    instrumentUid: fc.constantFrom('one', 'other'),
    lotsExecuted: fc.integer({ min: 0, max: 5 }),
    status: fc.constantFrom(OrderStatus.new, OrderStatus.partiallyFilled, OrderStatus.cancelled),
    lacksKey: fc.boolean(),
    afterMs: fc.constantFrom(0, 1, DAY_MS),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 12 }), (all) => {
      const memory = new OrderMemory();
      let nowMs = 0;
      for (const { lacksKey, afterMs, clientOrderId, ...order } of all) {
        nowMs += afterMs;
        const { clientOrderId: _key, ...keyless } = snapshot(order);
        memory.merge(lacksKey ? keyless : { ...keyless, clientOrderId }, 'stream', nowMs);
        for (const uid of ['one', 'other']) {
          const list = memory.workingIn(uid);
          const anew = memory.working().filter(({ instrumentUid }) => instrumentUid === uid);
          expect(new Set(list)).toEqual(new Set(anew));
          expect(list).toHaveLength(anew.length);
          expect(memory.workingIn(uid)).toBe(list);
        }
      }
    }),
  );
});
