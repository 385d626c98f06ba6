import { expect, test } from '@jest/globals';
import {
  GetOrdersRequest,
  OrderExecutionReportStatus,
  OrderStateStreamRequest,
  PostOrderAsyncRequest,
  PostOrderRequest,
  ReplaceOrderRequest,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { PostStopOrderRequest } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { NewerOrdersService, NewerStopOrdersService } from '../../../broker/grpc/newer-fields.js';
import { NewerOrdersServiceDefinition } from '../../../paper/grpc/newer-fields.js';

const { getOrders, postOrder } = NewerOrdersService.methods;
const reader = NewerOrdersServiceDefinition.methods;

const post = PostOrderRequest.fromJSON({ instrumentId: 'uid', orderId: 'key', quantity: 3 });

test('a consent to margin is told, and nothing is where there is none', () => {
  const plain = PostOrderRequest.encode(post).finish();
  for (const request of [post, { ...post, confirmMarginTrade: false }])
    expect(Buffer.from(postOrder.requestType.encode(request).finish())).toEqual(Buffer.from(plain));
  const bytes = postOrder.requestType.encode({ ...post, confirmMarginTrade: true }).finish();
  // Field 11, a varint, 1.
  expect([...bytes]).toEqual([...plain, 0x58, 0x01]);
  expect(reader.postOrder.requestType.decode(bytes)).toMatchObject({
    instrumentId: 'uid',
    quantity: 3,
    confirmMarginTrade: true,
  });
});

test.each([
  // The number of the field, shifted by its wire type (a varint), then 1.
  ['PostOrderAsync', NewerOrdersService.methods.postOrderAsync, PostOrderAsyncRequest, [0x50, 0x01]],
  ['ReplaceOrder', NewerOrdersService.methods.replaceOrder, ReplaceOrderRequest, [0x70, 0x01]],
  ['PostStopOrder', NewerStopOrdersService.methods.postStopOrder, PostStopOrderRequest, [0x80, 0x01, 0x01]],
] as const)(
  '%s tells a consent under its own number, and nothing where there is none',
  (_, method, base, field) => {
    const request = base.fromJSON({ accountId: '2000000001', quantity: 3 });
    const { encode } = method.requestType as { encode(message: object): { finish(): Uint8Array } };
    const plain = [...base.encode(request as never).finish()];
    for (const without of [request, { ...request, confirmMarginTrade: false }])
      expect([...encode(without).finish()]).toEqual(plain);
    expect([...encode({ ...request, confirmMarginTrade: true }).finish()]).toEqual([...plain, ...field]);
    expect(base.decode(Uint8Array.from([...plain, ...field]))).toEqual(request);
  },
);

test('the delay of pings goes out under the number of ping_delay_millis, 15', () => {
  expect([...OrderStateStreamRequest.encode({ accounts: [], pingDelayMs: 5_000 }).finish()]).toEqual([
    0x78, 0x88, 0x27,
  ]);
});

test('the filter of the list is read by the exchange as it was written', () => {
  const from = new Date('2026-03-23T00:00:00.000Z');
  const to = new Date('2026-03-23T20:50:00.123Z');
  const statuses = [
    OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_FILL,
    OrderExecutionReportStatus.EXECUTION_REPORT_STATUS_NEW,
  ];
  for (const filters of [
    { from, to, statuses },
    { from, statuses },
  ]) {
    const bytes = getOrders.requestType
      .encode({ accountId: '2000000001', advancedFilters: filters })
      .finish();
    expect(reader.getOrders.requestType.decode(bytes)).toMatchObject({
      accountId: '2000000001',
      advancedFilters: filters,
    });
  }
});

test('a program with the older contract skips what it does not know', () => {
  const bytes = getOrders.requestType
    .encode({ accountId: '1', advancedFilters: { from: new Date(), statuses: [] } })
    .finish();
  expect(GetOrdersRequest.decode(bytes)).toEqual({ accountId: '1' });
});
