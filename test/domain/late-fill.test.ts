import { expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import { type SettledOrder, toldLate } from '../../domain/late-fill.js';
import { type Execution, emptyLeg } from '../../domain/leg.js';
import { Direction, type OrderSnapshot, OrderStatus } from '../../domain/order.js';

const execution = (lots: number, commission: string): Execution => ({
  lots,
  value: new Decimal(lots * 1_000),
  commission: new Decimal(commission),
});
const order: SettledOrder = { number: 1, price: new Decimal(100), executed: execution(2, '0') };
const leg = { ...emptyLeg, settled: execution(7, '3'), nextNumber: 2 };
const told = (lotsExecuted: number, commission?: string) => {
  const snapshot: OrderSnapshot = {
    brokerOrderId: '1',
    instrumentUid: 'uid',
    direction: Direction.buy,
    status: OrderStatus.filled,
    lotsRequested: 5,
    lotsExecuted,
    price: new Decimal(100),
    ...(commission !== undefined && { commission: new Decimal(commission) }),
  };
  return toldLate(leg, order, { snapshot, lot: 10 });
};

test('more lots of a settled order are counted beside what was', () => {
  const late = told(3);
  expect(late?.more).toEqual(execution(1, '0'));
  expect(late?.leg.settled).toEqual(execution(8, '3'));
});

test('their commission counts also when it is told after the lots', () => {
  const late = told(2, '1.5');
  expect(late?.more).toEqual({ ...execution(0, '1.5') });
  expect(late?.leg.settled).toEqual(execution(7, '4.5'));
});

test('what tells nothing more, or less, changes nothing', () => {
  expect(told(2)).toBeUndefined();
  expect(told(2, '0')).toBeUndefined();
  expect(told(1, '9')).toBeUndefined();
});
