import { describe, expect, test } from '@jest/globals';
import {
  OrderExecutionReportStatus as OrderStatus,
  OrderType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  ExchangeOrderType,
  StopOrderStatusOption as Status,
  StopOrderDirection,
  TakeProfitType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import { nano } from '../paper-client.js';
import { type StopFields, stopOrder, TYPES } from './stop-client.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

describe('a stop order', () => {
  const cases: [string, StopFields, { before: string; at: string; status: OrderStatus; limit?: string }][] = [
    [
      'take-profit sale at the market',
      { type: 'takeProfit', stopPrice: '310', child: 'market' },
      { before: '309.99', at: '310', status: OrderStatus.EXECUTION_REPORT_STATUS_FILL },
    ],
    [
      'take-profit sale at a limit',
      { type: 'takeProfit', stopPrice: '310', child: 'limit', price: '311' },
      { before: '309.99', at: '310', status: OrderStatus.EXECUTION_REPORT_STATUS_NEW, limit: '311' },
    ],
    [
      'take-profit purchase at the market',
      { type: 'takeProfit', sell: false, stopPrice: '290', child: 'market' },
      { before: '290.01', at: '290', status: OrderStatus.EXECUTION_REPORT_STATUS_FILL },
    ],
    [
      'take-profit purchase at a limit',
      { type: 'takeProfit', sell: false, stopPrice: '290', child: 'limit', price: '289' },
      { before: '290.01', at: '289.5', status: OrderStatus.EXECUTION_REPORT_STATUS_NEW, limit: '289' },
    ],
    [
      'take-profit without a word of its child, with a price',
      { type: 'takeProfit', stopPrice: '310', price: '311' },
      { before: '309.99', at: '310', status: OrderStatus.EXECUTION_REPORT_STATUS_NEW, limit: '311' },
    ],
    [
      'take-profit without a word of its child or a price',
      { type: 'takeProfit', stopPrice: '310' },
      { before: '309.99', at: '310', status: OrderStatus.EXECUTION_REPORT_STATUS_FILL },
    ],
    [
      'stop-loss sale',
      { stopPrice: '290' },
      { before: '290.01', at: '290', status: OrderStatus.EXECUTION_REPORT_STATUS_FILL },
    ],
    [
      'stop-loss purchase',
      { sell: false, stopPrice: '310', child: 'market' },
      { before: '309.99', at: '310.5', status: OrderStatus.EXECUTION_REPORT_STATUS_FILL },
    ],
    [
      'stop-limit sale',
      { type: 'stopLimit', stopPrice: '290', price: '291' },
      { before: '290.01', at: '290', status: OrderStatus.EXECUTION_REPORT_STATUS_NEW, limit: '291' },
    ],
    [
      'stop-limit purchase that crosses the book',
      { type: 'stopLimit', sell: false, stopPrice: '310', price: '311', child: 'limit' },
      { before: '309.99', at: '310', status: OrderStatus.EXECUTION_REPORT_STATUS_FILL, limit: '311' },
    ],
  ];
  for (const until of [undefined, new Date(Date.now() + 86_400_000)]) {
    test.each(cases)(
      `%s, ${until ? 'till tomorrow' : 'till it is cancelled'}`,
      async (_, fields, expected) => {
        const stopOrderId = await market.client.post(market.sber, {
          ...fields,
          ...(until && { until }),
          quantity: 2,
        });
        await market.moveTo(expected.before);
        expect(await market.client.stop(stopOrderId)).toMatchObject({
          status: Status.STOP_ORDER_STATUS_ACTIVE,
          activationDateTime: undefined,
          exchangeOrderId: undefined,
          expirationTime: until,
        });
        await market.moveTo(expected.at);
        expect(await market.client.stop(stopOrderId)).toMatchObject({
          status: Status.STOP_ORDER_STATUS_EXECUTED,
          expirationTime: until,
        });
        const child = await market.childOf(stopOrderId);
        expect(child).toMatchObject({
          executionReportStatus: expected.status,
          lotsRequested: 2,
          orderType: expected.limit ? OrderType.ORDER_TYPE_LIMIT : OrderType.ORDER_TYPE_MARKET,
          direction: stopOrder(market.sber, fields).direction,
        });
        if (expected.limit)
          expect(nano(child.initialSecurityPrice)).toBe(BigInt(expected.limit) * 1_000_000_000n);
        await market.moveTo('300');
        await market.moveTo(expected.at);
        expect((await market.kindsOf(stopOrderId)).filter((kind) => kind === 'stop-triggered')).toHaveLength(
          1,
        );
      },
    );
  }

  test('is told of as the contract says, in roubles, without what the list does not return', async () => {
    const key = uuidv4();
    const until = new Date(Date.now() + 3_600_000);
    const before = new Date();
    const answer = await market.client.stops.postStopOrder(
      stopOrder(market.sber, {
        type: 'takeProfit',
        stopPrice: '310',
        price: '311',
        child: 'limit',
        until,
        key,
        confirmMarginTrade: true,
      }),
    );
    expect(answer).toMatchObject({
      orderRequestId: key,
      responseMetadata: { trackingId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    const stop = await market.client.stop(answer.stopOrderId);
    expect(stop).toEqual({
      stopOrderId: answer.stopOrderId,
      lotsRequested: 1,
      figi: 'BBG004730N88',
      direction: StopOrderDirection.STOP_ORDER_DIRECTION_SELL,
      currency: 'rub',
      orderType: TYPES.takeProfit,
      createDate: expect.any(Date),
      activationDateTime: undefined,
      expirationTime: until,
      price: { currency: 'rub', units: 311, nano: 0 },
      stopPrice: { currency: 'rub', units: 310, nano: 0 },
      instrumentUid: market.sber,
      takeProfitType: TakeProfitType.TAKE_PROFIT_TYPE_REGULAR,
      trailingData: undefined,
      status: Status.STOP_ORDER_STATUS_ACTIVE,
      exchangeOrderType: ExchangeOrderType.EXCHANGE_ORDER_TYPE_LIMIT,
      exchangeOrderId: undefined,
    });
    expect(stop.createDate?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    const lossId = await market.client.post(market.sber, { stopPrice: '290', price: '0' });
    expect(await market.client.stop(lossId)).toMatchObject({
      price: { currency: 'rub', units: 0, nano: 0 },
      takeProfitType: TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED,
      exchangeOrderType: ExchangeOrderType.EXCHANGE_ORDER_TYPE_UNSPECIFIED,
    });
  });
});
