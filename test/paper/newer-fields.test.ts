import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ChannelCredentials, createChannel, createClientFactory, Metadata } from 'nice-grpc';
import { Timestamp } from 'tinkoff-invest-api/dist/generated/google/protobuf/timestamp.js';
import {
  GetOrdersRequest,
  OrderStateStreamRequest,
  type OrderStateStreamResponse,
  OrdersServiceDefinition,
  OrdersStreamServiceDefinition,
  PostOrderAsyncRequest,
  PostOrderRequest,
  ReplaceOrderRequest,
  OrderExecutionReportStatus as Status,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT, connect, limitOrder, newDataDir, type PaperClient, start } from './paper-client.js';
import { collect } from './stream-reader.js';

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
    postOrderAsync: {
      ...OrdersServiceDefinition.methods.postOrderAsync,
      requestType: {
        ...PostOrderAsyncRequest,
        encode: (message: PostOrderAsyncRequest) =>
          PostOrderAsyncRequest.encode(message).uint32(80).bool(true),
      },
    },
    replaceOrder: {
      ...OrdersServiceDefinition.methods.replaceOrder,
      requestType: {
        ...ReplaceOrderRequest,
        encode: (message: ReplaceOrderRequest) => ReplaceOrderRequest.encode(message).uint32(112).bool(true),
      },
    },
  },
} as const;

const NewerOrdersStream = {
  ...OrdersStreamServiceDefinition,
  methods: {
    orderStateStream: {
      ...OrdersStreamServiceDefinition.methods.orderStateStream,
      requestType: {
        ...OrderStateStreamRequest,
        encode: (message: OrderStateStreamRequest) =>
          OrderStateStreamRequest.encode(message).uint32(120).int32(1_000),
      },
    },
  },
} as const;

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
let channel: ReturnType<typeof createChannel>;

const withToken = { '*': { metadata: new Metadata({ Authorization: 'Bearer full' }) } };
const newer = () => createClientFactory().create(NewerOrders, channel, withToken);

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 50 });
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
  const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
  for (const { orderId } of orders) await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
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

test('advanced_filters with a status that does not exist is refused', async () => {
  const request = { accountId: ACCOUNT, filters: { statuses: [99 as Status] } };
  await expect(newer().getOrders(request)).rejects.toThrow('30245');
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

test('confirm_margin_trade is read from an asynchronous order and from a replacing one', async () => {
  await client.control('PUT', '/account', { money: '100000', positions: { SBER: 10 } });
  const old = await client.orders.postOrder(limitOrder(sber, { sell: true, lots: 1, price: '305' }));
  const key = uuidv4();
  const price = { units: 306, nano: 0 };
  const replacing = { accountId: ACCOUNT, orderId: old.orderId, idempotencyKey: key, quantity: 5, price };
  const moved = await newer().replaceOrder(replacing);
  expect(moved.lotsRequested).toBe(5);
  const { figi: _, ...short } = limitOrder(sber, { sell: true, lots: 2, price: '307' });
  await newer().postOrderAsync(short);
  const working = await eventually(
    async () => {
      const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
      return orders.length === 2 ? orders : undefined;
    },
    { what: 'both orders work' },
  );
  expect(working.map(({ lotsRequested }) => lotsRequested)).toEqual([5, 2]);
  for (const { orderId } of working) await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  // Without the flag the second half of the replacement is refused.
  const again = await client.orders.postOrder(limitOrder(sber, { sell: true, lots: 1, price: '305' }));
  await expect(
    client.orders.replaceOrder({ ...replacing, orderId: again.orderId, idempotencyKey: uuidv4() }),
  ).rejects.toThrow('30240');
});

test('ping_delay_millis is read', async () => {
  const orders = createClientFactory().create(NewerOrdersStream, channel, withToken);
  const stream = collect<OrderStateStreamResponse>((signal) =>
    orders.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
  );
  await stream.until((messages) => messages.some(({ ping }) => ping));
  stream.end();
});

test('futures are sold short with consent, by accounts of the sandbox not at all', async () => {
  const { instruments } = await client.instruments.futures({ instrumentStatus: 1 });
  const future = instruments.find(({ ticker }) => ticker.startsWith('RI'));
  const { accountId } = await client.sandbox.openSandboxAccount({});
  const amount = { currency: 'rub', units: 10_000_000, nano: 0 };
  await client.sandbox.sandboxPayIn({ accountId, amount });
  await client.control('PUT', `/book/${future?.ticker}`, { bids: [['112000', 50]], asks: [['112100', 50]] });
  const sell = { ...limitOrder(future?.uid ?? '', { sell: true, lots: 1, price: '112000' }) };
  await expect(newer().postOrder({ ...sell, accountId })).rejects.toThrow('30042');
  await client.control('PUT', '/account', { money: '10000000', positions: [] });
  await expect(client.orders.postOrder(sell)).rejects.toThrow('30240');
  expect((await newer().postOrder(sell)).lotsExecuted).toBe(1);
  const { futures } = await client.operations.getPositions({ accountId: ACCOUNT });
  expect(futures).toMatchObject([{ instrumentUid: future?.uid, balance: -1 }]);
});
