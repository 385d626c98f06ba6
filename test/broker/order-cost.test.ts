/** What an order costs, and the rate of its commission, out of the broker's answer. */
import { expect, test } from '@jest/globals';
import { GetOrderPriceResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import { fromOrderPrice } from '../../broker/order-cost.js';
import { Decimal } from '../../domain/decimal.js';
import { share } from '../support/instruments.js';

const rub = (units: number, nano = 0, currency = 'rub') => ({ currency, units, nano });
const order = (price: string) =>
  ({ instrument: share(), direction: 'buy', lots: 2, price: new Decimal(price) }) as const;
const costOf = (answer: object, price = '300') =>
  fromOrderPrice(GetOrderPriceResponse.fromJSON(answer), order(price));

test('the rate is of what the broker counted it from, and exact', () => {
  const cost = costOf({
    totalOrderAmount: rub(6_003),
    initialOrderAmount: rub(6_000),
    executedCommission: rub(3),
  });
  expect([cost.total, cost.commission, cost.commissionRate].map((each) => each?.toFixed())).toEqual([
    '6003',
    '3',
    '0.0005',
  ]);
  expect(cost.initialMargin).toBeUndefined();
  // It took the price for another one: the rate is right all the same.
  const other = costOf({ initialOrderAmount: rub(9_763), executedCommission: rub(4, 881_500_000) });
  expect(other.commissionRate?.toFixed()).toBe('0.0005');
});

test('without its value in roubles it is of price, lots and lot size', () => {
  const answers = [{}, { initialOrderAmount: rub(0) }, { initialOrderAmount: rub(2, 0, 'pt.') }];
  for (const answer of answers)
    expect(costOf({ ...answer, executedCommission: rub(3) }).commissionRate?.toFixed()).toBe('0.0005');
});

test('commission in another currency is told in roubles, below zero the price is as good as above', () => {
  const cost = costOf(
    { executedCommission: rub(1, 0, 'usd'), executedCommissionRub: rub(90), initialOrderAmount: rub(-9_000) },
    '-450',
  );
  expect([cost.commission.toFixed(), cost.commissionRate?.toFixed()]).toEqual(['90', '0.01']);
});

test('at a price of zero there is a commission and no rate', () => {
  const cost = costOf({ executedCommission: rub(3) }, '0');
  expect([cost.commission.toFixed(), cost.commissionRate]).toEqual(['3', undefined]);
});
