import { expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import {
  APPEARS_WITHIN_MS,
  asked,
  cancelSent,
  doubted,
  emptyLeg,
  type Leg,
  notFound,
  notSent,
  refused,
  sending,
  told,
} from '../../domain/leg.js';
import type { OrderSnapshot } from '../../domain/order.js';

const sent = (leg: Leg, nowMs: number) =>
  sending(leg, { number: 1, lots: 3, price: new Decimal('300'), nowMs });

test('an order that a used-up limit kept back leaves its number free', () => {
  expect(notSent(sent(emptyLeg, 0))).toEqual(emptyLeg);
});

test('it settles no doubt about an earlier sending under the same number, however long nothing is found', () => {
  const inDoubt = doubted(sent(emptyLeg, 0), 100);
  const kept = notSent(sent(inDoubt, 200));
  expect(kept.current).toMatchObject({
    number: 1,
    lots: 3,
    phase: 'doubtful',
    doubtSinceMs: 100,
    lostAtMs: 100,
  });
  const asked = notFound(kept, 100 + 2 * APPEARS_WITHIN_MS);
  expect(asked.current).toMatchObject({ number: 1, phase: 'doubtful' });
});

test('what is refused after a doubt has its number until the first sending cannot appear any more', () => {
  const inDoubt = doubted(sent(emptyLeg, 0), 100);
  const again = refused(sent(inDoubt, 200));
  expect(again.current).toMatchObject({ number: 1, phase: 'refused-after-doubt', lostAtMs: 100 });
  const soon = notFound(again, 100 + APPEARS_WITHIN_MS);
  expect(soon.current).toMatchObject({ number: 1, phase: 'refused-after-doubt' });
  expect(notFound(soon, 101 + APPEARS_WITHIN_MS)).toEqual(emptyLeg);
});

test('an end that counts fewer lots than the stream told is asked for again, until it knows them and their commission', () => {
  const end = (lotsExecuted: number, commission?: string): OrderSnapshot => ({
    brokerOrderId: 'one',
    instrumentUid: 'uid',
    direction: 'buy',
    status: 'cancelled',
    lotsRequested: 10,
    lotsExecuted,
    averagePrice: new Decimal('300'),
    ...(commission !== undefined && { commission: new Decimal(commission) }),
  });
  const begun = sending(emptyLeg, { number: 1, lots: 10, price: new Decimal('300'), nowMs: 0 });
  const streamed = told(begun, end(5), { lot: 10, isAnswer: false });
  const behind = told(streamed, end(3, '4.5'), { lot: 10, isAnswer: true });
  expect(behind.current).toMatchObject({ phase: 'ending', executed: { lots: 5 } });
  const known = told(behind, end(5, '7.5'), { lot: 10, isAnswer: true });
  expect(known.current).toBeUndefined();
  expect(known.settled.lots).toBe(5);
  expect(known.settled.commission.toFixed()).toBe('7.5');
});

test('an end that nobody here asked for is remembered with its moment, until the next order ends', () => {
  const order = { number: 1, lots: 10, price: new Decimal('300'), nowMs: 0 };
  const end = (status: OrderSnapshot['status']): OrderSnapshot => ({
    brokerOrderId: 'one',
    instrumentUid: 'uid',
    direction: 'buy',
    status,
    lotsRequested: 10,
    lotsExecuted: status === 'filled' ? 10 : 0,
    averagePrice: new Decimal('300'),
  });
  const ends = (leg: Leg, status: OrderSnapshot['status'], nowMs: number) =>
    told(asked(leg, nowMs), end(status), { lot: 10, isAnswer: true });
  const working = told(sending(emptyLeg, order), end('new'), { lot: 10, isAnswer: true });
  const takenAway = ends(working, 'cancelled', 700);
  expect(takenAway.takenAwayAtMs).toBe(700);
  expect(ends(cancelSent(working, 600), 'cancelled', 700).takenAwayAtMs).toBeUndefined();
  const next = sending(takenAway, { ...order, number: 2 });
  expect(next.takenAwayAtMs).toBe(700);
  expect(ends(next, 'filled', 900).takenAwayAtMs).toBeUndefined();
});
