/** What the own-order hub makes of a stream's words that the paper exchange never says. */
import { expect, test } from '@jest/globals';
import { OrderStateStreamResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import type { GrpcClients } from '../../../broker/grpc/client.js';
import { HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import { createOrderStateHub } from '../../../broker/hubs/order-state-hub.js';
import { RequestQueue } from '../../../broker/hubs/request-queue.js';
import { eventually } from '../../support/eventually.js';
import { SILENT } from '../paper-broker.js';

type Words = RequestQueue<OrderStateStreamResponse>;

function hubOnStream() {
  const streams: Words[] = [];
  const warnings: object[] = [];
  const client = {
    orderStateStream(_request: unknown, { signal }: { signal: AbortSignal }): Words {
      const words: Words = new RequestQueue();
      streams.push(words);
      signal.addEventListener('abort', () => words.end());
      return words;
    },
  };
  const never = () => Promise.reject(new Error('not in this test'));
  const orders = { state: never, today: async () => [] };
  const hub = createOrderStateHub({
    clients: { streamsOf: () => client } as unknown as GrpcClients,
    accountId: 'ours',
    orders,
    times: { ...HUB_TIMES, refusedMs: 50 },
    logger: { ...SILENT, warn: (details) => warnings.push(details) },
  });
  hub.start();
  return { hub, streams, warnings };
}

const subscription = (status: number, error?: { code: string; message: string }) =>
  OrderStateStreamResponse.fromJSON({ subscription: { trackingId: 'abc', status, error } });
const event = (accountId: string, orderRequestId: string) =>
  OrderStateStreamResponse.fromJSON({
    orderState: { accountId, orderRequestId, orderId: orderRequestId, executionReportStatus: 4 },
  });

test('a refused subscription is no stream: it is opened again until it is accepted, and live only then', async () => {
  const { hub, streams, warnings } = hubOnStream();
  streams[0]?.push(subscription(13, { code: '80001', message: 'too many streams' }));
  await eventually(() => streams.length === 2, { what: 'another stream' });
  expect(hub.live).toBe(false);
  expect(warnings).toEqual([
    {
      stream: 'own orders',
      err: expect.objectContaining({ code: 'unavailable', brokerCode: '80001', trackingId: 'abc' }),
    },
  ]);
  streams[1]?.push(subscription(1));
  await eventually(() => hub.live, { what: 'a live hub' });
  hub.close();
});

test('orders of another account are not ours to know', async () => {
  const { hub, streams } = hubOnStream();
  for (const words of [subscription(1), event('theirs', 'a'), event('ours', 'b')]) streams[0]?.push(words);
  await eventually(() => hub.byClientOrderId('b'), { what: 'our order' });
  expect(hub.byClientOrderId('a')).toBeUndefined();
  hub.close();
});
