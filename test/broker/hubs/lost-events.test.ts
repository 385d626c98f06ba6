/** Own-order events that a stream loses, repeats, delays or mixes up with the answers of unary calls. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderStateStreamResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import type { GrpcClients } from '../../../broker/grpc/client.js';
import { createOrderStateHub } from '../../../broker/hubs/order-state-hub.js';
import { RequestQueue } from '../../../broker/hubs/request-queue.js';
import type { Broker, LimitOrder } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { Direction, isFinal, type OrderSnapshot, OrderStatus } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import { type PaperBroker, SILENT, startPaperBroker } from '../paper-broker.js';

describe('a fill that the stream lost', () => {
  let paper: PaperBroker;
  let broker: Broker;
  let told: OrderSnapshot[];

  beforeAll(async () => {
    paper = await startPaperBroker();
  });
  afterAll(() => paper?.stop());
  beforeEach(async () => {
    await paper.control.clearFaults();
    await paper.control.book('SBER', { bids: [['300', 1]], asks: [['301', 50]] });
    broker = await paper.connect();
    told = [];
    broker.ownOrders.onChange((order) => told.push(order));
    broker.ownOrders.start();
    await eventually(() => broker.ownOrders.live, { what: 'a live hub' });
  });
  afterEach(() => broker.close());

  const post = async () => {
    const order: LimitOrder = {
      clientOrderId: uuidv4(),
      instrument: paper.sber,
      direction: Direction.buy,
      lots: 3,
      price: new Decimal('300.5'),
      timeInForce: 'day',
    };
    broker.ownOrders.merge(await broker.orders.post(order));
    return order.clientOrderId;
  };
  /** @returns how long it took until the hub knew, in milliseconds. */
  const sellAll = async (key: string) => {
    const soldAt = performance.now();
    await paper.control.trade('SBER', { side: 'sell', lots: 3, price: '300.5' });
    await eventually(() => broker.ownOrders.byClientOrderId(key)?.status === OrderStatus.filled, {
      what: 'the fill',
      everyMs: 5,
    });
    return performance.now() - soldAt;
  };

  test('in silence is found within 5 s and one reading, and told once', async () => {
    const key = await post();
    await paper.control.fault({ method: 'OrderStateStream', kind: 'silent-stream' });
    expect(await sellAll(key)).toBeLessThan(6_000);
    expect(told.filter(({ lotsExecuted }) => lotsExecuted === 3)).toHaveLength(1);
    expect(broker.ownOrders.working(paper.sber.uid)).toEqual([]);
  });

  test('in a break is found as soon as the stream is back', async () => {
    const key = await post();
    await paper.control.fault({ method: 'OrderStateStream', kind: 'cut-stream' });
    await eventually(() => !broker.ownOrders.live, { what: 'the break', everyMs: 1 });
    expect(await sellAll(key)).toBeLessThan(2_000);
    expect(told.filter(({ status }) => isFinal(status)).every(({ lotsExecuted }) => lotsExecuted === 3)).toBe(
      true,
    );
  });

  test('on a connection that breaks again and again is found all the same', async () => {
    const key = await post();
    for (let cuts = 0; cuts < 3; cuts += 1) {
      await paper.control.fault({ method: 'OrderStateStream', kind: 'cut-stream' });
    }
    expect(await sellAll(key)).toBeLessThan(3_000);
  });
});

/** An order's life as the exchange knows it: so many lots after each step, and then its end. */
const lives = fc
  .record({ fills: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }), isCancelled: fc.boolean() })
  .map(({ fills, isCancelled }) => {
    const lots = fills.reduce((sum, each) => sum + each, 0) + (isCancelled ? 2 : 1);
    const life = [{ lotsExecuted: 0, status: OrderStatus.new as OrderStatus }];
    for (const each of isCancelled ? fills : [...fills, 1]) {
      const lotsExecuted = (life.at(-1)?.lotsExecuted ?? 0) + each;
      life.push({
        lotsExecuted,
        status: lotsExecuted === lots ? OrderStatus.filled : OrderStatus.partiallyFilled,
      });
    }
    if (isCancelled)
      life.push({ lotsExecuted: life.at(-1)?.lotsExecuted ?? 0, status: OrderStatus.cancelled });
    return { lots, life };
  });

const REPORTS = {
  [OrderStatus.filled]: 1,
  [OrderStatus.rejected]: 2,
  [OrderStatus.cancelled]: 3,
  [OrderStatus.new]: 4,
  [OrderStatus.partiallyFilled]: 5,
  [OrderStatus.unspecified]: 0,
} as const;

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('events lost, repeated and late, mixed up with old and new answers, end in what is true', async () => {
  const sources = fc.array(
    fc.record({ from: fc.constantFrom('stream' as const, 'answer' as const), moment: fc.nat(9) }),
    { maxLength: 15 },
  );
  await fc.assert(
    fc.asyncProperty(lives, sources, async ({ lots, life }, words) => {
      const streams: RequestQueue<OrderStateStreamResponse>[] = [];
      const client = {
        orderStateStream(_request: unknown, { signal }: { signal: AbortSignal }) {
          const queue = new RequestQueue<OrderStateStreamResponse>();
          streams.push(queue);
          signal.addEventListener('abort', () => queue.end());
          return queue;
        },
      };
      const at = (moment: number): OrderSnapshot => ({
        brokerOrderId: '77',
        clientOrderId: 'key',
        instrumentUid: 'uid',
        direction: Direction.buy,
        lotsRequested: lots,
        ...(life[Math.min(moment, life.length - 1)] ?? { lotsExecuted: 0, status: OrderStatus.new }),
      });
      const never = () => Promise.reject(new Error('not in this test'));
      const orders = {
        state: never,
        today: async () => [at(life.length - 1)],
      };
      const hub = createOrderStateHub({
        clients: { streamsOf: () => client } as unknown as GrpcClients,
        accountId: 'ours',
        orders,
        logger: SILENT,
      });
      const told: OrderSnapshot[] = [];
      hub.onChange((order) => told.push(order));
      hub.start();
      for (const { from, moment } of words) {
        const order = at(moment);
        if (from === 'answer') hub.merge(order);
        else
          streams[0]?.push(
            OrderStateStreamResponse.fromJSON({
              orderState: {
                accountId: 'ours',
                orderId: order.brokerOrderId,
                orderRequestId: 'key',
                instrumentUid: 'uid',
                direction: 1,
                executionReportStatus: REPORTS[order.status],
                lotsRequested: lots,
                lotsExecuted: order.lotsExecuted,
              },
            }),
          );
        await turn();
      }
      await hub.refresh();
      hub.close();
      const truth = at(life.length - 1);
      expect(hub.byClientOrderId('key')).toMatchObject({
        status: truth.status,
        lotsExecuted: truth.lotsExecuted,
      });
      expect(hub.working('uid')).toEqual([]);
      for (const [n, order] of told.entries()) {
        const before = told[n - 1];
        expect(order.lotsExecuted).toBeGreaterThanOrEqual(before?.lotsExecuted ?? 0);
        if (before && isFinal(before.status)) expect(isFinal(order.status)).toBe(true);
      }
    }),
    { numRuns: 150, seed: 20_261_124 },
  );
});
