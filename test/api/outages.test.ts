/** A part that is away: the API says which, refuses what needs it, serves what does not, and goes on by itself. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { isFinal } from '../../domain/order.js';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { readEvents } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

type Part = 'database' | 'temporal' | 'broker';

let system: System;
let ways: Record<Part, TcpProxy>;
/** The same system, reached on ways that can be cut; the worker has its own. */
let environment: Record<string, string>;
let api: ApiProcess;
let lot: number;

const PROBLEM = 'application/problem+json';
const untilHealth = (of: ApiProcess, expected: object) =>
  eventually(
    async () => {
      const { status, body } = await of.health();
      expect({ status, body }).toMatchObject({ status: 200, body: expected });
      return true;
    },
    { what: `health ${JSON.stringify(expected)}`, timeoutMs: 12_000 },
  );
const OK = { status: 'ok' };
const allHealthy = (of: ApiProcess) =>
  untilHealth(of, { status: 'ok', database: OK, temporal: OK, worker: OK, broker: OK });
const startTask = async (): Promise<string> => {
  const answer = await api.command('buy', { ticker: 'SBER', amount: lot, limitPrice: '299' });
  expect(answer.status).toBe(202);
  return answer.body.tasks[0].id;
};
const workingOrders = async () =>
  (await system.broker.orders.today()).filter((order) => !isFinal(order.status));

beforeAll(async () => {
  system = await startSystem();
  const databaseUrl = new URL(String(system.environment.DATABASE_URL));
  const [database, temporal, broker] = await Promise.all([
    startTcpProxy(databaseUrl.host),
    startTcpProxy(String(system.environment.TEMPORAL_ADDRESS)),
    startTcpProxy(String(system.environment.TINVEST_ENDPOINT)),
  ]);
  ways = { database, temporal, broker };
  databaseUrl.host = `127.0.0.1:${database.port}`;
  environment = {
    ...system.environment,
    DATABASE_URL: databaseUrl.href,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`,
    TINVEST_ENDPOINT: `127.0.0.1:${broker.port}`,
    LOG_LEVEL: 'fatal',
  };
  [api] = await Promise.all([startApiProcess(environment), system.startWorker()]);
  ({ lot } = await system.instrument('SBER'));
  await system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
  await allHealthy(api);
}, 60_000);
afterEach(async () => {
  for (const way of Object.values(ways)) way.restore();
  await allHealthy(api);
  await api.command('stop');
  await eventually(async () => (await workingOrders()).length === 0, {
    what: 'nothing of ours at the exchange',
  });
});
afterAll(async () => {
  await api?.process.stop();
  await Promise.all(Object.values(ways ?? {}).map((way) => way.close()));
  await system?.stop();
});

describe('the API starts and says what is missing, and does all of its work once that is there,', () => {
  test('without the broker', async () => {
    ways.broker.cut();
    const other = await startApiProcess(environment);
    await untilHealth(other, { status: 'degraded', database: OK, temporal: OK, broker: { status: 'down' } });
    for (const answer of [
      await other.command('buy', { ticker: 'SBER', amount: lot }),
      await other.command('dump', { ticker: 'SBER' }),
      await other.ask('GET', '/ticker/SBER'),
      await other.ask('POST', '/sellbuy', { body: { ticker: 'SBER', sell: false, amount: lot } }),
    ])
      expect(answer).toMatchObject({ status: 503, type: PROBLEM, body: { code: 'broker-unavailable' } });
    expect((await other.ask('GET', '/tasks')).status).toBe(200);
    expect((await other.command('tasks')).status).toBe(200);
    expect((await other.command('stop')).status).toBe(200);
    ways.broker.restore();
    await allHealthy(other);
    expect((await other.ask('GET', '/ticker/SBER')).status).toBe(200);
    await other.process.stop();
  });

  test('without the database', async () => {
    ways.database.cut();
    const other = await startApiProcess(environment);
    await untilHealth(other, {
      status: 'degraded',
      database: { status: 'down', detail: 'database-silent' },
      temporal: OK,
    });
    expect(await other.ask('GET', '/tasks')).toMatchObject({
      status: 503,
      type: PROBLEM,
      body: { code: 'database-unavailable' },
    });
    ways.database.restore();
    await allHealthy(other);
    expect((await other.ask('GET', '/tasks')).status).toBe(200);
    await other.process.stop();
  });
});

test('the broker that dies is named; what needs it gets 503, and works again by itself', async () => {
  ways.broker.cut();
  expect(await api.command('buy', { ticker: 'SBER', amount: lot })).toMatchObject({
    status: 503,
    type: PROBLEM,
    body: { code: 'unavailable', detail: expect.stringMatching(/broker/i) },
  });
  await untilHealth(api, {
    status: 'degraded',
    database: OK,
    temporal: OK,
    worker: OK,
    broker: { status: 'down', detail: 'broker-silent' },
  });
  ways.broker.restore();
  await eventually(async () => (await api.ask('GET', '/ticker/SBER')).status === 200, { what: 'the broker' });
});

test('a part that only falls silent keeps nobody waiting for the health', async () => {
  for (const way of Object.values(ways)) way.hold();
  const askedAtMs = performance.now();
  await untilHealth(api, {
    status: 'degraded',
    database: { status: 'down' },
    temporal: { status: 'down', detail: 'temporal-silent' },
  });
  expect(performance.now() - askedAtMs).toBeLessThan(4_000);
});

test('the database that dies is named; live events go on after it, with what happened meanwhile', async () => {
  const events = await readEvents(`${api.origin}/api/v1/events`, { authorization: `Bearer ${api.token}` });
  ways.database.cut();
  for (const answer of [
    await api.ask('GET', '/tasks'),
    await api.ask('GET', '/journal'),
    await api.ask('GET', '/sellbuy'),
    await api.command('tasks'),
    await api.command('buy', { ticker: 'SBER', amount: lot }, { 'idempotency-key': 'while-away' }),
  ])
    expect(answer).toMatchObject({ status: 503, type: PROBLEM, body: { code: 'database-unavailable' } });
  await untilHealth(api, {
    status: 'degraded',
    database: { status: 'down', detail: 'database-silent' },
    worker: { status: 'down', detail: 'database-silent' },
    temporal: OK,
    broker: OK,
  });
  const { id } = await system.buy('SBER', lot, { limitPrice: '299' });
  ways.database.restore();
  await eventually(() => events.events.some(({ data }) => data.kind === 'task-asked' && data.taskId === id), {
    what: 'what happened meanwhile',
  });
  events.close();
  // What failed for a passing reason may be asked for again under its key.
  await eventually(
    async () =>
      (await api.command('buy', { ticker: 'SBER', amount: lot }, { 'idempotency-key': 'while-away' }))
        .status === 202,
    { what: 'the request under its key' },
  );
});

test('without Temporal a purchase is taken and a stop obeyed; pause and resume say what they need', async () => {
  const running = await startTask();
  await eventually(async () => (await workingOrders()).length === 1, { what: 'its order' });
  ways.temporal.cut();
  for (const answer of await Promise.all([api.task(running, 'pause'), api.task(running, 'resume')]))
    expect(answer).toMatchObject({
      status: 503,
      type: PROBLEM,
      body: { code: 'temporal-unavailable' },
    });
  await untilHealth(api, {
    status: 'degraded',
    database: OK,
    temporal: { status: 'down', detail: 'temporal-silent' },
    worker: OK,
    broker: OK,
  });
  const [stopped, taken] = await Promise.all([
    api.task(running, 'cancel'),
    startTask(),
    eventually(async () => (await workingOrders()).length === 0, { what: 'the order taken away' }),
  ]);
  expect(stopped.status).toBe(200);
  // On a busy machine another part may seem silent for a moment, and is told of first.
  const isTold = ({ body }: { body: { outage: string | null } }) =>
    /^Temporal does not answer: running tasks go on/.test(body.outage ?? '');
  await eventually(async () => isTold(await api.task(taken)), { what: 'the sentence of the task' });
  await eventually(async () => isTold(await api.health()), { what: 'the sentence of the health' });
  expect((await api.task(taken)).body).toMatchObject({ state: 'running', executed: 0 });
  const journal = async (kind: string, data: object) =>
    expect((await api.ask('GET', '/journal?after=0&limit=1000')).body.items).toContainEqual(
      expect.objectContaining({ kind, taskId: null, data: expect.objectContaining(data) }),
    );
  await eventually(() => journal('part-away', { part: 'temporal' }).then(() => true), {
    what: 'the warning',
  });
  ways.temporal.restore();
  await eventually(() => journal('part-back', { part: 'temporal' }).then(() => true), { what: 'its end' });
  await allHealthy(api);
  await eventually(async () => (await api.task(taken)).body.outage === null, { what: 'no outage any more' });
});
