/** The life of the queue by REST, and what can be told to tasks that run. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../commands/index.js';
import type { System } from '../support/system.js';
import { started, startedOne, startWorkingApi, type WorkingApi } from './working-api.js';

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

describe('the queue', () => {
  test('its active rows are started once; a running row is left alone until its task ends', async () => {
    await system.exchange.account({ positions: { SBER: lot } });
    const add = async (row: object) => (await api.ask('POST', '/sellbuy', { body: row })).body.id as number;
    const buying = await add({ ticker: 'SBER', sell: false, amount: lot, limitPrice: '299' });
    const selling = await add({ ticker: 'SBER', sell: true, amount: lot });
    const idle = await add({ ticker: 'SBER', sell: false, amount: lot, active: false });
    const tooMuch = await add({ ticker: 'ABRD', sell: true, amount: 10 });

    const answer = await api.command('sellbuy');
    expect(started(answer)).toHaveLength(2);
    expect(answer.body.tasks.map(({ origin }: { origin: string }) => origin)).toEqual([
      `sellbuy/${buying}`,
      `sellbuy/${selling}`,
    ]);
    expect(answer.body.refused).toMatchObject([
      {
        row: tooMuch,
        ticker: 'ABRD',
        error: { code: 'short-unavailable' },
        detail: expect.stringMatching(/ABRD/),
      },
    ]);
    const again = await api.command('sellbuy');
    expect(again).toMatchObject({ status: 200, body: { tasks: [] } });

    await api.untilWorking(2);
    const change = (id: number, body: object) => api.ask('PATCH', `/sellbuy/${id}`, { body });
    expect(await change(buying, { amount: 2 * lot })).toMatchObject({
      status: 409,
      body: { code: 'row-runs' },
    });
    expect(await api.ask('DELETE', `/sellbuy/${buying}`)).toMatchObject({
      status: 409,
      body: { code: 'row-runs' },
    });
    expect(await change(idle, { amount: 2 * lot })).toMatchObject({ status: 200, body: { amount: 2 * lot } });
    const [ofBuying] = answer.body.tasks;
    expect((await api.task(ofBuying.id, 'cancel')).status).toBe(200);
    await api.untilTask(ofBuying.id, 'cancelled');
    expect(await change(buying, { amount: 2 * lot, active: false })).toMatchObject({ status: 200 });
    for (const id of [buying, idle, tooMuch])
      expect((await api.ask('DELETE', `/sellbuy/${id}`)).status).toBe(204);
    await api.untilWorking(1, '300.2');
    await api.executeAll();
    await api.untilTask(answer.body.tasks[1].id, 'done');
    expect((await api.ask('DELETE', `/sellbuy/${selling}`)).status).toBe(204);
    expect((await api.ask('GET', '/sellbuy')).body).toEqual({ items: [] });
  });
});

describe('what runs', () => {
  test.each(['command', 'call'])('is paused, resumed and cancelled by its id (%s)', async (way) => {
    const tell = async (id: string, what: 'pause' | 'resume' | 'cancel') => {
      const answer =
        way === 'call'
          ? await api.task(id, what)
          : await api.command(what === 'cancel' ? 'stop' : what, { task: id });
      expect(answer.status).toBe(200);
      return way === 'call' ? answer.body : answer.body.result.tasks[0];
    };
    const id = startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    await api.untilWorking(1, '300');
    expect(await tell(id, 'pause')).toMatchObject({ id, state: 'paused' });
    await api.untilWorking(0);
    await tell(id, 'resume');
    await api.untilTask(id, 'running');
    await api.untilWorking(1, '300');
    expect(await tell(id, 'cancel')).toMatchObject({ id });
    expect((await api.untilTask(id, 'cancelled')).body.result).toMatchObject({ executed: 0, amount: lot });
    await api.untilWorking(0);
    for (const what of ['pause', 'resume', 'cancel'] as const)
      expect(await api.task(id, what)).toMatchObject({ status: 409, body: { code: 'task-finished' } });
  });

  test('is listed by tasks and status, and stopped all at once', async () => {
    const ids = [
      startedOne(await api.command('buy', { ticker: 'SBER', amount: lot })),
      startedOne(await api.command('buy', { ticker: 'GAZP', amount: 10 })),
    ];
    for (const name of ['tasks', 'status']) {
      const { status, body } = await api.command(name);
      expect(status).toBe(200);
      expect(body.result.items.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    }
    await api.untilWorking(2);
    const stopped = await api.command('stop');
    expect(stopped.body.result.tasks.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    for (const id of ids) await api.untilTask(id, 'cancelled');
    expect(await api.workingOrders()).toEqual([]);
    expect((await api.command('tasks')).body.result.items).toEqual([]);
    expect((await api.command('tasks', { state: 'cancelled' })).body.result.items.length).toBeGreaterThan(1);
  });

  test('refused by the broker for good, it fails with the cause in words, its journal complete', async () => {
    const id = startedOne(await api.command('buy', { ticker: 'SBER', amount: 4 * lot }));
    await api.untilWorking(1, '300');
    // The money goes elsewhere, and the order has to be placed anew.
    await api.task(id, 'pause');
    await api.untilWorking(0);
    await system.exchange.account({ money: '100' });
    await api.task(id, 'resume');
    const { body } = await api.untilTask(id, 'failed');
    expect(body.error).toMatchObject({ code: 'broker-refused', detail: expect.stringMatching(/money/) });
    const kinds = (await api.journalUntil(id, 'task-failed')).map(({ kind }) => kind);
    expect(kinds).toContain('order-refused');
  });
});

test('help names every command, health every part', async () => {
  expect((await api.command('help')).body.result.commands).toEqual(commands.map(({ name }) => name));
  const { status, body } = await api.command('health');
  expect(status).toBe(200);
  // What an absence means is a sentence in the reader's language: the health of the API has it besides.
  expect({ ...body.result, outage: null }).toEqual((await api.health()).body);
  expect(body.result).toEqual({
    status: 'ok',
    mode: 'paper',
    halted: null,
    selfCheck: {
      ...{ token: 'full-access', account: 'ok', clock: 'ok' },
      clockAheadMs: expect.any(Number),
      risk: 'no-real-money',
    },
    ...Object.fromEntries(
      ['database', 'temporal', 'worker', 'broker'].map((part) => [part, { status: 'ok' }]),
    ),
  });
});
