import { expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import {
  doubted,
  emptyLeg,
  type Leg,
  notFound,
  notSent,
  REQUEST_LIFE_MS,
  sending,
} from '../../domain/leg.js';

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
  const asked = notFound(kept, 100 + 2 * REQUEST_LIFE_MS);
  expect(asked.current).toMatchObject({ number: 1, phase: 'doubtful' });
});
