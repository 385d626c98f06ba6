/** The judge is worth what it finds: each fault here is planted in a ledger that is otherwise clean. */
import { expect, test } from '@jest/globals';
import { clientOrderIdOf } from '../../execution/client-order-id.js';
import { type JudgedTask, LedgerJudge } from './ledger-judge.js';
import type { LedgerEvent } from './paper-control.js';
import { TermsOverTime } from './terms-over-time.js';

const TASK: JudgedTask = {
  key: '11111111-1111-4111-8111-111111111111',
  id: 'sellbuy/1',
  ticker: 'SBER',
  direction: 'buy',
  lot: 10,
  targetLots: 5,
  limitPrice: '300',
};
const keyOf = (number: number) => clientOrderIdOf({ taskKey: TASK.key, leg: 'near', number });

const order = (number: number, event: Partial<LedgerEvent> & { kind: string }) => ({
  requestId: keyOf(number),
  orderId: `order-${number}`,
  ticker: 'SBER',
  direction: 'buy' as const,
  price: '299.9',
  ...event,
});
/** Five lots: two of the first order, which was then moved, three of the second. */
const CLEAN: (Partial<LedgerEvent> & { kind: string })[] = [
  order(1, { kind: 'received', lots: 5 }),
  order(1, { kind: 'accepted', lots: 5 }),
  order(1, { kind: 'fill', lots: 2 }),
  { kind: 'call', method: 'CancelOrder' },
  order(1, { kind: 'cancelled', lots: 3 }),
  order(2, { kind: 'accepted', lots: 3, price: '300' }),
  order(2, { kind: 'fill', lots: 3, price: '300' }),
];
const judge = (entries: readonly (Partial<LedgerEvent> & { kind: string })[]) => {
  const found = new LedgerJudge();
  found.know(TASK);
  found.read(entries.map((entry, index) => ({ seq: index + 1, atUs: index, ...entry })));
  return found;
};
const findingsWith = (planted: Partial<LedgerEvent> & { kind: string }, at = CLEAN.length) =>
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

/** Entry n happens at moment n; what people ask and hear happens between two entries. */
const amended = (terms: TermsOverTime) => {
  const found = new LedgerJudge();
  found.know({ ...TASK, terms });
  const read = (entries: readonly (Partial<LedgerEvent> & { kind: string })[]) => {
    found.read(entries.map((entry, index) => ({ seq: index + 1, atUs: index + 1, ...entry })));
    return found.findings.map(({ what }) => what);
  };
  return { found, read };
};
const raised = { targetLots: 8, limitPrice: '300' };
const lowered = { targetLots: 3, limitPrice: '300' };
const tightened = { targetLots: 5, limitPrice: '299' };

test('until an amendment is answered either target and either limit price may count', () => {
  const terms = new TermsOverTime(TASK);
  terms.ask({ targetLots: 8, limitPrice: '301' }, 0);
  expect(amended(terms).read([order(1, { kind: 'accepted', lots: 8, price: '301' })])).toEqual([]);
  const lower = new TermsOverTime(TASK);
  lower.ask({ targetLots: 3, limitPrice: '299' }, 0).taken(2);
  expect(amended(lower).read([order(1, { kind: 'accepted', lots: 5, price: '300' })])).toEqual([]);
});

test('finds a raised target that is used before it was asked for, or after it was refused', () => {
  const finding = ['entry 1 (accepted): sellbuy/1 has 0 lots filled and 8 working, its target is 5'];
  const terms = new TermsOverTime(TASK);
  terms.ask(raised, 2).taken(3);
  expect(amended(terms).read([order(1, { kind: 'accepted', lots: 8 })])).toEqual(finding);
  const refused = new TermsOverTime(TASK);
  refused.ask(raised, 0).refused();
  expect(amended(refused).read([order(1, { kind: 'accepted', lots: 8 })])).toEqual(finding);
});

test('finds what is accepted beyond a lowered target after the answer, and minds what is filled already', () => {
  const terms = new TermsOverTime(TASK);
  terms.ask(lowered, 3.1).taken(3.2);
  expect(
    amended(terms).read([
      order(1, { kind: 'accepted', lots: 5 }),
      order(1, { kind: 'fill', lots: 2 }),
      order(1, { kind: 'cancelled', lots: 3 }),
      order(2, { kind: 'received', lots: 2 }),
      order(2, { kind: 'accepted', lots: 2 }),
    ]),
  ).toEqual(['entry 5 (accepted): sellbuy/1 has 2 lots filled and 2 working, its target is 3']);
});

test('what worked when the target was lowered may be filled; nothing more may come', () => {
  const terms = new TermsOverTime(TASK);
  terms.ask(lowered, 1.1).taken(1.2);
  expect(
    amended(terms).read([
      order(1, { kind: 'accepted', lots: 5 }),
      order(1, { kind: 'fill', lots: 5 }),
      order(2, { kind: 'accepted', lots: 1 }),
    ]),
  ).toEqual(['entry 3 (accepted): sellbuy/1 has 5 lots filled and 1 working, its target is 3']);
});

test('what was received or written down before the answer may come after it, for no more lots and at its price', () => {
  const answered = () => {
    const terms = new TermsOverTime(TASK);
    terms.ask({ targetLots: 3, limitPrice: '299' }, 1.1).taken(1.2);
    return amended(terms);
  };
  const nothing = { kind: 'call', method: 'GetOrders' };
  const late = order(1, { kind: 'accepted', lots: 5, price: '300' });
  expect(answered().read([order(1, { kind: 'received', lots: 5, price: '300' }), late])).toEqual([]);
  const intent = { clientOrderId: keyOf(1), lots: 5, price: '300.00', atUs: 1 };
  const findingsGiven = (written: typeof intent) => {
    const { found, read } = answered();
    found.knowIntents([written]);
    return read([nothing, late]).filter((what) => !what.includes('not written down'));
  };
  expect(findingsGiven(intent)).toEqual([]);
  const findings = [
    'entry 2 (accepted): sellbuy/1: accepted at 300, past its limit 299',
    'entry 2 (accepted): sellbuy/1 has 0 lots filled and 5 working, its target is 3',
  ];
  expect(findingsGiven({ ...intent, atUs: 1.3 })).toEqual(findings);
  expect(findingsGiven({ ...intent, lots: 4 })).toEqual(findings);
  expect(findingsGiven({ ...intent, price: '299.9' })).toEqual(findings);
  expect(findingsGiven({ ...intent, clientOrderId: keyOf(2) })).toEqual(findings);
});

test('finds a price past a tightened limit after the answer: sent, accepted and filled', () => {
  const terms = new TermsOverTime(TASK);
  terms.ask(tightened, 0.1).taken(0.2);
  expect(
    amended(terms).read([
      order(1, { kind: 'received', lots: 5, price: '299.5' }),
      order(1, { kind: 'accepted', lots: 5, price: '299' }),
      order(1, { kind: 'fill', lots: 5, price: '299.5' }),
    ]),
  ).toEqual([
    'entry 1 (received): sellbuy/1: received at 299.5, past its limit 299',
    'entry 3 (fill): sellbuy/1: fill at 299.5, past its limit 299',
  ]);
});

test('a limit that is taken away binds no more, and one that is put back does', () => {
  const terms = new TermsOverTime(TASK);
  terms.ask({ targetLots: 5, limitPrice: null }, 0.1).taken(0.2);
  terms.ask(tightened, 2.1).taken(2.2);
  expect(
    amended(terms).read([
      order(1, { kind: 'accepted', lots: 5, price: '310' }),
      order(1, { kind: 'cancelled', lots: 5 }),
      order(2, { kind: 'accepted', lots: 5, price: '310' }),
    ]),
  ).toEqual(['entry 3 (accepted): sellbuy/1: accepted at 310, past its limit 299']);
});

test('finds what is ordered while orders are halted, from the answer until the end is asked for', () => {
  const { found, read } = amended(new TermsOverTime(TASK));
  found.halts.halted(1.5);
  found.halts.endAsked(5.5);
  const written = { lots: 4, price: '299.9' };
  found.knowIntents([
    { ...written, clientOrderId: keyOf(1), atUs: 0.5 },
    { ...written, clientOrderId: keyOf(2), atUs: 1.4 },
    { ...written, clientOrderId: keyOf(3), atUs: 1.6 },
    { ...written, clientOrderId: keyOf(4), atUs: 5.6 },
  ]);
  expect(
    read([
      order(1, { kind: 'accepted', lots: 2 }),
      order(1, { kind: 'cancelled', lots: 2 }),
      order(2, { kind: 'accepted', lots: 3 }),
      order(2, { kind: 'cancelled', lots: 3 }),
      order(3, { kind: 'accepted', lots: 4 }),
      order(3, { kind: 'cancelled', lots: 4 }),
      order(4, { kind: 'accepted', lots: 4 }),
    ]),
  ).toEqual(['entry 5 (accepted): sellbuy/1 orders while orders are halted']);
});

test('finds an order that is not in the order log', () => {
  const { found, read } = amended(new TermsOverTime(TASK));
  found.knowIntents([{ clientOrderId: keyOf(1), lots: 2, price: '299.9', atUs: 0.5 }]);
  expect(
    read([
      order(1, { kind: 'accepted', lots: 2 }),
      order(1, { kind: 'fill', lots: 2 }),
      order(2, { kind: 'accepted', lots: 3 }),
    ]),
  ).toEqual([`entry 3 (accepted): sellbuy/1 orders what was not written down before (key ${keyOf(2)})`]);
});
