/** In which form a stop order goes out, and what is made of what the broker tells. */
import { expect, test } from '@jest/globals';
import {
  PostStopOrderResponse,
  StopOrder as ToldStop,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import type { GrpcClients } from '../../broker/grpc/client.js';
import type { NewerStopOrdersService } from '../../broker/grpc/newer-fields.js';
import { PriceStepError, type StopOrder } from '../../broker/index.js';
import { fromQuotation, toQuotation } from '../../broker/quotation.js';
import { fromStopOrder } from '../../broker/stop-order-conversions.js';
import { createStopOrderDesk } from '../../broker/stop-orders.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { bond, future, share } from '../support/instruments.js';

type Method = (typeof NewerStopOrdersService)['methods']['postStopOrder'];
type Request = Parameters<Method['requestType']['encode']>[0];

const oil = (stepValue: string) => future({ step: '0.01', stepValue });

async function sent(instrument: Instrument, change: Partial<StopOrder>): Promise<Request> {
  const requests: Request[] = [];
  const client = {
    postStopOrder: async (request: Request) => {
      requests.push(request);
      return PostStopOrderResponse.fromJSON({ stopOrderId: '1' });
    },
  };
  const desk = createStopOrderDesk({
    clients: { of: () => client } as unknown as GrpcClients,
    accountId: '1',
    instrumentOf: async () => undefined,
    budget: { perMinute: () => 50 },
  });
  await desk.post({
    clientOrderId: 'key',
    instrument,
    instrumentUid: instrument.uid,
    ticker: instrument.ticker,
    direction: 'buy',
    lots: 1,
    kind: 'take-profit',
    stopPrice: '700',
    child: { type: 'limit', price: '693' },
    expiry: { type: 'till-cancel' },
    margin: false,
    priceUnit: 'points',
    ...change,
  });
  const [request] = requests;
  if (!request) throw new Error('nothing was sent');
  return request;
}
const text = (value: Parameters<typeof fromQuotation>[0] | undefined) =>
  value && fromQuotation(value).toFixed();

test('a price in points is so many steps, whatever a step is worth by now', async () => {
  const trailing = {
    indent: { type: 'absolute', value: '14' },
    spread: { type: 'relative', value: '0.5' },
  } as const;
  const request = await sent(oil('7.5'), { priceStep: '7', trailing });
  expect([text(request.stopPrice), text(request.price)]).toEqual(['1', '0.99']);
  expect([text(request.trailingData?.indent), text(request.trailingData?.spread)]).toEqual(['0.02', '0.5']);
  // Without it the roubles are taken for today's, and these are no price any more.
  await expect(sent(oil('7.5'), {})).rejects.toBeInstanceOf(PriceStepError);
  // In roubles they go out as they are.
  expect(text((await sent(oil('7.5'), { priceStep: '7', priceUnit: 'roubles' })).stopPrice)).toBe('700');
});

const roubles = (value: string, currency = 'rub') => ({ currency, ...toQuotation(new Decimal(value)) });
const PLAIN = {
  stopOrderId: 'stop',
  lotsRequested: 2,
  instrumentUid: 'uid',
  direction: 2,
  orderType: 1,
  takeProfitType: 1,
  exchangeOrderType: 2,
  status: 2,
  stopPrice: roubles('700'),
  price: roubles('693'),
};
const TRAILING = {
  takeProfitType: 2,
  trailingData: {
    indentType: 1,
    spreadType: 2,
    indent: roubles('14'),
    spread: roubles('0.5'),
    extr: roubles('714.004'),
  },
};
const told = (change: object, instrument: Instrument | undefined) => {
  const { stopPrice, price, priceStep, ...stop } = fromStopOrder(
    ToldStop.fromJSON({ ...PLAIN, ...change }),
    instrument,
  );
  return {
    ...stop,
    stopPrice: stopPrice.toFixed(),
    price: price?.toFixed(),
    priceStep: priceStep?.toFixed(),
  };
};

test('prices are put onto the grid where there is one, and it is said where there is none', () => {
  expect(told({}, share())).toMatchObject({ stopPrice: '700', price: '693', priceStep: undefined });
  const rounded = { stopPrice: roubles('156.67'), price: roubles('0') };
  expect(told(rounded, bond({ nominal: '166.666667', step: '0.01' }))).toMatchObject({
    stopPrice: '156.66666698',
    price: undefined,
    priceStep: '0.0166666667',
  });
  expect(told(rounded, undefined)).toMatchObject({ stopPrice: '156.67', isOffGrid: true });
  expect(told({ stopPrice: roubles('1', 'pt.') }, oil('7'))).toMatchObject({
    stopPrice: '700',
    priceStep: '7',
  });
  const { trailing } = told(TRAILING, oil('7'));
  expect(trailing).toMatchObject({
    indent: { type: 'absolute', value: '14' },
    spread: { type: 'relative', value: '0.5' },
  });
  expect(trailing?.extremum?.toFixed()).toBe('714');
});

test.each([
  ['a direction', { direction: 0 }],
  ['a type', { orderType: 9 }],
  ['a kind of take-profit', { takeProfitType: 7 }],
  ['how it trails', { ...TRAILING, trailingData: { ...TRAILING.trailingData, spreadType: 0 } }],
  ['what it trails by', { takeProfitType: 2 }],
])('%s that is not known is not taken for another one', (_, change) => {
  expect(told(change, share()).kind).toBeUndefined();
  expect(told(change, share()).status).toBe('active');
});

test('statuses, times and children that are not told', () => {
  const none = new Date(0).toISOString();
  expect(
    told({ status: 9, expirationTime: none, activationDateTime: none, exchangeOrderId: '' }, share()),
  ).toMatchObject({
    status: 'unspecified',
    expiresAt: undefined,
    triggeredAt: undefined,
    childOrderId: undefined,
  });
  const childOf = (orderType: number) =>
    told({ orderType, exchangeOrderType: 0, takeProfitType: 0 }, share()).childType;
  expect([1, 2, 3].map(childOf)).toEqual([undefined, 'market', 'limit']);
});
