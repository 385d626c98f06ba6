/** What a refresh of the own-order hub costs the broker, and what it promises; the desk is the test's own. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createGrpcClients, type GrpcClients } from '../../../broker/grpc/client.js';
import { createOrderStateHub } from '../../../broker/hubs/order-state-hub.js';
import { NotFoundError, type OrderDesk, UnavailableError } from '../../../broker/index.js';
import { Direction, type OrderSnapshot, OrderStatus } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import { SILENT } from '../paper-broker.js';

const order = (changes: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
  brokerOrderId: '77',
  clientOrderId: 'key',
  instrumentUid: 'uid',
  direction: Direction.buy,
  status: OrderStatus.new,
  lotsRequested: 5,
  lotsExecuted: 0,
  ...changes,
});
const never = () => Promise.reject(new Error('not in this test'));

let clients: GrpcClients;
beforeEach(() => {
  clients = createGrpcClients({ endpoint: 'localhost:1', token: 'full' });
});
afterEach(() => clients.close());

const hubOver = (desk: Partial<Pick<OrderDesk, 'state' | 'today'>>) =>
  createOrderStateHub({
    clients,
    accountId: '1',
    orders: { state: never, today: never, ...desk },
    logger: SILENT,
  });

/** Told before a reading is by the clock. */
const aMillisecondLater = () => {
  const toldAtMs = Date.now();
  return eventually(() => Date.now() > toldAtMs, { what: 'a millisecond', everyMs: 1 });
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('fifty callers at once are one list and one look-up of the order that it leaves out', async () => {
  const calls = { today: 0, state: 0 };
  const hub = hubOver({
    today: async () => {
      calls.today += 1;
      return [];
    },
    state: async () => {
      calls.state += 1;
      return order({ status: OrderStatus.cancelled });
    },
  });
  hub.merge(order());
  await aMillisecondLater();
  await Promise.all(Array.from({ length: 50 }, () => hub.refresh()));
  expect(calls).toEqual({ today: 1, state: 1 });
  expect(hub.byClientOrderId('key')?.status).toBe(OrderStatus.cancelled);
});

test('who asks while a list is under way is answered by the next one', async () => {
  const answers: ((orders: readonly OrderSnapshot[]) => void)[] = [];
  const hub = hubOver({ today: () => new Promise((resolve) => answers.push(resolve)) });
  const first = hub.refresh();
  await turn();
  let isFresh = false;
  const late = hub.refresh().then(() => {
    isFresh = true;
  });
  answers[0]?.([]);
  await first;
  await turn();
  expect(isFresh).toBe(false);
  answers[1]?.([order({ lotsExecuted: 2, status: OrderStatus.partiallyFilled })]);
  await late;
  expect(hub.byClientOrderId('key')?.lotsExecuted).toBe(2);
});

test('a list that cannot be read fails the refresh, and the next one is made all the same', async () => {
  let isAway = true;
  const hub = hubOver({
    today: async () => {
      if (isAway) throw new UnavailableError({ method: 'GetOrders' });
      return [order()];
    },
  });
  await expect(hub.refresh()).rejects.toBeInstanceOf(UnavailableError);
  isAway = false;
  await hub.refresh();
  expect(hub.working('uid')).toHaveLength(1);
});

test('an order that is neither listed nor found stays working, and is not asked for at every reading', async () => {
  let asked = 0;
  const hub = hubOver({
    today: async () => [],
    state: async () => {
      asked += 1;
      throw new NotFoundError({ method: 'GetOrderState' });
    },
  });
  hub.merge(order());
  await aMillisecondLater();
  await hub.refresh();
  await hub.refresh();
  expect(asked).toBe(1);
  expect(hub.working('uid')).toHaveLength(1);
});
