/** Faults against what was amended, paused, stopped and halted, each planted in a ledger: the judge names the entry. */
import { expect, test } from '@jest/globals';
import { LedgerJudge } from './ledger-judge.js';
import { type Entry, keyOf, order, TASK } from './planted-ledger.js';
import { HaltsOverTime, TermsOverTime } from './terms-over-time.js';

/** Entry n happens at moment n; what people ask and hear happens between two entries. */
const amended = (terms: TermsOverTime) => {
  const found = new LedgerJudge();
  found.know({ ...TASK, terms });
  const read = (entries: readonly Entry[]) => {
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

test('finds what is ordered while a task is paused or stopped, unless it was on its way', () => {
  const rests = new HaltsOverTime();
  rests.halted(1.5);
  rests.endAsked(3.5);
  rests.halted(6.5);
  const found = new LedgerJudge();
  found.know({ ...TASK, rests });
  const entries = [
    order(1, { kind: 'received', lots: 1 }),
    order(1, { kind: 'accepted', lots: 1 }),
    order(1, { kind: 'cancelled', lots: 1 }),
    order(2, { kind: 'accepted', lots: 1 }),
    order(2, { kind: 'cancelled', lots: 1 }),
    order(3, { kind: 'accepted', lots: 1 }),
    order(3, { kind: 'cancelled', lots: 1 }),
    order(4, { kind: 'accepted', lots: 1 }),
  ];
  found.read(entries.map((entry, index) => ({ seq: index + 1, atUs: index + 1, ...entry })));
  expect(found.findings.map(({ what }) => what)).toEqual([
    'entry 8 (accepted): sellbuy/1 orders while it is paused or stopped',
  ]);
});

test('while a task is paused, one lot that does not rest may take the key of an order in doubt, and no other', () => {
  const findingsOf = (number: number, more: Partial<Entry> = {}) => {
    const found = new LedgerJudge();
    const rests = new HaltsOverTime();
    rests.halted(1.5);
    found.know({ ...TASK, rests });
    const taker = { kind: 'accepted', lots: 1, price: '290', timeInForce: 'fill-and-kill', ...more };
    const entries = [order(1, { kind: 'received', lots: 5 }), { kind: 'call' }, order(number, taker)];
    found.read(entries.map((entry, index) => ({ seq: index + 1, atUs: index + 1, ...entry })));
    return found.findings.map(({ what }) => what);
  };
  expect(findingsOf(1)).toEqual([]);
  const finding = ['entry 3 (accepted): sellbuy/1 orders while it is paused or stopped'];
  expect(findingsOf(2)).toEqual(finding);
  expect(findingsOf(1, { lots: 2 })).toEqual(finding);
  expect(findingsOf(1, { timeInForce: 'day' })).toEqual(finding);
});

test('finds what is ordered a second and more after the time of a task is over', () => {
  const until = new Date(1_000).toISOString();
  const findingsAt = (atS: number, change: (terms: TermsOverTime) => void = () => undefined) => {
    const terms = new TermsOverTime({ ...TASK, until });
    change(terms);
    const found = new LedgerJudge();
    found.know({ ...TASK, terms });
    found.read([{ seq: 1, atUs: atS * 1e6, ...order(1, { kind: 'accepted', lots: 1 }) }]);
    return found.findings.map(({ what }) => what);
  };
  expect(findingsAt(1.9)).toEqual([]);
  const finding = ['entry 1 (accepted): sellbuy/1 orders when its time is over'];
  expect(findingsAt(2.1)).toEqual(finding);
  // Put off in time it is another time; put off and not answered yet, either may count.
  expect(findingsAt(2.1, (terms) => terms.ask({ ...TASK, until: null }, 500_000).taken(600_000))).toEqual([]);
  expect(findingsAt(2.1, (terms) => void terms.ask({ ...TASK, until: null }, 500_000))).toEqual([]);
  expect(findingsAt(2.1, (terms) => terms.ask({ ...TASK, until: null }, 500_000).refused())).toEqual(finding);
});
