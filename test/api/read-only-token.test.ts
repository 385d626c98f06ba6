/** A token that may only read: the program starts, shows everything, and says what it cannot do. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { startTestProcess, type TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let api: ApiProcess;
let worker: TestProcess;

beforeAll(async () => {
  system = await startSystem();
  const only = { TINVEST_TOKEN: 'read-only' };
  await system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
  api = await startApiProcess(system.environment, only);
  worker = startTestProcess('worker', { ...system.environment, ...only });
  await worker.ready();
}, 60_000);
afterAll(async () => {
  await Promise.all([worker?.stop(), api?.process.stop()]);
  await system?.stop();
});

test('everything works, and health says that the token only reads', async () => {
  const { body } = await eventually(
    async () => {
      const health = await api.health();
      return health.body.status === 'ok' ? health : undefined;
    },
    { what: 'health' },
  );
  expect(body.broker).toEqual({ status: 'ok', detail: 'reads-only' });
  expect((await api.ask('GET', '/ticker/SBER')).body).toMatchObject({ bestBid: '300' });
});

test('the log of the worker says so once, at its start', async () => {
  const lines = worker
    .output()
    .split('\n')
    .filter((line) => line.includes('TINVEST_TOKEN may only read'));
  expect(lines).toHaveLength(1);
});

describe('what would place an order is refused before anything is started:', () => {
  test.each([
    ['buy', { ticker: 'SBER', amount: 10 }],
    ['sell', { ticker: 'SBER', amount: 10 }],
    ['dump', { ticker: 'SBER' }],
    ['sellbuy', {}],
    ['resume', { task: 'sellbuy/1' }],
  ])('%s', async (name, args) => {
    const answer = await api.command(name, args);
    expect(answer).toMatchObject({ status: 403, body: { code: 'token-reads-only' } });
    expect(answer.body.detail).toMatch(/only reads.*full access/);
    const inRussian = await api.command(name, args, { 'accept-language': 'ru' });
    expect(inRussian.body.detail).toMatch(/только читает.*с полным доступом/);
    expect(await system.tasks.list({ limit: 10 })).toEqual([]);
  });
});

test('a task is not resumed by its address either; to stop it stays possible', async () => {
  expect(await api.task('sellbuy/1', 'resume')).toMatchObject({ status: 403 });
  expect(await api.task('sellbuy/1', 'cancel')).toMatchObject({ status: 404 });
});

test('a task from before fails with a sentence and the number that the support asks for', async () => {
  const { id } = await system.buy('SBER', 10);
  await system.untilState(id, 'failed');
  const { body } = await api.task(id);
  expect(body.error).toMatchObject({
    code: 'broker-refused',
    data: { brokerCode: '40002', trackingId: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(body.error.detail).toMatch(/^The token has no right to do this.*[0-9a-f]{32}$/);
});
