import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { FoundSchema, InstrumentSchema } from '../../api/instrument-schemas.js';
import {
  HealthSchema,
  JournalEntrySchema,
  listOf,
  ProblemSchema,
  SellbuyRowSchema,
  StartedSchema,
  TaskListSchema,
  TaskSchema,
} from '../../api/schemas.js';
import { commands } from '../../commands/index.js';
import { replaceCatalogue, reportWorker } from '../../database/index.js';
import type { ApiAnswer } from '../support/api-process.js';
import { startTestApi, type TestApi, tasksOf } from './test-api.js';

let api: TestApi;
let lot: number;

beforeAll(async () => {
  api = await startTestApi();
  ({ lot } = await api.system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.finishAll();
  await api.system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
});

/** The documentation promises this form. */
const fits = (schema: TSchema, { body }: ApiAnswer) =>
  expect(
    [...Value.Errors(schema, body)].map(({ instancePath, message }) => `${instancePath} ${message}`),
  ).toEqual([]);

const startOne = async (): Promise<string> =>
  String(tasksOf(await api.command('buy', { ticker: 'SBER', amount: lot }))[0]?.id);
const pathOf = (id: string) => `/tasks/${encodeURIComponent(id)}`;

describe('without a token', () => {
  test.each([
    ['none', ''],
    ['a wrong one', 'Bearer wrong'],
    ['another scheme', 'Basic abc'],
    ['no word at all', 'Bearer '],
  ])('(%s) everything but health is refused', async (_, authorization) => {
    for (const path of ['/tasks', '/journal', '/events', '/sellbuy', '/ticker/SBER']) {
      const answer = await api.ask('GET', path, { headers: { authorization } });
      expect(answer).toMatchObject({
        status: 401,
        type: 'application/problem+json',
        body: { code: 'unauthorized' },
      });
      fits(ProblemSchema, answer);
    }
    const refused = await api.ask('POST', '/commands/buy', {
      body: { ticker: 'SBER', amount: lot },
      headers: { authorization },
    });
    expect(refused.status).toBe(401);
    expect((await api.ask('GET', '/health', { headers: { authorization } })).status).toBe(200);
  });

  test('the answer names the scheme', async () => {
    const { headers } = await api.ask('GET', '/tasks', { headers: { authorization: '' } });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });
});

test('an address that does not exist is a problem in words', async () => {
  const answer = await api.ask('GET', '/nothing-here');
  expect(answer).toMatchObject({
    status: 404,
    body: { code: 'no-such-address', detail: expect.any(String) },
  });
});

describe('tasks', () => {
  test('are listed newest first, by state and kind, and told by their id', async () => {
    const [older, newer] = [await startOne(), await startOne()];
    const listed = await api.ask('GET', '/tasks?state=running&kind=sellbuy');
    expect((listed.body.items as { id: string }[]).map(({ id }) => id)).toEqual([newer, older]);
    fits(TaskListSchema, listed);
    expect((await api.ask('GET', '/tasks?state=paused')).body).toEqual({ items: [], halted: null });
    const one = await api.ask('GET', pathOf(newer));
    expect(one).toMatchObject({ status: 200, body: { id: newer, requestedBy: 'api' } });
    fits(TaskSchema, one);
    expect((await api.command('status', { task: newer })).body).toEqual({
      result: { items: [one.body], halted: null },
    });
    expect((await api.command('tasks')).body).toMatchObject({
      result: { items: [{ id: newer }, { id: older }] },
    });
  });

  test.each(['cancel', 'pause', 'resume'])('%s of what is finished or unknown is refused', async (action) => {
    const id = await startOne();
    await api.finishAll();
    expect(await api.ask('POST', `${pathOf(id)}/${action}`)).toMatchObject({
      status: 409,
      body: { code: 'task-finished', data: { taskId: id } },
    });
    expect(await api.ask('POST', `/tasks/sellbuy%2F999999/${action}`)).toMatchObject({
      status: 404,
      body: { code: 'task-not-found' },
    });
  });

  test('cancel tells the task to stop, also with an empty body that calls itself JSON', async () => {
    const id = await startOne();
    const answer = await api.ask('POST', `${pathOf(id)}/cancel`, { body: '' });
    expect(answer).toMatchObject({ status: 200, body: { id } });
    expect((await api.system.tasks.get(id)).wish.mode).toBe('stop');
  });

  test('stop tells all of them, or one', async () => {
    const [one, other] = [await startOne(), await startOne()];
    expect((await api.command('stop', { task: one })).body).toMatchObject({
      result: { tasks: [{ id: one }] },
    });
    expect((await api.system.tasks.get(other)).wish.mode).toBe('run');
    expect((await api.command('stop')).status).toBe(200);
    expect((await api.system.tasks.get(other)).wish.mode).toBe('stop');
  });

  test.each(['state=flying', 'colour=red'])('are not listed by %s', async (query) => {
    expect(await api.ask('GET', `/tasks?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-arguments' },
    });
  });
});

describe('the queue', () => {
  beforeEach(async () => {
    for (const { id } of (await api.ask('GET', '/sellbuy')).body.items as { id: number }[])
      await api.ask('DELETE', `/sellbuy/${id}`);
  });
  const add = async (row: object) => {
    const answer = await api.ask('POST', '/sellbuy', { body: row });
    expect(answer.status).toBe(201);
    fits(SellbuyRowSchema, answer);
    return Number(answer.body.id);
  };

  test('is written, read, changed and cleared', async () => {
    const id = await add({ ticker: 'sber', sell: false, amount: lot, limitPrice: '299.5' });
    const row = { id, ticker: 'SBER', sell: false, amount: lot, limitPrice: '299.5', active: true };
    expect((await api.ask('GET', `/sellbuy/${id}`)).body).toEqual(row);
    const list = await api.ask('GET', '/sellbuy');
    expect(list.body).toEqual({ items: [row] });
    fits(listOf(SellbuyRowSchema), list);
    const changed = await api.ask('PATCH', `/sellbuy/${id}`, { body: { amount: 2 * lot, limitPrice: null } });
    expect(changed).toMatchObject({ status: 200, body: { ...row, amount: 2 * lot, limitPrice: null } });
    expect((await api.ask('DELETE', `/sellbuy/${id}`)).status).toBe(204);
    expect(await api.ask('GET', `/sellbuy/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'row-not-found' },
    });
  });

  test.each([
    [{ ticker: 'NOSUCH', sell: false, amount: 10 }, 404, 'unknown-ticker'],
    [{ ticker: 'SBER', sell: false, amount: 15 }, 422, 'amount-not-lots'],
    [{ ticker: 'SBER', sell: false, amount: 0 }, 422, 'not-positive'],
    [{ ticker: 'SBER', sell: false, amount: 10, limitPrice: '300.005' }, 422, 'limit-price-step'],
    [{ ticker: 'SBER', sell: false, amount: 9e15 }, 400, 'invalid-arguments'],
    [{ ticker: 'SBER', sell: 'no', amount: 10 }, 400, 'invalid-arguments'],
    [{ ticker: 'SBER', sell: false, amount: 10, note: 'x' }, 400, 'invalid-arguments'],
    [undefined, 400, 'invalid-arguments'],
  ])('takes no row like %j', async (body, status, code) => {
    expect(await api.ask('POST', '/sellbuy', { body: body ?? '' })).toMatchObject({ status, body: { code } });
    expect((await api.ask('GET', '/sellbuy')).body).toEqual({ items: [] });
  });

  test('is started by sellbuy: every active row that is not running, and what is wrong with one stops no other', async () => {
    const good = await add({ ticker: 'SBER', sell: false, amount: lot });
    const short = await add({ ticker: 'ABRD', sell: true, amount: 1_000 });
    await add({ ticker: 'SBER', sell: false, amount: lot, active: false });
    const other = await add({ ticker: 'SBER', sell: false, amount: 2 * lot });

    const answer = await api.command('sellbuy');
    expect(answer.status).toBe(202);
    fits(StartedSchema, answer);
    expect(tasksOf(answer)).toMatchObject([{ origin: `sellbuy/${good}` }, { origin: `sellbuy/${other}` }]);
    expect(answer.body.refused).toMatchObject([
      {
        row: short,
        ticker: 'ABRD',
        error: { code: 'short-unavailable' },
        detail: expect.stringContaining('ABRD'),
      },
    ]);
    expect(tasksOf(await api.command('sellbuy'))).toEqual([]);

    const running = { status: 409, body: { code: 'row-runs', data: { task: tasksOf(answer)[0]?.id } } };
    expect(await api.ask('PATCH', `/sellbuy/${good}`, { body: { amount: 2 * lot } })).toMatchObject(running);
    expect(await api.ask('DELETE', `/sellbuy/${good}`)).toMatchObject(running);
    expect((await api.ask('PATCH', `/sellbuy/${good}`, { body: { active: false } })).status).toBe(200);
  });
});

describe('instruments', () => {
  const find = (query: string) => api.ask('GET', `/instruments?${query}`);

  test('are not searched for before the catalogue was read, and that is said', async () => {
    expect(await find('search=SBER')).toMatchObject({ status: 503, body: { code: 'catalogue-empty' } });
    const { db, broker } = api.system;
    await replaceCatalogue(db, { mode: 'paper', listed: await broker.instruments.listing(), by: 'test' });
  });

  test('are found by what is known of them, as many as are asked for', async () => {
    const answer = await find(`search=${encodeURIComponent('сбербнк')}&limit=3`);
    expect(answer).toMatchObject({
      status: 200,
      body: { items: [{ ticker: 'SBER', isin: 'RU0009029540', active: true, tradable: true }, {}, {}] },
    });
    expect(answer.body.items).toHaveLength(3);
    fits(listOf(FoundSchema), answer);
    expect((await find('search=QQQQQQ')).body).toEqual({ items: [] });
    expect((await api.command('find', { search: 'GAZPRM' })).body).toMatchObject({
      result: {
        search: 'GAZPRM',
        items: expect.arrayContaining([expect.objectContaining({ ticker: 'GAZP' })]),
      },
    });
  });

  test.each([
    ['nothing to look for', 'search=%20', 422, 'nothing-to-find'],
    ['no search at all', '', 422, 'nothing-to-find'],
    ['more than there are', 'search=SBER&limit=21', 400, 'invalid-arguments'],
    ['none of them', 'search=SBER&limit=0', 400, 'invalid-arguments'],
    ['something unknown', 'find=SBER', 400, 'invalid-arguments'],
  ])('are refused: %s', async (_, query, status, code) => {
    const answer = await find(query);
    expect(answer).toMatchObject({ status, body: { code } });
    fits(ProblemSchema, answer);
  });

  test('are told with prices and what makes a spread with them', async () => {
    const answer = await api.ask('GET', '/ticker/sber');
    expect(answer).toMatchObject({
      status: 200,
      body: {
        ...{
          ticker: 'SBER',
          lot,
          bestBid: '300',
          bestAsk: '300.2',
          status: 'NORMAL_TRADING',
          tradable: true,
        },
        partners: expect.arrayContaining([expect.objectContaining({ nearTicker: 'SBER', ratio: '100' })]),
      },
    });
    fits(InstrumentSchema, answer);
    const far = await api.ask('GET', `/ticker/${answer.body.partners[0].farTicker}`);
    expect(far.body).toMatchObject({
      underlying: 'SBER',
      contractSize: '100',
      partners: expect.arrayContaining([expect.objectContaining({ ticker: 'SBER', ratio: '100' })]),
    });
    fits(InstrumentSchema, far);
    expect((await api.command('ticker', { ticker: 'SBER@TQBR' })).body.result.ticker).toBe('SBER');
  });

  test.each([
    ['the address of one', () => api.ask('GET', '/ticker/SBRE'), 404],
    ['a command', () => api.command('buy', { ticker: 'SBRE', amount: 10 }), 404],
    [
      'the queue of orders',
      () => api.ask('POST', '/sellbuy', { body: { ticker: 'SBRE', sell: false, amount: 10 } }),
      404,
    ],
    [
      'the queue of spreads',
      () =>
        api.ask('POST', '/spreads', {
          body: { farTicker: 'SBRE', nearTicker: 'SBER', sell: true, amount: 1, price: '1' },
        }),
      404,
    ],
    ['a list', () => api.ask('POST', '/stops/whitelist', { body: { ticker: 'SBRE' } }), 422],
  ])('%s tells the three nearest of a ticker that is not known', async (_, ask, status) => {
    const answer = await ask();
    expect(answer).toMatchObject({
      status,
      body: {
        detail: expect.stringContaining('SBER (Сбер Банк)'),
        nearest: ['SBER', expect.any(String), expect.any(String)],
      },
    });
    fits(ProblemSchema, answer);
  });
});

describe('the journal', () => {
  test('is read by task and severity, newest first, or on from an entry', async () => {
    const id = await startOne();
    await api.ask('POST', `${pathOf(id)}/cancel`);
    const newest = await api.ask('GET', `/journal?task=${encodeURIComponent(id)}`);
    fits(listOf(JournalEntrySchema), newest);
    const entries = newest.body.items as { kind: string; seq: number; text: string }[];
    expect(entries.map(({ kind }) => kind)).toEqual(['cancel-asked', 'task-asked']);
    expect(entries[1]?.text).toContain('SBER');
    const [, asked] = entries;
    const after = await api.ask('GET', `/journal?task=${encodeURIComponent(id)}&after=${asked?.seq}&limit=5`);
    expect(after.body.items).toMatchObject([{ kind: 'cancel-asked' }]);
    expect((await api.ask('GET', '/journal?severity=warning')).body).toEqual({ items: [] });
  });
});

describe('health', () => {
  test('is ok when every part answers, and says which does not', async () => {
    const away = await api.ask('GET', '/health');
    expect(away.body).toMatchObject({
      status: 'degraded',
      mode: 'paper',
      database: { status: 'ok' },
      temporal: { status: 'ok' },
      worker: { status: 'down', detail: 'no-worker' },
      broker: { status: 'ok' },
    });
    fits(HealthSchema, away);
    await reportWorker(api.system.db, { id: '00000000-0000-4000-8000-000000000000', brokerLive: true });
    await api.eventuallyHealthy();
    expect((await api.command('health')).body).toMatchObject({ result: { status: 'ok' } });
  });
});

test('help names every command', async () => {
  expect((await api.command('help')).body).toEqual({
    result: { commands: commands.map(({ name }) => name) },
  });
});
