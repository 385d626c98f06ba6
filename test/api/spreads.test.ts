import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type SpreadApi, startSpreadApi } from './spread-api.js';
import { tasksOf } from './test-api.js';

let api: SpreadApi;
let [near, far] = ['', ''];
const bought = () => api.bought();
const sold = () => api.sold();
const add = (row: object) => api.add(row);
const unfinished = () => api.unfinished();

beforeAll(async () => {
  api = await startSpreadApi();
  ({ near, far } = api);
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.reset());

describe('spreads', () => {
  test('starts every active row once, and tells what is wrong with each of the others', async () => {
    const [one, inactive] = [await add(bought()), await add({ ...bought(), active: false })];
    const costly = await add({ ...bought(), amount: 20_000, nearTicker: near });
    const other = await add({ ...bought(), amount: 3 });
    const answer = await api.command('spreads');
    expect(answer).toMatchObject({
      status: 202,
      body: {
        tasks: [
          { kind: 'spread', ticker: far, amount: 5, origin: `spreads/${one}` },
          { kind: 'spread', ticker: far, amount: 3, origin: `spreads/${other}` },
        ],
        refused: [{ row: costly, ticker: `${far} − ${near}`, error: { code: 'spread-obstacles' } }],
      },
    });
    expect(answer.body.refused[0].error.obstacles.length).toBeGreaterThan(0);
    expect(await api.command('spreads')).toMatchObject({ status: 200, body: { tasks: [] } });
    const [task] = await unfinished();
    expect(task?.request).toMatchObject({
      sell: false,
      ticker: far,
      nearTicker: 'SBER',
      ratio: '100',
      limitPrice: '480',
      margin: false,
      options: { slop: 2, until: null },
    });
    expect(await api.command('spreads', { id: inactive })).toMatchObject({
      status: 202,
      body: { tasks: [{ origin: `spreads/${inactive}` }] },
    });
  });

  test('starts one row, and answers with what is wrong with it alone', async () => {
    expect(await api.command('spreads', { id: 999_999 })).toMatchObject({
      status: 404,
      body: { code: 'row-not-found' },
    });
    const id = await add(bought());
    await api.command('spreads', { id });
    expect(await api.command('spreads', { id })).toMatchObject({ status: 409, body: { code: 'row-runs' } });
    const costly = await add({ ...bought(), amount: 20_000, nearTicker: near });
    expect(await api.command('spreads', { id: costly })).toMatchObject({
      status: 422,
      body: { code: 'spread-obstacles' },
    });
    const over = await add({ ...bought(), until: '2099-01-01T00:00:00Z' });
    await api.system.db
      .updateTable('spread_queue')
      .set({ until: new Date(0) })
      .where('id', '=', over)
      .execute();
    expect(await api.command('spreads', { id: over })).toMatchObject({
      status: 422,
      body: { code: 'until-past' },
    });
    expect(await unfinished()).toHaveLength(1);
  });

  test('asks once for all rows that become short, with money and margin, and starts all after the consent', async () => {
    const [one, other] = [await add(sold()), await add({ ...sold(), amount: 3, price: '510' })];
    const gazp = far.replace('SR', 'GZ');
    await api.system.exchange.account({ positions: { SBER: 10_000, GAZP: 10_000 } });
    const plain = await add({ ...bought(), farTicker: gazp, nearTicker: 'GAZP' });
    const { status, body } = await api.command('spreads');
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'confirmation-required' });
    const short = (amount: string) => ({
      reasons: expect.arrayContaining([{ why: 'far-short', ticker: far, amount }]),
      money: { before: expect.any(String), after: expect.any(String) },
      margin: { before: expect.any(String), after: expect.any(String) },
    });
    expect(body.preview).toMatchObject({
      questions: [
        { row: one, farTicker: far, amount: 5, consent: short('5'), opposite: [] },
        { row: other, farTicker: far, amount: 3, consent: short('3'), opposite: [] },
      ],
      others: [plain],
      refused: [],
    });
    expect(await unfinished()).toEqual([]);
    const done = await api.command('spreads', { confirm: body.token });
    expect(done.body.refused).toBeUndefined();
    expect(tasksOf(done)).toHaveLength(3);
    const requests = (await unfinished()).map(({ request }) => request);
    const agreed = (amount: number, { reasons }: object & { reasons: unknown }) => ({
      margin: true,
      agreed: { amount, ratio: '100', reasons },
    });
    expect(requests).toMatchObject([agreed(5, short('5')), agreed(3, short('3')), { margin: false }]);
    expect(requests[2]).not.toHaveProperty('agreed');
  });

  test('starts nothing that became another spread than was agreed to', async () => {
    const id = await add(sold());
    const { body } = await api.command('spreads');
    await api.ask('PATCH', `/spreads/${id}`, { body: { price: '400' } });
    expect(await api.command('spreads', { confirm: body.token })).toMatchObject({
      status: 200,
      body: { tasks: [], refused: [{ row: id, error: { code: 'consent-needed' } }] },
    });
    const alone = await api.command('spreads', { id });
    await api.ask('PATCH', `/spreads/${id}`, { body: { price: '390' } });
    expect(await api.command('spreads', { confirm: alone.body.token })).toMatchObject({
      status: 409,
      body: { code: 'consent-needed' },
    });
    expect(await unfinished()).toEqual([]);
  });

  test('asks before the same far contract is traded both ways, by two rows or a row and a task', async () => {
    await api.system.exchange.account({ positions: { SBER: 10_000, [far]: 20 } });
    const [one, other] = [await add(bought()), await add({ ...sold(), nearTicker: near, amount: 2 })];
    const { body } = await api.command('spreads');
    const opposite = (id: number) => [{ task: null, origin: `spreads/${id}` }];
    expect(body.preview.questions).toMatchObject([
      { row: one, consent: null, opposite: opposite(other) },
      { row: other, consent: null, opposite: opposite(one) },
    ]);
    expect(tasksOf(await api.command('spreads', { confirm: body.token }))).toHaveLength(2);
    await api.finishAll();

    const [task] = tasksOf(await api.command('spreads', { id: one }));
    const asked = await api.command('spreads', { id: other });
    expect(asked.body.preview.questions).toMatchObject([
      { row: other, opposite: [{ task: task?.id, origin: `spreads/${one}` }] },
    ]);
    expect(tasksOf(await api.command('spreads', { confirm: asked.body.token }))).toHaveLength(1);
  });

  test('asks before the near leg of one is the far leg of another the other way, whichever starts first', async () => {
    await api.system.exchange.account({ positions: { SBER: 10_000, [near]: 20, [far]: 20 } });
    // The chain: the far contract is bought against the nearer one, which is bought against the share.
    const [outer, inner] = [
      await add({ ...bought(), nearTicker: near, amount: 2 }),
      await add({ ...bought(), farTicker: near, amount: 2 }),
    ];
    const trade = (id: number, leg: string) => ({
      origin: `spreads/${id}`,
      ticker: near,
      leg,
    });
    const { body } = await api.command('spreads');
    expect(body.preview.questions).toMatchObject([
      { row: outer, consent: null, opposite: [trade(inner, 'near')] },
      { row: inner, consent: null, opposite: [trade(outer, 'far')] },
    ]);
    const [task] = tasksOf(await api.command('spreads', { id: inner }));
    const asked = await api.command('spreads', { id: outer });
    expect(asked.body.preview.questions).toMatchObject([
      { row: outer, opposite: [{ ...trade(inner, 'near'), task: task?.id }] },
    ]);
    expect(tasksOf(await api.command('spreads', { confirm: asked.body.token }))).toHaveLength(1);
    await api.finishAll();

    // The same way, and two that only hedge in the same share, are no question.
    await api.ask('PATCH', `/spreads/${inner}`, { body: { nearTicker: 'SBER', farTicker: far } });
    expect(tasksOf(await api.command('spreads', { id: outer }))).toHaveLength(1);
    expect(tasksOf(await api.command('spreads', { id: inner }))).toHaveLength(1);
  });

  test('twenty rows take no more of the broker than one, before the question and at the start', async () => {
    await api.system.exchange.account({ positions: { SBER: 100_000 } });
    for (let n = 0; n < 20; n += 1) await add({ ...bought(), amount: 1 });
    const since = (await api.system.exchange.ledger()).at(-1)?.seq ?? 0;
    expect(tasksOf(await api.command('spreads'))).toHaveLength(20);
    const asked = (await api.system.exchange.ledger(since)).map(({ method }) => method);
    expect(asked.filter((method) => method === 'GetMaxLots')).toHaveLength(2);
    expect(asked.filter((method) => method === 'GetMarginAttributes')).toHaveLength(1);
    expect(asked.filter((method) => method === 'GetOrderBook')).toHaveLength(2);
  });

  test('a repeated request is answered with the tasks it started', async () => {
    await add(bought());
    const headers = { 'idempotency-key': 'spreads-start' };
    const [task] = tasksOf(await api.command('spreads', {}, headers));
    await api.forgetAnswer('spreads-start');
    expect(tasksOf(await api.command('spreads', {}, headers))).toMatchObject([{ id: task?.id }]);
    expect(await unfinished()).toHaveLength(1);
  });

  test('starts nothing while orders are halted', async () => {
    await add(bought());
    await api.command('halt');
    expect(await api.command('spreads')).toMatchObject({ status: 409, body: { code: 'halted' } });
    const { body } = await api.command('unhalt');
    await api.command('unhalt', { confirm: body.token });
  });
});
