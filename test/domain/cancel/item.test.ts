import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fateOf, isAwaited, secondsToCancel } from '../../../domain/cancel/fate.js';
import { type CancelItem, endOfOrder, inOrderOfCancelling, tiedUpBy } from '../../../domain/cancel/item.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';

const items = fc.array(
  fc.record({
    kind: fc.constantFrom('order' as const, 'stop-order' as const),
    tiedUp: fc.option(fc.integer({ min: 0, max: 10_000 }).map(String)),
  }),
);

test('orders before stop orders, then the most money, then what nobody knows; all of them, and none twice', () => {
  fc.assert(
    fc.property(items, (given) => {
      const sorted = inOrderOfCancelling(given);
      expect(new Set(sorted)).toEqual(new Set(given));
      expect(sorted).toHaveLength(given.length);
      const rank = ({ kind, tiedUp }: Pick<CancelItem, 'kind' | 'tiedUp'>) => [
        Number(kind === 'stop-order'),
        tiedUp === null ? 1 : -Number(tiedUp),
      ];
      for (const [index, item] of sorted.entries()) {
        const next = sorted[index + 1];
        if (!next) continue;
        const [[a = 0, b = 0], [c = 0, d = 0]] = [rank(item), rank(next)];
        expect(a < c || (a === c && b <= d)).toBe(true);
      }
    }),
  );
});

test('money: price, lots and lot; of bonds what is accrued on top; of futures what they lock', () => {
  const share = { lot: 10 } as Instrument;
  const order = { direction: 'buy', lots: 3, price: new Decimal('300.5') } as const;
  expect(tiedUpBy({ ...order, instrument: share })?.toFixed()).toBe('9015');
  const bond = { lot: 1, bond: { accruedInterest: new Decimal(5) } } as Instrument;
  expect(tiedUpBy({ ...order, instrument: bond })?.toFixed()).toBe('916.5');
  const margin = { toBuy: new Decimal(4_000), toSell: undefined };
  const future = { lot: 1, future: { margin } } as Instrument;
  expect(tiedUpBy({ ...order, instrument: future })?.toFixed()).toBe('12000');
  expect(tiedUpBy({ ...order, direction: 'sell', instrument: future })).toBeUndefined();
});

test('what became of an order counts what was executed since it was seen', () => {
  const snapshot = { brokerOrderId: '1', instrumentUid: 'x', direction: 'buy', lotsRequested: 10 } as const;
  const item = { lots: 8, executedBefore: 2 };
  expect(endOfOrder(item, { ...snapshot, status: 'partially-filled', lotsExecuted: 5 })).toBeUndefined();
  expect(endOfOrder(item, { ...snapshot, status: 'cancelled', lotsExecuted: 5 })).toMatchObject({
    ...{ state: 'cancelled', executedLots: 3 },
  });
  expect(endOfOrder(item, { ...snapshot, status: 'filled', lotsExecuted: 10 })).toMatchObject({
    ...{ state: 'executed', executedLots: 8 },
  });
  expect(endOfOrder(item, undefined)).toMatchObject({ state: 'gone' });
});

test('a hedge of a spread that is not finished is never cancelled, whatever else is true', () => {
  const order = fc.record({
    owner: fc.record({
      ...{ taskId: fc.constant('spread/1'), isHedge: fc.constant(true), isFinished: fc.constant(false) },
      isClaimed: fc.boolean(),
    }),
    firstSeenAtMs: fc.nat(100_000),
    refusals: fc.nat(5),
  });
  const view = fc.record({ nowMs: fc.nat(1_000_000), sinceMs: fc.nat(1_000), working: fc.nat(500) });
  fc.assert(
    fc.property(order, view, (one, moment) => {
      const working = { ...one, id: '1', instrumentUid: 'near', direction: 'buy' } as const;
      expect(fateOf(working, { ...moment, hedged: [] })).toBe('keep');
    }),
  );
});

test('who is at it is waited for, and what is refused for good is left', () => {
  const order = {
    id: '1',
    brokerId: '1',
    instrumentUid: 'near',
    direction: 'buy',
    firstSeenAtMs: 0,
  } as const;
  const owner = { taskId: 'sellbuy/1', isHedge: false, isFinished: false, isClaimed: true };
  const view = { nowMs: 3_000, sinceMs: 0, working: 1, hedged: [] };
  const fate = (more: object, moment: object = {}) =>
    fateOf({ ...order, owner: undefined, refusals: 0, ...more }, { ...view, ...moment });
  expect(fate({ owner })).toBe('wait');
  expect(fate({ owner }, { nowMs: 5_000 })).toBe('cancel');
  // Workers wait for the limit as well.
  expect(fate({ owner }, { nowMs: 5_000, working: 150 })).toBe('wait');
  expect(fate({ refusals: 3 })).toBe('left');
  const hedged = [{ instrumentUid: 'near', direction: 'buy' }];
  expect(fate({}, { nowMs: 1_000, hedged })).toBe('wait');
  expect(fate({}, { nowMs: 2_000, hedged })).toBe('cancel');
  expect(isAwaited({ sentForMs: 9_000, runsForMs: 20_000 })).toBe(true);
  expect(isAwaited({ sentForMs: 9_000, runsForMs: 70_000 })).toBe(false);
  const stopOrders = { count: 100, perMinute: 50 };
  expect(secondsToCancel([{ count: 300, perMinute: 100 }, stopOrders])).toBe(120);
  expect(secondsToCancel([{ count: 300, perMinute: 300 }, stopOrders])).toBe(60);
});
