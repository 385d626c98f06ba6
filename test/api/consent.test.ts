/** What borrows of the broker is asked about first, and goes out with its leave to borrow only then: judged by the ledger. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import type { LedgerEvent } from '../support/paper-control.js';
import type { TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';
import { started, startedOne } from './working-api.js';

let system: System;
let api: ApiProcess;
let worker: TestProcess;
let lot: number;
let since: number;

beforeAll(async () => {
  system = await startSystem();
  [api, worker] = await Promise.all([startApiProcess(system.environment), system.startWorker()]);
  await eventually(async () => (await api.health()).body.status === 'ok', { what: 'everything healthy' });
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await system?.stop();
}, 30_000);
beforeEach(async () => {
  await api.command('stop');
  await eventually(async () => (await system.tasks.list({ unfinished: true })).length === 0, {
    what: 'rest',
  });
  await system.db.deleteFrom('sellbuy_queue').execute();
  await account('100000');
  await book('300');
  since = (await system.exchange.ledger()).length;
});

const account = (money: string, positions: Record<string, number> = {}) =>
  system.exchange.account({ money, positions });
const book = (bid: string) => system.exchange.book('SBER', { bids: [[bid, 50]], asks: [['310', 50]] });
/** What was received since the test began, once there are so many. */
const received = (count: number): Promise<LedgerEvent[]> =>
  eventually(
    async () => {
      const posts = (await system.exchange.ledger()).slice(since).filter(({ kind }) => kind === 'received');
      return posts.length >= count ? posts : undefined;
    },
    { what: `${count} orders at the exchange` },
  );
const flags = async (count: number) =>
  (await received(count)).map(({ direction, lots, margin = false }) => [direction, lots, margin]);
/** Neither a task nor an order came of it. */
const nothingDone = async () => {
  expect(await system.tasks.list({ unfinished: true })).toEqual([]);
  expect((await system.exchange.ledger()).slice(since).filter(({ kind }) => kind === 'received')).toEqual([]);
};

describe('a sale that becomes a short position', () => {
  const sale = () => ({ ticker: 'SBER', amount: 3 * lot, limitPrice: '305' });

  test('is asked about with money and margin, and says to the broker that it may, also of another worker', async () => {
    await account('100000', { SBER: lot });
    const asked = await api.command('sell', sale());
    expect(asked).toMatchObject({
      status: 409,
      body: {
        code: 'confirmation-required',
        preview: {
          ...{ direction: 'sell', ticker: 'SBER', amount: 3 * lot, limitPrice: '305' },
          reasons: [{ why: 'short', ticker: 'SBER', amount: String(2 * lot) }],
          money: { before: '100000.00', after: expect.stringMatching(/^109\d{3}\./) },
          margin: { before: expect.any(String), after: expect.any(String) },
        },
      },
    });
    await nothingDone();
    const id = startedOne(await api.command('sell', { confirm: asked.body.token }));
    expect(await flags(1)).toEqual([['sell', 3, true]]);

    await worker.stop('SIGKILL');
    worker = await system.startWorker();
    // The order is moved: the next one is the other worker's.
    await system.exchange.book('SBER', { bids: [['300', 50]], asks: [['306', 50]] });
    expect((await flags(2)).at(-1)).toEqual(['sell', 3, true]);
    await system.exchange.trade('SBER', { side: 'buy', lots: 100, price: '310' });
    expect(await system.untilState(id, 'done')).toMatchObject({ executed: String(3 * lot) });
    const { securities } = await system.broker.account.positions();
    expect(securities[0]?.free).toBe(-2 * lot);
  }, 30_000);

  test('is another one when more of it would be short: it is asked about again', async () => {
    await account('100000', { SBER: 2 * lot });
    const { body } = await api.command('sell', sale());
    await account('100000', { SBER: lot });
    expect(await api.command('sell', { confirm: body.token })).toMatchObject({
      status: 409,
      body: { code: 'consent-needed', detail: expect.stringContaining('SBER') },
    });
    await nothingDone();
  });

  test('gets no more by an amendment than was agreed to', async () => {
    const { body } = await api.command('sell', sale());
    const id = startedOne(await api.command('sell', { confirm: body.token }));
    await received(1);
    const amend = (amount: number) => api.command('amend', { task: id, amount });
    expect(await amend(4 * lot)).toMatchObject({
      status: 409,
      body: {
        code: 'amend-takes-margin',
        data: { taskId: id, why: 'short', ticker: 'SBER', amount: String(lot) },
      },
    });
    expect((await amend(lot)).status).toBe(200);
    expect((await amend(3 * lot)).status).toBe(200);
    expect((await flags(2)).map(([, , margin]) => margin)).not.toContain(false);
  });
});

describe('a purchase', () => {
  test('from own money is not asked about, and may not borrow', async () => {
    startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    expect(await flags(1)).toEqual([['buy', 1, false]]);
  });

  test('for a sum that is lent in part buys what was shown, though the price is another one by then', async () => {
    await account('3000', { GAZP: 1_000 });
    const asked = await api.command('buy', { ticker: 'SBER', sum: '6100' });
    expect(asked.body.preview).toMatchObject({
      amount: 2 * lot,
      reasons: [{ why: 'loan', ticker: 'SBER', needed: '6018.00', free: '3000.00' }],
    });
    await nothingDone();
    await book('299');
    const [task] = (await api.command('buy', { confirm: asked.body.token })).body.tasks;
    expect(task).toMatchObject({ amount: 2 * lot });
    expect(await flags(1)).toEqual([['buy', 2, true]]);
    // It is as much as was agreed to.
    expect(await api.command('amend', { task: task.id, amount: 3 * lot })).toMatchObject({
      status: 409,
      body: { code: 'amend-takes-margin', data: { why: 'loan' } },
    });
  });

  test('is not paid with what a short position brought in', async () => {
    await account('7000', { GAZP: -10 });
    await system.exchange.book('GAZP', { bids: [['150', 50]], asks: [['150.1', 50]] });
    await system.exchange.trade('GAZP', { side: 'sell', lots: 1, price: '150' });
    expect((await api.command('buy', { ticker: 'SBER', amount: 2 * lot })).status).toBe(409);
    startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    expect(await flags(1)).toEqual([['buy', 1, false]]);
  });

  test('that nobody would lend for is refused', async () => {
    await account('3000');
    expect(await api.command('buy', { ticker: 'SBER', amount: 100 * lot })).toMatchObject({
      status: 422,
      body: { code: 'money-short' },
    });
    await nothingDone();
  });
});

test('the queue asks once for all rows that borrow, each on top of those before it', async () => {
  await account('100000', { SBER: 2 * lot });
  const add = async (row: object) =>
    (await api.ask('POST', '/sellbuy', { body: { ticker: 'SBER', sell: true, limitPrice: '305', ...row } }))
      .body.id as number;
  const held = await add({ amount: lot });
  const crossing = await add({ amount: 3 * lot });
  const short = await add({ amount: lot });
  const unlent = await add({ ticker: 'ABRD', amount: 10, limitPrice: null });
  const asked = await api.command('sellbuy');
  const shortBy = (amount: number) => [{ why: 'short', ticker: 'SBER', amount: String(amount) }];
  expect(asked).toMatchObject({
    status: 409,
    body: {
      preview: {
        questions: [
          { row: crossing, amount: 3 * lot, reasons: shortBy(2 * lot) },
          { row: short, amount: lot, reasons: shortBy(lot) },
        ],
        others: [held],
        refused: [{ row: unlent, ticker: 'ABRD', error: { code: 'short-unavailable' } }],
      },
    },
  });
  const [first, second] = asked.body.preview.questions;
  expect(Number(second.margin.before)).toBeCloseTo(Number(first.margin.after), 0);
  await nothingDone();
  const done = await api.command('sellbuy', { confirm: asked.body.token });
  expect(started(done)).toHaveLength(3);
  expect(done.body.refused).toMatchObject([{ row: unlent }]);
  expect((await flags(3)).sort()).toEqual([
    ['sell', 1, false],
    ['sell', 1, true],
    ['sell', 3, true],
  ]);
});
