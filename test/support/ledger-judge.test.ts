/** The judge is worth what it finds: each fault here is planted in a ledger that is otherwise clean. */
import { expect, test } from '@jest/globals';
import { LedgerJudge } from './ledger-judge.js';
import { type Entry, keyOf, order, TASK } from './planted-ledger.js';

/** Five lots: two of the first order, which was then moved, three of the second. */
const CLEAN: Entry[] = [
  order(1, { kind: 'received', lots: 5 }),
  order(1, { kind: 'accepted', lots: 5 }),
  order(1, { kind: 'fill', lots: 2 }),
  { kind: 'call', method: 'CancelOrder' },
  order(1, { kind: 'cancelled', lots: 3 }),
  order(2, { kind: 'accepted', lots: 3, price: '300' }),
  order(2, { kind: 'fill', lots: 3, price: '300' }),
];
const judge = (entries: readonly Entry[]) => {
  const found = new LedgerJudge();
  found.know(TASK);
  found.read(entries.map((entry, index) => ({ seq: index + 1, atUs: index, ...entry })));
  return found;
};
const findingsWith = (planted: Entry, at = CLEAN.length) =>
  judge(CLEAN.toSpliced(at, 0, planted)).findings.map(({ what }) => what);

test('finds nothing in a clean ledger, and adds it up', () => {
  const found = judge(CLEAN);
  expect(found.findings).toEqual([]);
  expect(found.working).toBe(0);
  expect(found.totalsOf(TASK.key)).toEqual({
    filled: 5,
    working: 0,
    orders: 2,
    averagePrice: '299.96',
    // 2 × 10 × 299.9 × 0.05 % = 2.999 → 3.00, and 4.50 of the other order.
    commission: '7.5',
  });
});

test('finds a double: an order under the next key, beyond the target', () => {
  expect(findingsWith(order(3, { kind: 'accepted', lots: 5 }))).toEqual([
    'entry 8 (accepted): sellbuy/1 has 5 lots filled and 5 working, its target is 5',
  ]);
});

test('finds a double that is gone again at once', () => {
  const double = [order(2, { kind: 'accepted', lots: 5 }), order(2, { kind: 'cancelled', lots: 5 })];
  expect(judge([...CLEAN.slice(0, 2), ...double]).findings.map(({ what }) => what)).toEqual([
    'entry 3 (accepted): sellbuy/1 has two orders working at once',
    'entry 3 (accepted): sellbuy/1 has 0 lots filled and 10 working, its target is 5',
  ]);
});

test('finds two orders of one task at once, even within the target', () => {
  const first = [order(1, { kind: 'accepted', lots: 2 }), order(2, { kind: 'accepted', lots: 2 })];
  expect(judge(first).findings.map(({ what }) => what)).toEqual([
    'entry 2 (accepted): sellbuy/1 has two orders working at once',
  ]);
});

test('finds a second order under a key that was used', () => {
  const again = order(1, { kind: 'accepted', orderId: 'another', lots: 1 });
  expect(findingsWith(again, 5)[0]).toBe(`entry 6 (accepted): a second order under the key ${keyOf(1)}`);
});

test('finds an order that no task asked for, and what becomes of it', () => {
  const stranger = { kind: 'accepted', requestId: 'nobody', orderId: 'x', ticker: 'SBER', lots: 1 };
  expect(findingsWith(stranger)).toEqual([
    'entry 8 (accepted): an order that no task asked for (key nobody)',
  ]);
  expect(judge([...CLEAN, stranger]).working).toBe(1);
});

test('finds a fill too many', () => {
  expect(findingsWith(order(2, { kind: 'fill', lots: 1 }))).toEqual([
    'entry 8 (fill): a fill too many: 4 of 3 lots are filled',
  ]);
  expect(findingsWith(order(9, { kind: 'fill', lots: 1 }))).toEqual([
    'entry 8 (fill): fill of an order that was never accepted (order-9)',
  ]);
});

test('finds a price past the limit: sent, accepted and filled', () => {
  for (const kind of ['received', 'accepted'])
    expect(findingsWith(order(2, { kind, lots: 3, price: '300.01' }), 5)[0]).toBe(
      `entry 6 (${kind}): sellbuy/1: ${kind} at 300.01, past its limit 300`,
    );
  expect(findingsWith(order(2, { kind: 'fill', lots: 1, price: '300.01' }), 6)[0]).toBe(
    'entry 7 (fill): sellbuy/1: fill at 300.01, past its limit 300',
  );
});

test('finds the wrong side, the wrong instrument, and an entry that is missing', () => {
  expect(findingsWith(order(2, { kind: 'accepted', lots: 1, direction: 'sell' }), 5)[0]).toBe(
    'entry 6 (accepted): sellbuy/1 is to buy SBER, not sell SBER',
  );
  expect(findingsWith(order(2, { kind: 'accepted', lots: 1, ticker: 'GAZP' }), 5)[0]).toBe(
    'entry 6 (accepted): sellbuy/1 is to buy SBER, not buy GAZP',
  );
  expect(judge([{ kind: 'call' }, { kind: 'call', seq: 3 }]).findings[0]?.what).toBe(
    'entry 3 (call): entry 2 is missing',
  );
});
