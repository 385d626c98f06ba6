/** In which form an order goes out: what the exchange quotes in points is ordered in points, exactly. */
import { expect, test } from '@jest/globals';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { PostOrderResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import type { LimitOrder } from '../../broker/broker.js';
import { PriceStepError } from '../../broker/errors.js';
import type { GrpcClients } from '../../broker/grpc/client.js';
import type { NewerOrdersService } from '../../broker/grpc/newer-fields.js';
import { createOrderDesk } from '../../broker/orders.js';
import { fromQuotation, QuotationError, toQuotation } from '../../broker/quotation.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { bond, future, share } from '../support/instruments.js';

const budget = { perMinute: () => 100 };

type Method = (typeof NewerOrdersService)['methods']['postOrder'];
type Request = Parameters<Method['requestType']['encode']>[0];

/** What the broker gets to see of an order. */
async function sent(
  order: Partial<LimitOrder> & { instrument: Instrument; price: Decimal },
): Promise<Request> {
  const requests: Request[] = [];
  const client = {
    postOrder: async (request: Request) => {
      requests.push(request);
      return PostOrderResponse.fromJSON({ orderId: '1', lotsRequested: request.quantity });
    },
  };
  const clients = { of: () => client } as unknown as GrpcClients;
  const desk = createOrderDesk({ clients, accountId: '1', instrumentOf: async () => undefined, budget });
  const plain = { clientOrderId: 'key', direction: 'buy', lots: 2, timeInForce: 'day' } as const;
  await desk.post({ ...plain, ...order });
  const [request] = requests;
  if (!request) throw new Error('nothing was sent');
  return request;
}

const amortised = bond({ nominal: '166.666667', step: '0.001' });
const oil = future({ step: '0.01', stepValue: '7.64845' });

test.each([
  ['a share in roubles', share(), new Decimal('312.45'), PriceType.PRICE_TYPE_CURRENCY, '312.45'],
  ['a bond in points', bond(), new Decimal('955.1'), PriceType.PRICE_TYPE_POINT, '95.51'],
  // Its roubles have more decimals than a quotation carries: 159.99833365333.
  [
    'an amortised bond in points',
    amortised,
    amortised.priceStep.mul(95_999),
    PriceType.PRICE_TYPE_POINT,
    '95.999',
  ],
  ['a future in points', oil, oil.priceStep.mul(10_492), PriceType.PRICE_TYPE_POINT, '104.92'],
  ['a future below zero too', oil, oil.priceStep.mul(-3_763), PriceType.PRICE_TYPE_POINT, '-37.63'],
])('%s', async (_, instrument, price, priceType, told) => {
  const request = await sent({ instrument, price });
  expect(request.priceType).toBe(priceType);
  expect(request.price && fromQuotation(request.price).toFixed()).toBe(told);
});

test('the roubles of an amortised bond could not be told at all', () => {
  expect(() => toQuotation(amortised.priceStep.mul(95_999))).toThrow(QuotationError);
});

test('roubles that are no price of a future any more are not sent: the broker would take another price, or none', async () => {
  const price = oil.priceStep.mul(10_492).add('0.01');
  await expect(sent({ instrument: oil, price })).rejects.toBeInstanceOf(PriceStepError);
  await expect(sent({ instrument: oil, price })).rejects.toMatchObject({ remedy: 'retry-later' });
});

test('an answer in roubles of another value of the step leaves the price that was sent', async () => {
  const doubted: string[] = [];
  const told = { currency: 'rub', ...toQuotation(new Decimal('7.66').mul(10_492)) };
  const client = {
    postOrder: async () =>
      PostOrderResponse.fromJSON({ lotsRequested: 1, initialSecurityPrice: told, initialOrderPrice: told }),
  };
  const desk = createOrderDesk({
    clients: { of: () => client } as unknown as GrpcClients,
    accountId: '1',
    instrumentOf: async () => oil,
    doubtStep: (uid) => void doubted.push(uid),
    budget,
  });
  const price = oil.priceStep.mul(10_492);
  const order = { clientOrderId: 'key', direction: 'buy', lots: 1, timeInForce: 'day' } as const;
  expect((await desk.post({ ...order, instrument: oil, price })).price?.toFixed()).toBe(price.toFixed());
  expect(doubted).toEqual([oil.uid]);
});

test('a consent to margin is told only where a person gave it', async () => {
  const order = { instrument: share(), price: new Decimal(300) };
  expect((await sent(order)).confirmMarginTrade).toBe(false);
  expect((await sent({ ...order, margin: false })).confirmMarginTrade).toBe(false);
  expect((await sent({ ...order, margin: true })).confirmMarginTrade).toBe(true);
});
