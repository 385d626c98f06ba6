/** Everything is cancelled with Temporal and every worker dead, and by the next start where the API is killed meanwhile. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readJournal } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { SPREAD_DEFAULTS, type SpreadRequest } from '../../domain/spread/terms.js';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let environment: Record<string, string>;
let api: ApiProcess;
const startApi = async () => {
  api = await startApiProcess(environment);
  await eventually(async () => (await api.health()).body.broker.status === 'ok', { what: 'the broker' });
};

beforeAll(async () => {
  system = await startSystem();
  // Nobody listens there.
  environment = {
    ...system.environment,
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    LOG_LEVEL: 'fatal',
  };
  await startApi();
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await system?.stop();
});

async function placeForeign(count: number): Promise<void> {
  const instrument = await system.instrument('SBER');
  const order = {
    instrument,
    direction: 'buy',
    lots: 1,
    price: new Decimal(290),
    timeInForce: 'day',
  } as const;
  for (let each = 0; each < count; each += 1)
    await system.broker.orders.post({ ...order, clientOrderId: randomUUID() });
}
const confirmed = async () => {
  const asked = await api.command('cancel');
  expect(asked).toMatchObject({ status: 409, body: { code: 'confirmation-required' } });
  return { preview: asked.body.preview, answer: await api.command('cancel', { confirm: asked.body.token }) };
};
const reports = async () =>
  (await readJournal(system.db, { after: 0, limit: 1_000 })).filter(({ kind }) => kind === 'cancel-done');
const working = async () =>
  (await system.broker.orders.today()).filter(
    ({ status }) => status === 'new' || status === 'partially-filled',
  );

test('it asks with what will go, stops every task at once, refuses new ones, and goes on after kill -9', async () => {
  await system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
  const { lot } = await system.instrument('SBER');
  const task = await system.buy('SBER', lot);
  await placeForeign(3);
  // The first answer keeps it at it for as long as the test needs.
  await system.exchange.fault({ method: 'CancelOrder', kind: 'delay', count: 3, ms: 3_000 });
  await api.command('halt');
  const { preview, answer } = await confirmed();
  expect(preview).toMatchObject({
    tasks: 1,
    taskIds: task.id,
    orders: 0,
    foreignOrders: 3,
    stopOrders: 0,
    seconds: 0,
  });
  expect(preview.items).toHaveLength(3);
  expect(answer).toMatchObject({
    status: 200,
    body: { result: { state: 'running', tasks: [task.id], orders: { seen: 3, open: 3 } } },
  });
  expect((await system.tasks.get(task.id)).wish.mode).toBe('stop');
  const { number } = answer.body.result;
  // Asked again it tells how far it is, as does status.
  expect((await api.command('cancel')).body.result).toMatchObject({ number, state: 'running' });
  expect((await api.command('status')).body.result.cancelling).toMatchObject({ number, by: 'api' });
  const refusal = { code: 'cancel-running' };
  await expect(
    system.tasks.start({ kind: 'sellbuy', request: task.request as never, by: 'test' }),
  ).rejects.toMatchObject(refusal);
  await api.process.stop('SIGKILL');
  await startApi();
  await eventually(async () => (await reports()).length === 1, { what: 'the report', timeoutMs: 20_000 });
  expect(await working()).toEqual([]);
  expect(await reports()).toMatchObject([{ data: { number, orders: 3, stopOrders: 0, left: 0 } }]);
  expect((await api.command('status')).body.result.cancelling).toBeUndefined();
  // Cancels alone were sent by it.
  expect((await system.exchange.ledger()).filter(({ kind }) => kind === 'accepted')).toHaveLength(3);
  const again = await system.tasks.start({ kind: 'sellbuy', request: task.request as never, by: 'test' });
  expect(again.wish.mode).toBe('run');
}, 60_000);

test('after its report it is asked for anew', async () => {
  const { answer } = await confirmed();
  await eventually(async () => (await reports()).length === 2, { what: 'the report' });
  expect(answer.body.result.tasks.length).toBeGreaterThan(0);
}, 30_000);

test('a spread that owes a hedge hedges after it was stopped, and then ends; its far order goes', async () => {
  const { exchange } = system;
  const { uid: nearUid, positionUid, lot: nearLot } = await system.instrument('SBER');
  const aheadMs = Date.now() + 14 * 86_400_000;
  const [future] = (await system.broker.instruments.ofAsset(positionUid)).filter(
    (each) => each.future && !each.future.perpetual && each.future.lastTradeAt.getTime() > aheadMs,
  );
  if (!future) throw new Error('no future');
  await exchange.account({ money: '10000000', positions: { SBER: 10_000 } });
  await exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
  await exchange.book(future.ticker, { bids: [['30500', 5]], asks: [['30510', 50]] });
  await system.db.updateTable('halt').set({ since: null, by: null, reason: null }).execute();
  await system.startWorker();
  const request: SpreadRequest = {
    ...{ ticker: future.ticker, instrumentUid: future.uid, lot: future.lot, amount: 4, limitPrice: '800' },
    ...{ sell: false, nearTicker: 'SBER', nearInstrumentUid: nearUid, nearLot, ratio: '100', margin: true },
    options: SPREAD_DEFAULTS,
  };
  const { id } = await system.tasks.start({ kind: 'spread', request, by: 'test' });
  const farWorks = async () => (await working()).some(({ instrumentUid }) => instrumentUid === future.uid);
  await eventually(farWorks, { what: 'the far order', timeoutMs: 20_000 });
  await exchange.fault({ method: 'PostOrder', kind: 'reject', code: '30042', count: 3, ticker: 'SBER' });
  const since = (await exchange.ledger()).at(-1)?.seq ?? 0;
  await exchange.trade(future.ticker, { side: 'sell', lots: 6, price: '30500' });
  const owes = async () =>
    (await readJournal(system.db, { after: 0, taskId: id, limit: 1_000 })).some(
      ({ kind }) => kind === 'hedge-held-back',
    );
  await eventually(owes, { what: 'it owes' });
  const { answer } = await confirmed();
  expect(answer.body.result.tasks).toContain(id);
  const { number } = answer.body.result;
  await eventually(async () => (await reports()).some(({ data }) => data.number === number), {
    ...{ what: 'the report', timeoutMs: 20_000 },
  });
  const row = await system.untilState(id, 'cancelled', 30_000);
  expect(row).toMatchObject({ executed: '1', result: { unhedged: '0', near: { executed: 100 } } });
  expect(await working()).toEqual([]);
  const placed = (await exchange.ledger(since)).filter(({ kind }) => kind === 'accepted');
  expect(new Set(placed.map(({ ticker }) => ticker))).toEqual(new Set(['SBER']));
}, 90_000);
