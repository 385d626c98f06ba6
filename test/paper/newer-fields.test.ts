import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ChannelCredentials, createChannel, createClientFactory, Metadata } from 'nice-grpc';
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  OrdersServiceDefinition,
  PostOrderRequest,
  OrderExecutionReportStatus as Status,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, newDataDir, type PaperClient, start } from './paper-client.js';

type Filters = { from?: Date; to?: Date; statuses: Status[] };

/** Field numbers of contract 1.43, written from the contract and not from the server's code. */
const NewerOrders = {
  ...OrdersServiceDefinition,
  methods: {
    getOrders: {
      ...OrdersServiceDefinition.methods.getOrders,
      requestType: {
        ...GetOrdersRequest,
        encode({ filters, ...message }: GetOrdersRequest & { filters: Filters }) {
          const writer = GetOrdersRequest.encode(message);
          const inner = writer.uint32(18).fork();
          const time = (tag: number, date: Date | undefined) => {
            if (!date) return;
            const timestamp = { seconds: Math.floor(date.getTime() / 1000), nanos: 0 };
            inner.uint32(tag).bytes(Timestamp.encode(timestamp).finish());
          };
          time(10, filters.from);
          time(18, filters.to);
          inner.uint32(26).fork();
          for (const status of filters.statuses) inner.int32(status);
          inner.ldelim();
          return inner.ldelim();
        },
      },
    },
    postOrder: {
      ...OrdersServiceDefinition.methods.postOrder,
      requestType: {
        ...PostOrderRequest,
        encode: (message: PostOrderRequest) => PostOrderRequest.encode(message).uint32(88).bool(true),
      },
    },
  },
} as const;

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
let channel: ReturnType<typeof createChannel>;

const newer = () =>
  createClientFactory().create(NewerOrders, channel, {
    '*': { metadata: new Metadata({ Authorization: 'Bearer full' }) },
  });

beforeAll(async () => {
  exchange = await start(dataDir);
  client = connect(exchange);
  channel = createChannel(`localhost:${exchange.port}`, ChannelCredentials.createInsecure());
  sber = await client.uid('SBER');
});
afterAll(async () => {
  channel.close();
  client.close();
  await exchange.close();
  remove();
});
beforeEach(async () => {
  await client.control('PUT', '/book/SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
});

test('advanced_filters lists the orders of today in the wanted states', async () => {
  const filled = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '300.5' }));
  const working = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '299' }));
  const cancelled = await client.orders.postOrder(limitOrder(sber, { lots: 1, price: '298' }));
  await client.orders.cancelOrder({ accountId: ACCOUNT, orderId: cancelled.orderId });
  const list = async (filters: Filters) => {
    const request = { accountId: ACCOUNT, filters };
    return (await newer().getOrders(request)).orders.map(({ orderId }) => orderId);
  };
  expect(await list({ statuses: [] })).toEqual([filled.orderId, working.orderId, cancelled.orderId]);
  expect(
    await list({
      statuses: [Status.EXECUTION_REPORT_STATUS_FILL, Status.EXECUTION_REPORT_STATUS_CANCELLED],
    }),
  ).toEqual([filled.orderId, cancelled.orderId]);
  expect(await list({ from: new Date(Date.now() + 3_600_000), statuses: [] })).toEqual([working.orderId]);
  expect((await client.orders.getOrders({ accountId: ACCOUNT })).orders).toHaveLength(1);
});

test('confirm_margin_trade allows a short that margin covers, and none that it does not', async () => {
  await client.control('PUT', '/account', { money: '100000', positions: [] });
  const sell = (lots: number) => limitOrder(sber, { sell: true, lots, price: '300' });
  await expect(client.orders.postOrder(sell(10))).rejects.toThrow('30240');
  await expect(newer().postOrder(sell(1_000))).rejects.toThrow('30042');
  expect((await newer().postOrder(sell(10))).lotsExecuted).toBe(10);
  const { securities } = await client.operations.getPositions({ accountId: ACCOUNT });
  expect(securities).toMatchObject([{ instrumentUid: sber, balance: -100 }]);
  // Buying back what was sold short needs nobody's consent.
  expect((await client.orders.postOrder(limitOrder(sber, { lots: 10, price: '300.5' }))).lotsExecuted).toBe(
    10,
  );
});
