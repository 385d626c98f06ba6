import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type SpreadApi, startSpreadApi } from './spread-api.js';
import { tasksOf } from './test-api.js';

let api: SpreadApi;
let far = '';
const bought = () => api.bought();
const sold = () => api.sold();
const add = (row: object) => api.add(row);
const unfinished = () => api.unfinished();

beforeAll(async () => {
  api = await startSpreadApi();
  ({ far } = api);
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.reset());

describe('the queue', () => {
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    api.ask(method, `/spreads${path}`, body === undefined ? {} : { body });

  test('keeps rows with the defaults of what was left out, and changes and removes them', async () => {
    const added = await call('POST', '', {
      ...sold(),
      farTicker: far.toLowerCase(),
      price: '-12.50',
      until: '2099-01-01T10:00:00+03:00',
    });
    const row = {
      id: added.body.id,
      ...sold(),
      price: '-12.5',
      ratio: null,
      active: true,
      slop: 2,
      payUpTicks: 2,
      displayQuantity: null,
      maxUnhedged: null,
      until: '2099-01-01T07:00:00.000Z',
      now: false,
    };
    expect(added).toMatchObject({ status: 201, body: row });
    const changed = { ...row, price: '0', ratio: '90', slop: 0, until: null, active: false };
    const change = { price: 0, ratio: '90', slop: 0, until: null, active: false };
    expect(await call('PATCH', `/${row.id}`, change)).toMatchObject({ status: 200, body: changed });
    expect((await call('GET', `/${row.id}`)).body).toEqual(changed);
    expect((await call('GET', '')).body).toEqual({ items: [changed] });
    expect((await call('DELETE', `/${row.id}`)).status).toBe(204);
    expect(await call('GET', `/${row.id}`)).toMatchObject({ status: 404, body: { code: 'row-not-found' } });
  });

  test.each([
    ['legs exchanged', () => ({ farTicker: 'SBER', nearTicker: far }), 422, 'legs-exchanged'],
    ['equal legs', () => ({ nearTicker: far }), 422, 'legs-equal'],
    ['unrelated legs', () => ({ nearTicker: 'GAZP' }), 422, 'legs-unrelated'],
    ['a ratio of zero', () => ({ ratio: '0' }), 422, 'ratio-not-fitting'],
    ['a ratio that does not fit the lots', () => ({ ratio: '101' }), 422, 'ratio-not-fitting'],
    ['nothing', () => ({ amount: 0 }), 422, 'not-positive'],
    ['an unknown ticker', () => ({ farTicker: 'NOSUCH' }), 404, 'unknown-ticker'],
    ['an end that is over', () => ({ until: '2020-01-01T10:00:00Z' }), 422, 'until-past'],
    ['an end that is no moment', () => ({ until: '2099-13-01T10:00:00Z' }), 400, 'invalid-arguments'],
    ['a negative slop', () => ({ slop: -1 }), 400, 'invalid-arguments'],
    ['an unknown field', () => ({ limitPrice: '1' }), 400, 'invalid-arguments'],
    ['no price', () => ({ price: null }), 400, 'invalid-arguments'],
  ])('refuses %s, added or changed', async (_, wrong, status, code) => {
    const id = await add(sold());
    const before = (await call('GET', '')).body;
    const refused = { status, type: 'application/problem+json', body: { code } };
    expect(await call('POST', '', { ...sold(), ...wrong() })).toMatchObject(refused);
    expect(await call('PATCH', `/${id}`, wrong())).toMatchObject(refused);
    expect((await call('GET', '')).body).toEqual(before);
  });

  test('names the pair that would make sense, and the ratio that fits', async () => {
    const exchanged = await call('POST', '', { ...sold(), farTicker: 'SBER', nearTicker: far });
    expect(exchanged.body.detail).toContain(`${far}`);
    expect(exchanged.body.data).toMatchObject({ suggestedFar: far, suggestedNear: 'SBER' });
    const { body } = await call('POST', '', { ...sold(), amount: 1, ratio: '104' });
    expect(body.data).toMatchObject({ nearest: '100, 110' });
  });

  test('changes and removes no row that runs, and says how the task is changed', async () => {
    const id = await add(bought());
    const [task] = tasksOf(await api.command('spreads', { id }));
    const refused = { status: 409, body: { code: 'row-runs', data: { id: String(id), task: task?.id } } };
    const change = await call('PATCH', `/${id}`, { price: '1' });
    expect(change).toMatchObject(refused);
    expect(change.body.detail).toContain(`/amend ${task?.id}`);
    expect(await call('DELETE', `/${id}`)).toMatchObject(refused);
    expect((await call('PATCH', `/${id}`, { active: false })).body).toMatchObject({ active: false });
    await api.finishAll();
    expect((await call('PATCH', `/${id}`, { price: '1' })).body).toMatchObject({ price: '1' });
  });

  test('adds one row under one key, also when the answer was lost', async () => {
    const headers = { 'idempotency-key': 'spread-row' };
    const keyed = () => api.ask('POST', '/spreads', { body: sold(), headers });
    const [one, other] = await Promise.all([keyed(), keyed()]);
    expect(other?.body).toEqual(one?.body);
    await api.forgetAnswer('spread-row');
    expect((await keyed()).body).toEqual(one?.body);
    expect((await call('GET', '')).body.items).toHaveLength(1);
  });
});

describe('spread', () => {
  test('adds a row and says how it is started', async () => {
    const answer = await api.command('spread', { ...sold(), price: 250.5, ratio: 90 });
    expect(answer).toMatchObject({
      status: 200,
      body: { result: { ...sold(), price: '250.5', ratio: '90', active: true, slop: 2 } },
    });
    const { id } = answer.body.result;
    expect(answer.body.next).toEqual({ command: 'spreads', arguments: { id } });
    expect((await api.ask('GET', `/spreads/${id}`)).body).toEqual(answer.body.result);
    expect(await unfinished()).toEqual([]);
  });

  test('adds one row under one key', async () => {
    const headers = { 'idempotency-key': 'spread-command' };
    const first = await api.command('spread', sold(), headers);
    await api.forgetAnswer('spread-command');
    expect((await api.command('spread', sold(), headers)).body).toEqual(first.body);
  });
});

describe('sprices', () => {
  const prices = async () => {
    const { status, body } = await api.command('sprices');
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.result.items;
  };

  test('tells for every active row what it can be had for, each instrument asked for once', async () => {
    const [one, other] = [await add(sold()), await add({ ...bought(), amount: 60, displayQuantity: 20 })];
    await add({ ...sold(), active: false });
    await add({ ...bought(), amount: 60, displayQuantity: 20, maxUnhedged: 7 });
    await prices();
    const since = (await api.system.exchange.ledger()).at(-1)?.seq ?? 0;
    const items = await prices();
    const depth = (amount: number, farPrice: string, nearPrice: string) => ({ amount, farPrice, nearPrice });
    expect(items).toMatchObject([
      {
        row: one,
        ratio: '100',
        wantedPrice: '500',
        passive: depth(5, '30510', '300.2'),
        crossing: depth(5, '30500', '300.2'),
        obstacles: [],
      },
      {
        row: other,
        ratio: '100',
        passive: depth(20, '30500', '300'),
        crossing: depth(20, '30510', '300'),
        obstacles: [],
      },
      // No more is shown at once than may be without a hedge.
      { passive: depth(7, '30500', '300'), crossing: depth(7, '30510', '300') },
    ]);
    // Commission of both legs and two ticks of the near one in reserve: what is left can surely be had.
    const [{ passive }, { crossing }] = items;
    expect(Number(passive.price)).toBeGreaterThan(30_510 - 30_020 - 60);
    expect(Number(passive.price)).toBeLessThan(30_510 - 30_020);
    expect(Number(crossing.price)).toBeLessThan(30_510 - 30_000 + 60);
    expect(Number(crossing.price)).toBeGreaterThan(30_510 - 30_000);
    const asked = (await api.system.exchange.ledger(since)).map(({ method }) => method);
    expect(asked.filter((method) => method === 'GetOrderBook')).toHaveLength(2);
    expect(asked.filter((method) => method === 'GetOrderPrice')).toHaveLength(2);
  });

  test('says in words which side of which book is empty', async () => {
    await add(sold());
    await api.system.exchange.book(far, { bids: [['30500', 50]], asks: [] });
    expect(await prices()).toMatchObject([
      {
        passive: null,
        crossing: { amount: 5 },
        obstacles: [
          {
            code: 'side-empty',
            data: { ticker: far, side: 'sell' },
            detail: `Nobody sells ${far} in its book.`,
          },
        ],
      },
    ]);
    await api.system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 1]] });
    expect(await prices()).toMatchObject([
      { passive: null, crossing: null, obstacles: [{ code: 'side-thin', data: { ticker: 'SBER' } }] },
    ]);
  });

  test('says that a market is closed', async () => {
    await add(bought());
    await api.system.exchange.status('SBER', 'NOT_AVAILABLE_FOR_TRADING');
    expect(await prices()).toMatchObject([
      {
        passive: null,
        crossing: null,
        obstacles: [{ code: 'market-closed', data: { ticker: 'SBER' }, detail: 'SBER does not trade now.' }],
      },
    ]);
  });

  test('tells beside the others what makes no spread any more', async () => {
    const [gone, good] = [await add(bought()), await add(bought())];
    await api.system.db
      .updateTable('spread_queue')
      .set({ far_ticker: 'SRH1' })
      .where('id', '=', gone)
      .execute();
    expect(await prices()).toMatchObject([
      { row: gone, ratio: null, passive: null, obstacles: [{ code: 'unknown-ticker' }] },
      { row: good, passive: { amount: 5 }, obstacles: [] },
    ]);
  });
});
