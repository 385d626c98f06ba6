/** What the broker tells of an order's prices, in the units of its own table of returned value types. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  OrderState,
  PostOrderResponse,
  OrderStateStreamResponse_OrderState as StreamedOrderState,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  fromOrderState,
  fromPostOrderResponse,
  fromStreamedOrderState,
} from '../../broker/order-conversions.js';
import { toQuotation } from '../../broker/quotation.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { bond, future, share } from '../support/instruments.js';

const money = (value: Decimal.Value, currency = 'rub') => ({
  currency,
  ...toQuotation(new Decimal(value).toDecimalPlaces(9)),
});

/** 95.51 % of 1,000 is 955.1 roubles; three bonds, two of them executed. */
const BOND = bond();
/** 104.92 points at 7.64845 roubles for each 0.01. */
const OIL = future({ step: '0.01', stepValue: '7.64845' });

test("a bond's OrderState tells points; the whole in roubles shows that it does", () => {
  const state = OrderState.fromJSON({
    orderId: '1',
    lotsRequested: 3,
    lotsExecuted: 2,
    initialSecurityPrice: money('95.51'),
    initialOrderPrice: money('2865.3'),
    averagePositionPrice: money('95.505'),
    stages: [
      { price: money('95.5'), quantity: 1 },
      { price: money('95.51'), quantity: 1 },
    ],
  });
  const snapshot = fromOrderState(state, BOND);
  expect(snapshot.price?.toFixed()).toBe('955.1');
  expect(snapshot.averagePrice?.toFixed()).toBe('955.05');
  expect(snapshot.executedValue?.toFixed()).toBe('1910.1');
});

test('the same told in roubles is the same, though rounded to kopecks', () => {
  const amortised = bond({ nominal: '166.67' });
  const [price, other] = [amortised.priceStep.mul(9_551), amortised.priceStep.mul(9_550)];
  const state = OrderState.fromJSON({
    lotsRequested: 3,
    lotsExecuted: 2,
    initialSecurityPrice: money(price.toDecimalPlaces(2)),
    initialOrderPrice: money(price.mul(3).toDecimalPlaces(2)),
    stages: [
      { price: money(other.toDecimalPlaces(2)), quantity: 1 },
      { price: money(price.toDecimalPlaces(2)), quantity: 1 },
    ],
  });
  const snapshot = fromOrderState(state, amortised);
  expect(snapshot.price?.toFixed()).toBe(price.toFixed());
  expect(snapshot.executedValue?.toFixed()).toBe(price.add(other).toFixed());
});

test('the answer to a post tells roubles, and the whole of a bond holds its accrued interest', () => {
  const answer = PostOrderResponse.fromJSON({
    lotsRequested: 3,
    lotsExecuted: 0,
    initialSecurityPrice: money('955.1'),
    initialOrderPrice: money(new Decimal('955.1').add('20.19').mul(3)),
  });
  expect(fromPostOrderResponse(answer, BOND).price?.toFixed()).toBe('955.1');
});

test("a future's order is in roubles in the list and in the stream, to the step", () => {
  const exact = OIL.priceStep.mul(10_492);
  const state = OrderState.fromJSON({
    lotsRequested: 2,
    initialSecurityPrice: money(exact.toDecimalPlaces(2)),
    initialOrderPrice: money(exact.mul(2).toDecimalPlaces(2)),
  });
  expect(fromOrderState(state, OIL).price?.toFixed()).toBe(exact.toFixed());
  const streamed = StreamedOrderState.fromJSON({
    lotsRequested: 2,
    lotsExecuted: 1,
    orderPrice: money(exact),
    amount: money(exact.mul(2)),
    executedOrderPrice: money(exact),
  });
  expect(fromStreamedOrderState(streamed, OIL)).toMatchObject({ price: exact, averagePrice: exact });
});

test('roubles of another value of the step than ours are no price of the order, and the value is asked for', () => {
  const doubted: string[] = [];
  const exact = new Decimal('7.66').mul(10_492);
  const state = OrderState.fromJSON({
    lotsRequested: 2,
    lotsExecuted: 1,
    initialSecurityPrice: money(exact),
    initialOrderPrice: money(exact.mul(2)),
    stages: [{ price: money(exact), quantity: 1 }],
  });
  const snapshot = fromOrderState(state, OIL, (uid) => void doubted.push(uid));
  expect(snapshot.price).toBeUndefined();
  expect(snapshot.executedValue?.toFixed()).toBe(exact.toFixed());
  expect(doubted).toEqual([OIL.uid]);
  expect(fromOrderState(state, future({ step: '0.01', stepValue: '7.66' })).price?.toFixed()).toBe(
    exact.toFixed(),
  );
});

test('a price that is marked as points is points, whatever the whole says', () => {
  const state = OrderState.fromJSON({
    lotsRequested: 1,
    initialSecurityPrice: money('-37.63', 'pt.'),
    averagePositionPrice: money('-37.63', 'pt.'),
  });
  const snapshot = fromOrderState(state, future({ step: '0.01', stepValue: '7.5' }));
  expect([snapshot.price?.toFixed(), snapshot.averagePrice?.toFixed()]).toEqual(['-28222.5', '-28222.5']);
});

test('whichever form a broker chooses, the price of an order is the one that was sent', () => {
  const instruments = fc.constantFrom<Instrument>(
    BOND,
    bond({ nominal: '166.67', step: '0.001' }),
    bond({ nominal: '100000' }),
    OIL,
    future({ step: '0.001', stepValue: '0.78231' }),
    future({ step: '10', stepValue: '15.69042' }),
    share(),
  );
  fc.assert(
    fc.property(
      instruments,
      fc.integer({ min: 1_000, max: 200_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.boolean(),
      (instrument, steps, lots, tellsPoints) => {
        const exact = instrument.priceStep.mul(steps);
        const pointStep = (instrument as Partial<Record<'pointStep', Decimal>>).pointStep;
        const told = tellsPoints && pointStep ? pointStep.mul(steps) : exact;
        const state = OrderState.fromJSON({
          lotsRequested: lots,
          initialSecurityPrice: money(told),
          initialOrderPrice: money(exact.mul(lots * instrument.lot)),
        });
        expect(fromOrderState(state, instrument).price?.toFixed()).toBe(exact.toFixed());
      },
    ),
  );
});

test('while the catalogue cannot be read, an order is taken as it is told, without a sum', () => {
  const state = OrderState.fromJSON({
    lotsRequested: 1,
    lotsExecuted: 1,
    initialSecurityPrice: money('312.45'),
    stages: [{ price: money('312.45'), quantity: 1 }],
  });
  const snapshot = fromOrderState(state, undefined);
  expect(snapshot.price?.toFixed()).toBe('312.45');
  expect(snapshot.executedValue).toBeUndefined();
});
