/** A running task is amended by REST: what it would break is refused with the reason and the figures. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import type { SellbuyRequest } from '../../domain/task.js';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let api: ApiProcess;
let lot: number;

const patch = (id: string, body: object, headers?: Record<string, string>) =>
  api.ask('PATCH', `/tasks/${encodeURIComponent(id)}`, { body, ...(headers && { headers }) });
const refusal = (status: number, code: string, data: object = {}) => ({
  status,
  type: 'application/problem+json',
  body: { code, data },
});
const untilSent = (id: string) =>
  eventually(async () => (await system.journalKinds(id)).includes('order-working'), { what: 'its order' });
const startOne = async (request: Partial<SellbuyRequest> & { amount?: number } = {}) => {
  const { amount = 2 * lot, ...more } = request;
  const { id } = await system.buy('SBER', amount, more);
  await untilSent(id);
  return id;
};
const money = (roubles: Decimal.Value) => system.exchange.account({ money: new Decimal(roubles).toFixed() });

beforeAll(async () => {
  system = await startSystem();
  api = await startApiProcess(system.environment);
  ({ lot } = await system.instrument('SBER'));
  await system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
  await eventually(async () => (await api.health()).body.broker.status === 'ok', { what: 'the broker' });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await system?.stop();
});

test('without a worker it is refused in time, and is not done later either', async () => {
  // It has prepared the namespace, and is gone.
  await (await system.startWorker()).stop();
  const { id } = await system.buy('SBER', 2 * lot, { limitPrice: '299' });
  const askedAtMs = performance.now();
  const answers = await Promise.all([
    patch(id, { amount: lot }),
    api.task(id, 'pause'),
    api.task(id, 'resume'),
  ]);
  expect(performance.now() - askedAtMs).toBeLessThan(5_000);
  for (const answer of answers) expect(answer).toMatchObject(refusal(503, 'no-worker'));
  await system.startWorker();
  await untilSent(id);
  expect((await api.task(id)).body).toMatchObject({ state: 'running', amount: 2 * lot });
  expect((await system.tasks.get(id)).wish).toMatchObject({ version: 1, mode: 'run', targetLots: 2 });
}, 40_000);

test('by call and by command, amount and limit price, together and apart; the journal tells who and what', async () => {
  const id = await startOne({ limitPrice: '299' });
  expect(await patch(id, { amount: 3 * lot })).toMatchObject({ status: 200, body: { id, amount: 3 * lot } });
  const answer = await api.command('amend', { task: id, amount: lot, limitPrice: '299.5' });
  expect(answer).toMatchObject({ status: 200, body: { result: { tasks: [{ id, amount: lot }] } } });
  expect((await patch(id, { limitPrice: null })).body).toMatchObject({ limitPrice: null });
  expect((await api.task(id)).body.title).not.toMatch(/299/);
  const { body } = await api.ask('GET', `/journal?task=${encodeURIComponent(id)}&after=0`);
  const amended = body.items.filter(({ kind }: { kind: string }) => kind === 'task-amended');
  expect(amended.map(({ data }: { data: object }) => data)).toEqual([
    { by: 'api', amount: 3 * lot, limitPrice: '299', wasAmount: String(2 * lot), wasLimitPrice: '299' },
    { by: 'api', amount: lot, limitPrice: '299.5', wasAmount: String(3 * lot), wasLimitPrice: '299' },
    { by: 'api', amount: lot, limitPrice: null, wasAmount: String(lot), wasLimitPrice: '299.5' },
  ]);
});

test('what cannot be is refused with the reason and what would be right', async () => {
  const id = await startOne({ limitPrice: '299' });
  expect(await patch(id, {})).toMatchObject({ status: 400, body: { code: 'invalid-arguments' } });
  expect(await api.command('amend', { task: id })).toMatchObject({ status: 400 });
  expect(await patch(id, { amount: lot + 1 })).toMatchObject(
    refusal(422, 'amount-not-lots', { nearest: `${lot}, ${2 * lot}` }),
  );
  expect(await patch(id, { amount: 0 })).toMatchObject(refusal(422, 'not-positive', { least: String(lot) }));
  expect(await patch(id, { limitPrice: '299.001' })).toMatchObject(refusal(422, 'limit-price-step'));
  expect(await patch(id, { amount: 2 * lot, limitPrice: '299.0' })).toMatchObject(
    refusal(409, 'nothing-to-amend', { taskId: id }),
  );
  expect(await patch('sellbuy/999', { amount: lot })).toMatchObject(refusal(404, 'task-not-found'));
  expect((await api.task(id)).body).toMatchObject({ amount: 2 * lot, limitPrice: '299' });

  await api.task(id, 'cancel');
  await eventually(async () => (await api.task(id)).body.state === 'cancelled', { what: 'its end' });
  expect(await patch(id, { amount: lot })).toMatchObject(refusal(409, 'task-finished'));
});

test('more than there is money for is refused, for nobody agreed to a loan; less never is', async () => {
  await api.command('stop');
  await eventually(async () => (await system.tasks.list({ unfinished: true })).length === 0, {
    what: 'rest',
  });
  const id = await startOne({ limitPrice: '299' });
  const each = new Decimal(299).mul(lot);
  await money(each.mul('3.2'));
  expect(await patch(id, { amount: 4 * lot })).toMatchObject(
    refusal(409, 'amend-takes-margin', { needed: each.mul(4).mul('1.003').toFixed(2, Decimal.ROUND_UP) }),
  );
  expect(await patch(id, { amount: 3 * lot })).toMatchObject({ status: 200 });
  await money(0);
  expect(await patch(id, { limitPrice: '300' })).toMatchObject(refusal(422, 'money-short'));
  expect(await patch(id, { amount: lot, limitPrice: '298' })).toMatchObject({ status: 200 });
  await money(10_000_000);
});

test('a sale is not raised into a short position: nobody agreed to that', async () => {
  await system.exchange.account({ positions: { SBER: 2 * lot } });
  const id = await startOne({ direction: 'sell', amount: lot, limitPrice: '310' });
  expect(await patch(id, { amount: 3 * lot })).toMatchObject(
    refusal(409, 'amend-takes-margin', { why: 'short', ticker: 'SBER', amount: String(lot) }),
  );
  expect(await patch(id, { amount: 2 * lot })).toMatchObject({ status: 200 });
});

test('what is being stopped is neither paused nor resumed nor amended, and ends', async () => {
  const id = await startOne({ limitPrice: '299' });
  // Closed for cancels too: its order stays, and so does the task.
  await system.exchange.status('SBER', 'NOT_AVAILABLE_FOR_TRADING');
  expect(await api.task(id, 'cancel')).toMatchObject({ status: 200 });
  const stopping = refusal(409, 'task-stopping', { taskId: id });
  expect(await api.task(id, 'pause')).toMatchObject(stopping);
  expect(await api.task(id, 'resume')).toMatchObject(stopping);
  expect(await patch(id, { amount: lot })).toMatchObject(stopping);
  expect((await system.journalKinds(id)).filter((kind) => /^(pause|resume)-asked$/.test(kind))).toEqual([]);
  await system.exchange.status('SBER', 'NORMAL_TRADING');
  await system.untilState(id, 'cancelled');
}, 40_000);
