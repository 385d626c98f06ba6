/** The life of an order by REST, from the request to its execution. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readEvents } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import type { System } from '../support/system.js';
import { startedOne, startWorkingApi, type WorkingApi } from './working-api.js';

let system: System;
let api: WorkingApi;
let lot: number;

beforeAll(async () => {
  api = await startWorkingApi();
  ({ system } = api);
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.reset());

describe('a purchase', () => {
  test('is executed, and everything tells of it: the task, the list, the journal and the live events', async () => {
    const events = await readEvents(`${api.origin}/api/v1/events`, {
      authorization: `Bearer ${api.token}`,
      'accept-language': 'en',
    });
    expect(events.status).toBe(200);
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    const id = startedOne(await api.command('buy', { ticker: 'sber', amount: 3 * lot, limitPrice: '300.1' }));
    await api.untilWorking(1, '300');
    expect((await api.command('status', { task: id })).body.result.items).toMatchObject([
      { id, state: 'running', amount: 3 * lot },
    ]);
    await api.executeAll();
    const { body: task } = await api.untilTask(id, 'done');
    expect(task).toMatchObject({
      id,
      kind: 'sellbuy',
      state: 'done',
      ticker: 'SBER',
      mode: 'paper',
      amount: 3 * lot,
      executed: 3 * lot,
      averagePrice: '300',
      requestedBy: 'api',
      error: null,
      result: { executed: 3 * lot, averagePrice: '300' },
    });
    expect(task.title).toContain('SBER');
    expect(Date.parse(task.finishedAt)).toBeGreaterThanOrEqual(Date.parse(task.startedAt));

    const listed = await api.ask('GET', '/tasks?state=done&kind=sellbuy');
    expect(listed.body.items).toContainEqual(task);
    expect((await api.ask('GET', '/tasks?state=failed')).body.items).toEqual([]);

    const journal = await api.journalUntil(id, 'task-done');
    const kinds = journal.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'task-asked',
        'order-sent',
        'order-working',
        'fill',
        'order-final',
        'task-done',
      ]),
    );
    expect(kinds.indexOf('task-asked')).toBe(0);
    expect(kinds.at(-1)).toBe('task-done');
    await eventually(
      () => events.events.some(({ data }) => data.kind === 'task-done' && data.taskId === id),
      {
        what: 'the end among the live events',
      },
    );
    expect(events.events.filter(({ data }) => data.taskId === id).map(({ data }) => data)).toEqual(journal);
    expect(events.events.map(({ id: seq }) => seq)).toEqual(events.events.map(({ data }) => data.seq));
    events.close();
  });

  test('for a sum takes the whole lots it buys', async () => {
    const id = startedOne(await api.command('buy', { ticker: 'SBER', sum: '9500' }));
    await api.untilWorking(1, '300');
    await api.executeAll();
    expect((await api.untilTask(id, 'done')).body).toMatchObject({ amount: 3 * lot, executed: 3 * lot });
  });
});

test('a sale of what is held is executed; of more than is held and promised elsewhere a person is asked', async () => {
  await system.exchange.account({ positions: { SBER: 5 * lot } });
  const id = startedOne(await api.command('sell', { ticker: 'SBER', amount: 3 * lot }));
  const asked = await api.command('sell', { ticker: 'SBER', amount: 3 * lot });
  expect(asked).toMatchObject({
    status: 409,
    body: {
      code: 'confirmation-required',
      preview: { reasons: [{ why: 'short', ticker: 'SBER', amount: String(lot) }] },
    },
  });
  await api.untilWorking(1, '300.2');
  await api.executeAll();
  expect((await api.untilTask(id, 'done')).body).toMatchObject({ executed: 3 * lot, averagePrice: '300.2' });
});

describe('dump', () => {
  test('asks first, and sells the whole lots when the token comes back, once', async () => {
    await system.exchange.account({ positions: { SBER: 2 * lot + 3 } });
    const asked = await api.command('dump', { ticker: 'SBER' });
    expect(asked).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: {
        code: 'confirmation-required',
        preview: { direction: 'sell', ticker: 'SBER', amount: 2 * lot },
        token: expect.any(String),
      },
    });
    const heldFor = Date.parse(asked.body.expiresAt) - Date.now();
    expect(heldFor).toBeGreaterThan(50_000);
    expect(heldFor).toBeLessThanOrEqual(60_000);
    expect(await api.workingOrders()).toEqual([]);
    const confirmed = { ticker: 'SBER', confirm: asked.body.token };
    const id = startedOne(await api.command('dump', confirmed));
    expect(await api.command('dump', confirmed)).toMatchObject({
      status: 409,
      body: { code: 'confirmation-invalid' },
    });
    await api.untilWorking(1, '300.2');
    await api.executeAll();
    expect((await api.untilTask(id, 'done')).body).toMatchObject({ executed: 2 * lot });
    const { securities } = await system.broker.account.positions();
    expect(securities.map(({ free }) => free)).toEqual([3]);
  });

  test('buys a short position back', async () => {
    await system.exchange.account({ positions: { SBER: -2 * lot } });
    const { body } = await api.command('dump', { ticker: 'SBER' });
    expect(body.preview).toMatchObject({ direction: 'buy', amount: 2 * lot });
    const id = startedOne(await api.command('dump', { confirm: body.token }));
    await api.untilWorking(1, '300');
    await api.executeAll();
    await api.untilTask(id, 'done');
    expect((await system.broker.account.positions()).securities.filter(({ free }) => free !== 0)).toEqual([]);
  });
});
