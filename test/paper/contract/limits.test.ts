/** Every unary limit of the broker's table of October 2024: met at its number, hit right after it, free again after it. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Status } from 'nice-grpc';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { connect, newDataDir, type PaperClient, start } from '../paper-client.js';
import { type BareAnswer, type BareCaller, bareCaller } from './bare-call.js';

/** Calls a minute, by a method that stands for all that share the limit. */
const LIMITS = [
  ['InstrumentsService/ShareBy', 200],
  ['UsersService/GetInfo', 100],
  ['OperationsService/GetPositions', 200],
  ['OperationsService/GetBrokerReport', 5],
  ['MarketDataService/GetOrderBook', 600],
  ['OrdersService/GetOrderState', 100],
  ['OrdersService/PostOrder', 300],
  ['OrdersService/PostOrderAsync', 450],
  ['OrdersService/GetOrders', 200],
  ['OrdersService/CancelOrder', 100],
  ['StopOrdersService/GetStopOrders', 50],
  ['SandboxService/GetSandboxAccounts', 200],
] as const;

interface Running {
  exchange: PaperExchange;
  caller: BareCaller;
  client: PaperClient;
  stop(): Promise<void>;
}

async function open(rateWindowMs: number): Promise<Running> {
  const { dataDir, remove } = newDataDir();
  const exchange = await start(dataDir, { rateWindowMs });
  const caller = bareCaller(exchange.port);
  const client = connect(exchange);
  return {
    exchange,
    caller,
    client,
    async stop() {
      caller.close();
      client.close();
      await exchange.close();
      remove();
    },
  };
}

describe('within one window', () => {
  let running: Running;
  beforeAll(async () => {
    running = await open(60_000);
  });
  afterAll(() => running.stop());

  test.each(LIMITS)('%s: %i calls, and not one more', async (method, limit) => {
    const { caller } = running;
    const answers: BareAnswer[] = [];
    while (answers.length < limit) answers.push(await caller.call(method));
    expect(answers.filter(({ code }) => code === '80002')).toEqual([]);
    expect(answers.map(({ remaining }) => remaining)).toEqual(
      Array.from({ length: limit }, (_, made) => limit - 1 - made),
    );
    expect(answers.at(-1)).toMatchObject({ limit: `${limit}, ${limit};w=60`, remaining: 0 });
    for (let extra = 0; extra < 3; extra += 1) {
      const refused = await caller.call(method);
      expect(refused).toMatchObject({
        status: Status.RESOURCE_EXHAUSTED,
        code: '80002',
        limit: `${limit}, ${limit};w=60`,
        remaining: 0,
      });
      expect(refused.resetSeconds).toBeGreaterThan(0);
      expect(refused.resetSeconds).toBeLessThanOrEqual(60);
    }
  });

  test('a minute later every one of them is free again', async () => {
    const { caller } = running;
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 60_000);
    try {
      for (const [method, limit] of LIMITS) {
        expect([method, await caller.call(method)]).toMatchObject([method, { remaining: limit - 1 }]);
      }
    } finally {
      clock.mockRestore();
    }
  });
});

describe('the tariff', () => {
  let running: Running;
  beforeAll(async () => {
    running = await open(60_000);
  });
  afterAll(() => running.stop());

  test('tells every limit, each method in one line alone', async () => {
    const { unaryLimits } = await running.client.users.getUserTariff({});
    const told = unaryLimits.flatMap(({ methods, limitPerMinute }) =>
      methods.map((method) => [method.replace(/^.*\.v1\./, ''), limitPerMinute] as const),
    );
    const byMethod = new Map(told);
    expect(told).toHaveLength(byMethod.size);
    expect(LIMITS.map(([method]) => [method, byMethod.get(method)])).toEqual(LIMITS);
  });

  test('calls of one service that are not named share their limit, and named ones do not touch it', async () => {
    const { caller } = running;
    const first = await caller.call('OrdersService/GetOrderState');
    await caller.call('OrdersService/GetOrders');
    await caller.call('OrdersService/PostOrder');
    const next = await caller.call('OrdersService/GetMaxLots');
    expect([first.remaining, next.remaining]).toEqual([99, 98]);
  });

  test('both reports are counted together, though neither is served', async () => {
    const { caller } = running;
    const first = await caller.call('OperationsService/GetBrokerReport');
    const next = await caller.call('OperationsService/GetDividendsForeignIssuer');
    expect([first, next]).toMatchObject([
      { code: '12001', remaining: 4 },
      { code: '12001', remaining: 3 },
    ]);
  });

  test('calls of every token are counted together', async () => {
    const { caller, exchange } = running;
    const before = await caller.call('OperationsService/GetPositions');
    const other = connect(exchange, 'read-only');
    await expect(other.operations.getPositions({ accountId: '2000000001' })).resolves.toBeDefined();
    other.close();
    const after = await caller.call('OperationsService/GetPositions');
    expect(before.remaining - after.remaining).toBe(2);
  });
});

test('a program that waits as long as it was told may go on', async () => {
  const [method, limit] = ['StopOrdersService/GetStopOrders', 50];
  const { caller, stop } = await open(1_000);
  const refused = await eventually(
    async () => {
      const calls = Array.from({ length: limit + 1 }, () => caller.call(method));
      return (await Promise.all(calls)).find(({ code }) => code === '80002');
    },
    { what: 'the limit hit', everyMs: 1 },
  );
  const freeAt = performance.now() + refused.resetSeconds * 1_000;
  await eventually(() => performance.now() >= freeAt, { what: 'the time it said' });
  expect(await caller.call(method)).toMatchObject({ remaining: limit - 1 });
  await stop();
});
