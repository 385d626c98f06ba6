/** Cancels that do not get through: kept back by a limit, or not allowed to the token. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readJournal } from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { eventually } from '../support/eventually.js';
import { startTestProcess, type TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let worker: TestProcess;
beforeAll(async () => {
  system = await startSystem();
  worker = await system.startWorker();
}, 60_000);
afterAll(() => system?.stop());
beforeEach(() => system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] }));

const working = async () => (await system.broker.orders.today()).filter(({ status }) => !isFinal(status));
const buyOne = async () => {
  const task = await system.buy('SBER', (await system.instrument('SBER')).lot);
  await eventually(async () => (await working()).length === 1, { what: 'a working order' });
  return task;
};
const entries = async (taskId: string, kind: string) =>
  (await readJournal(system.db, { after: 0, taskId, limit: 1_000 })).filter((each) => each.kind === kind);

test('one that a limit keeps back is told when it is carried out, and not before', async () => {
  const { id } = await buyOne();
  const since = (await system.exchange.ledger()).at(-1)?.seq ?? 0;
  await system.exchange.fault({ method: 'CancelOrder', kind: 'exhausted', count: 2 });
  await system.tasks.cancel(id, 'test');
  await system.untilState(id, 'cancelled');
  const asked = (await system.exchange.ledger(since)).filter(({ method }) => method === 'CancelOrder');
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(await entries(id, 'order-cancelling')).toHaveLength(1);
});

test('one that the token may not do is told to a person once, tried again, and done by a token that may', async () => {
  const { id } = await buyOne();
  await worker.stop();
  const reader = startTestProcess('worker', { ...system.environment, TINVEST_TOKEN: 'read-only' });
  await reader.ready();
  await system.tasks.cancel(id, 'test');
  const [warning] = await eventually(
    async () => {
      const found = await entries(id, 'cancel-refused');
      return found.length > 0 ? found : undefined;
    },
    { what: 'the warning', timeoutMs: 15_000 },
  );
  expect(warning).toMatchObject({
    severity: 'warning',
    data: { ticker: 'SBER', code: '40002', trackingId: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(await working()).toHaveLength(1);
  await eventually(async () => (await entries(id, 'order-cancelling')).length >= 3, { what: 'three tries' });
  expect(await entries(id, 'cancel-refused')).toHaveLength(1);
  await reader.stop();

  worker = await system.startWorker();
  await system.untilState(id, 'cancelled');
  expect(await working()).toEqual([]);
});
