import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import { createGrpcClients } from '../../../broker/grpc/client.js';
import { createOrderStateHub } from '../../../broker/hubs/order-state-hub.js';
import type { Broker, LimitOrder } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { Direction, isFinal, type OrderSnapshot, OrderStatus } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import { type PaperBroker, SILENT, startPaperBroker } from '../paper-broker.js';

let paper: PaperBroker;
let broker: Broker;
const told: OrderSnapshot[] = [];

beforeAll(async () => {
  paper = await startPaperBroker();
});
afterAll(() => paper?.stop());
beforeEach(async () => {
  await paper.control.clearFaults();
  await paper.control.book('SBER', { bids: [['300', 1]], asks: [['301', 50]] });
  broker = await paper.connect();
  broker.ownOrders.onChange((order) => told.push(order));
  broker.ownOrders.start();
  await untilLive();
});
afterEach(async () => {
  for (const { brokerOrderId } of broker.ownOrders.working(paper.sber.uid))
    await broker.orders.cancel({ brokerOrderId });
  await broker.close();
  told.length = 0;
});

const untilLive = () => eventually(() => broker.ownOrders.live, { what: 'a live hub', timeoutMs: 20_000 });
const order = (changes: Partial<LimitOrder> = {}): LimitOrder => ({
  clientOrderId: uuidv4(),
  instrument: paper.sber,
  direction: Direction.buy,
  lots: 3,
  price: new Decimal('300.5'),
  timeInForce: 'day',
  ...changes,
});
const known = ({ clientOrderId }: LimitOrder) => broker.ownOrders.byClientOrderId(clientOrderId);
const sell = (lots: number) => paper.control.trade('SBER', { side: 'sell', lots, price: '300.5' });

describe('the own-order hub', () => {
  test('follows an order from the stream alone, posted by somebody else with a key of ours', async () => {
    const sent = order();
    await paper.broker.orders.post(sent);
    await eventually(() => known(sent)?.status === OrderStatus.new, { what: 'the new order' });
    expect(broker.ownOrders.working(paper.sber.uid)).toHaveLength(1);
    await sell(1);
    await eventually(() => known(sent)?.lotsExecuted === 1, { what: 'the first fill' });
    await sell(2);
    await eventually(() => known(sent)?.status === OrderStatus.filled, { what: 'the end' });
    expect(broker.ownOrders.working(paper.sber.uid)).toHaveLength(0);
    const lots = told.map(({ lotsExecuted }) => lotsExecuted);
    expect(lots).toEqual([...lots].sort((a, b) => a - b));
  });

  test("joins answers and events, and keeps the exchange's id once it is known", async () => {
    const sent = order();
    const answer = await broker.orders.post(sent);
    broker.ownOrders.merge(answer);
    await eventually(() => told.length >= 1 && known(sent), { what: 'an event' });
    await broker.ownOrders.refresh();
    expect(broker.ownOrders.working(paper.sber.uid)).toHaveLength(1);
    expect(known(sent)?.brokerOrderId).toBe(answer.brokerOrderId);
  });

  test('a snapshot that says nothing new is told to nobody', async () => {
    broker.ownOrders.merge(await broker.orders.post(order()));
    await broker.ownOrders.refresh();
    // The exchange's own id comes as a second event.
    await eventually(() => told.some(({ placedAt }) => placedAt), { what: 'the event' });
    await broker.ownOrders.refresh();
    const before = told.length;
    await broker.ownOrders.refresh();
    expect(told).toHaveLength(before);
  });

  test('finds what happened while the stream was cut', async () => {
    const sent = order();
    broker.ownOrders.merge(await broker.orders.post(sent));
    await paper.control.fault({ method: 'OrderStateStream', kind: 'cut-stream' });
    await eventually(() => !broker.ownOrders.live, { what: 'the break', everyMs: 1 });
    await sell(3);
    await untilLive();
    expect(known(sent)?.status).toBe(OrderStatus.filled);
  });

  test('finds within 5 s what a silent stream did not tell, while an order works', async () => {
    const sent = order();
    broker.ownOrders.merge(await broker.orders.post(sent));
    await paper.control.fault({ method: 'OrderStateStream', kind: 'silent-stream' });
    await sell(2);
    await eventually(() => known(sent)?.lotsExecuted === 2, { what: 'the lost fill', timeoutMs: 7_000 });
  });

  test('asks for an order whose end nobody told, where the broker lists only active ones', async () => {
    const clients = createGrpcClients({ endpoint: `localhost:${paper.exchange.port}`, token: 'full' });
    const active = async () => (await broker.orders.today()).filter(({ status }) => !isFinal(status));
    const orders = { ...broker.orders, today: active };
    const hub = createOrderStateHub({ clients, accountId: broker.accountId, orders, logger: SILENT });
    const sent = order();
    hub.merge(await broker.orders.post(sent));
    await sell(3);
    await eventually(() => known(sent)?.status === OrderStatus.filled, { what: 'the end' });
    await eventually(
      async () => {
        await hub.refresh();
        return hub.byClientOrderId(sent.clientOrderId)?.status === OrderStatus.filled;
      },
      { what: 'the end that was asked for' },
    );
    clients.close();
  });

  test('keeps taking for working what is neither listed nor found: that proves nothing', async () => {
    const clients = createGrpcClients({ endpoint: `localhost:${paper.exchange.port}`, token: 'full' });
    const hub = createOrderStateHub({
      clients,
      accountId: broker.accountId,
      orders: broker.orders,
      logger: SILENT,
    });
    const sent = order();
    await paper.control.fault({ method: 'PostOrder', kind: 'appear-late', ms: 300 });
    await expect(broker.orders.post(sent)).rejects.toMatchObject({ code: 'duplicate' });
    hub.merge(hidden(sent));
    await hub.refresh();
    expect(hub.working(paper.sber.uid)).toHaveLength(1);
    await eventually(() => broker.orders.state(sent), { what: 'the late order' });
    await broker.ownOrders.refresh();
    clients.close();
  });
});

const hidden = ({ clientOrderId, instrument, direction, lots }: LimitOrder): OrderSnapshot => ({
  brokerOrderId: 'not known yet',
  clientOrderId,
  instrumentUid: instrument.uid,
  direction,
  status: OrderStatus.new,
  lotsRequested: lots,
  lotsExecuted: 0,
});
