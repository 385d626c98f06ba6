/** Halt and stop as a person asks for them: refusals and where they show, with Temporal dead, and with every worker dead. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readJournal } from '../../database/index.js';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import type { TestProcess } from '../support/processes.js';
import { startTestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let system: System;
let temporal: TcpProxy;
let environment: Record<string, string>;
let api: ApiProcess;
let worker: TestProcess;
let lot: number;

const setBook = () => system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
const startWorker = async () => {
  worker = startTestProcess('worker', environment);
  await worker.ready();
};
/** By the ledger: a call to the broker would spend the limit that the processes share. */
const working = async () => {
  const lots = new Map<string, number>();
  for (const { kind, requestId, lots: changed = 0 } of await system.exchange.ledger()) {
    if (requestId === undefined || !['accepted', 'fill', 'cancelled'].includes(kind)) continue;
    lots.set(requestId, (lots.get(requestId) ?? 0) + (kind === 'accepted' ? changed : -changed));
  }
  return [...lots.values()].filter((each) => each > 0);
};
const untilWorking = (count: number) =>
  eventually(async () => (await working()).length === count, {
    what: `${count} working orders`,
    timeoutMs: 20_000,
  });
const startTask = async (lots = 1): Promise<string> => {
  const answer = await api.command('buy', { ticker: 'SBER', amount: lots * lot });
  expect(answer.status).toBe(202);
  return answer.body.tasks[0].id;
};
const unhalt = async () => {
  const asked = await api.command('unhalt');
  return asked.status === 409 && asked.body.token
    ? api.command('unhalt', { confirm: asked.body.token })
    : asked;
};
const lastSeq = async () => (await system.exchange.ledger()).at(-1)?.seq ?? 0;
const kindsSince = async (seq: number, ...kinds: string[]) =>
  (await system.exchange.ledger(seq)).filter(({ kind, method }) => kinds.includes(method ?? kind));
const withdrawnByApi = async () =>
  (await readJournal(system.db, { after: 0, limit: 1_000 })).filter(({ kind }) => kind === 'unwanted-order');

beforeAll(async () => {
  system = await startSystem();
  temporal = await startTcpProxy(String(system.environment.TEMPORAL_ADDRESS));
  environment = {
    ...system.environment,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`,
    LOG_LEVEL: 'fatal',
  };
  [api] = await Promise.all([startApiProcess(environment), startWorker()]);
  await eventually(async () => (await api.health()).body.status === 'ok', { what: 'health' });
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
beforeEach(() => setBook());
afterEach(async () => {
  temporal.restore();
  await unhalt();
  await api.command('stop');
  if (worker.child.exitCode !== null || worker.child.signalCode !== null) await startWorker();
  await eventually(async () => (await system.tasks.list({ unfinished: true })).length === 0, {
    what: 'no unfinished task',
    timeoutMs: 30_000,
  });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await worker?.stop('SIGKILL');
  await temporal?.close();
  await system?.stop();
});

test('a halt shows in health, tasks and every refusal, keeps its beginning, and is lifted by consent alone', async () => {
  const paused = await startTask();
  await untilWorking(1);
  await api.task(paused, 'pause');
  const first = await api.command('halt', { reason: 'strange market' });
  expect(first).toMatchObject({
    status: 200,
    body: { result: { since: expect.any(String), by: 'api', reason: 'strange market' } },
  });
  const halted = first.body.result;
  expect((await api.command('halt', { reason: 'again' })).body.result).toEqual(halted);
  await eventually(async () => (await api.health()).body.halted?.since === halted.since, { what: 'health' });
  expect((await api.health()).body).toMatchObject({ status: 'ok', halted });
  expect((await api.ask('GET', '/tasks')).body).toMatchObject({ halted, items: [{ id: paused }] });
  expect((await api.command('tasks')).body.result.halted).toEqual(halted);
  expect((await api.command('status')).body.result.halted).toEqual(halted);

  await api.ask('POST', '/sellbuy', { body: { ticker: 'SBER', sell: false, amount: lot } });
  for (const refused of [
    await api.command('buy', { ticker: 'SBER', amount: lot }),
    await api.command('sell', { ticker: 'SBER', amount: lot }),
    await api.command('dump', { ticker: 'SBER' }),
    await api.command('sellbuy'),
    await api.command('resume', { task: paused }),
    await api.task(paused, 'resume'),
  ])
    expect(refused).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'halted', data: halted, detail: expect.stringMatching(/strange market.*\/unhalt/) },
    });

  const asked = await api.command('unhalt');
  expect(asked).toMatchObject({
    status: 409,
    body: { code: 'confirmation-required', preview: { ...halted, count: 0 } },
  });
  const others = await api.command('unhalt');
  expect((await api.command('unhalt', { confirm: others.body.token })).status).toBe(200);
  await api.command('halt');
  // Consent was to the end of the first halt.
  expect(await api.command('unhalt', { confirm: asked.body.token })).toMatchObject({
    status: 409,
    body: { code: 'not-halted' },
  });
  expect((await unhalt()).status).toBe(200);
  expect(await api.command('unhalt')).toMatchObject({ status: 409, body: { code: 'not-halted' } });
  expect((await api.ask('GET', '/tasks')).body.halted).toBeNull();
  const kinds = (await readJournal(system.db, { after: 0, severities: ['report'], limit: 1_000 })).map(
    ({ kind }) => kind,
  );
  expect(kinds.filter((kind) => kind === 'halted' || kind === 'unhalted')).toEqual([
    'halted',
    'unhalted',
    'halted',
    'unhalted',
  ]);
}, 60_000);

test('with Temporal dead the workers withdraw at once, the API adds nothing, and all goes on afterwards', async () => {
  const ids = [await startTask(), await startTask()];
  await untilWorking(2);
  temporal.cut();
  const since = await lastSeq();
  await api.command('halt');
  const haltedAtMs = performance.now();
  await untilWorking(0);
  expect(performance.now() - haltedAtMs).toBeLessThan(1_000);
  // The API looks after a second, and finds nothing to do.
  await eventually(() => performance.now() - haltedAtMs > 1_500, { what: 'its look' });
  expect(await kindsSince(since, 'CancelOrder')).toHaveLength(2);
  expect(await withdrawnByApi()).toHaveLength(0);
  temporal.restore();
  expect((await unhalt()).body.result).toMatchObject({ count: 2 });
  await untilWorking(2);
  for (const id of ids) expect((await api.task(id)).body).toMatchObject({ executed: 0 });
}, 60_000);

test('with every worker dead and Temporal too the API itself withdraws: what was stopped, then all that is halted', async () => {
  const stopped = await startTask(3);
  // First in the exchange's queue, so that the fill below is its own.
  await untilWorking(1);
  const other = await startTask(2);
  await untilWorking(2);
  await worker.stop('SIGKILL');
  temporal.cut();
  const since = await lastSeq();
  // One lot of the first order is executed while nobody of ours is there.
  await system.exchange.trade('SBER', { side: 'sell', lots: 51, price: '300' });
  const stoppedAtMs = performance.now();
  const stopping = api.task(stopped, 'cancel');
  await untilWorking(1);
  const stopMs = performance.now() - stoppedAtMs;
  expect((await stopping).status).toBe(200);
  expect(stopMs).toBeLessThan(4_500);

  const haltedAtMs = performance.now();
  await api.command('halt');
  await untilWorking(0);
  const haltMs = performance.now() - haltedAtMs;
  expect(haltMs).toBeLessThan(3_000);
  await eventually(async () => (await withdrawnByApi()).length === 2, { what: 'both in the journal' });
  expect((await withdrawnByApi()).map(({ taskId }) => taskId).sort()).toEqual([stopped, other].sort());
  expect(await kindsSince(since, 'CancelOrder')).toHaveLength(2);

  temporal.restore();
  await startWorker();
  await eventually(async () => (await api.task(stopped)).body.state === 'cancelled', {
    what: 'the stopped task ends',
    timeoutMs: 30_000,
  });
  expect((await api.task(stopped)).body).toMatchObject({ executed: lot, averagePrice: '300' });
  await eventually(async () => (await api.task(other)).body.waiting?.for === 'halt', {
    what: 'the other one waits',
    timeoutMs: 30_000,
  });
  expect(await kindsSince(since, 'accepted')).toHaveLength(0);
  await setBook();
  expect((await unhalt()).status).toBe(200);
  await untilWorking(1);
}, 90_000);
