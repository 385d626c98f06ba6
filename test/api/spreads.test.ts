/** The queue of spreads over real parts without a worker: what is started stays as its row. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { finishTask, recordProgress, taskById } from '../../database/index.js';
import { startTestApi, type TestApi, tasksOf } from './test-api.js';

let api: TestApi;
let [near, far] = ['', ''];

beforeAll(async () => {
  api = await startTestApi();
  const { positionUid } = await api.system.instrument('SBER');
  const family = await api.system.broker.instruments.ofAsset(positionUid);
  const aheadMs = Date.now() + 14 * 86_400_000;
  [near = '', far = ''] = family
    .filter(({ future }) => future && !future.perpetual && future.lastTradeAt.getTime() > aheadMs)
    .map(({ ticker }) => ticker);
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.finishAll();
  await api.system.db.deleteFrom('spread_queue').execute();
  const { exchange } = api.system;
  await exchange.account({ money: '10000000', positions: { SBER: 10_000 } });
  for (const ticker of ['SBER', near, far]) await exchange.status(ticker, 'NORMAL_TRADING');
  await exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
  await exchange.book(near, { bids: [['30100', 50]], asks: [['30110', 50]] });
  await exchange.book(far, { bids: [['30500', 50]], asks: [['30510', 50]] });
});

/** Nothing of it becomes short: the near leg is held, the far one bought. */
const bought = () => ({ farTicker: far, nearTicker: 'SBER', sell: false, amount: 5, price: '480' });
const sold = () => ({ ...bought(), sell: true, price: '500' });
const add = async (row: object): Promise<number> => {
  const { status, body } = await api.ask('POST', '/spreads', { body: row });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.id;
};
const unfinished = async () => (await api.system.tasks.list({ unfinished: true })).reverse();

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
    const free = await add({ ...bought(), nearTicker: near, farTicker: far, price: '390' });
    await api.ask('DELETE', `/spreads/${free}`);
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
    expect(requests).toMatchObject([{ margin: true }, { margin: true }, { margin: false }]);
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

describe('sprices', () => {
  const prices = async () => {
    const { status, body } = await api.command('sprices');
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.result.items;
  };

  test('tells for every active row what it can be had for, each instrument asked for once', async () => {
    const [one, other] = [await add(sold()), await add({ ...bought(), amount: 60, displayQuantity: 20 })];
    await add({ ...sold(), active: false });
    await prices();
    const since = (await api.system.exchange.ledger()).at(-1)?.seq ?? 0;
    const items = await prices();
    expect(items).toMatchObject([
      { row: one, ratio: '100', obstacles: [] },
      { row: other, ratio: '100', obstacles: [] },
    ]);
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

describe('unwind', () => {
  /** A spread of row that ended with so many executed. */
  const ended = async (executed: number, row: object = bought()): Promise<string> => {
    const [task] = tasksOf(await api.command('spreads', { id: await add(row) }));
    const { key } = (await taskById(api.system.db, String(task?.id))) ?? { key: '' };
    await recordProgress(api.system.db, { key, executed, averagePrice: '480' });
    await finishTask(api.system.db, { key, state: 'cancelled', result: null, error: null });
    await api.system.exchange.account({ positions: { SBER: 10_000 - 100 * executed, [far]: executed } });
    return String(task?.id);
  };
  const unwind = (task: string, price = '470') => api.command('unwind', { task, price });
  const end = async (answer: { body: { tasks?: { id: string }[] } }, executed: number) => {
    const { key } = (await taskById(api.system.db, String(answer.body.tasks?.[0]?.id))) ?? { key: '' };
    await recordProgress(api.system.db, { key, executed, averagePrice: '470' });
    await finishTask(api.system.db, { key, state: 'cancelled', result: null, error: null });
  };

  test('starts the opposite of what was executed, then of what is left, until nothing is', async () => {
    const task = await ended(4, {
      ...bought(),
      ratio: '90',
      slop: 5,
      until: '2099-01-01T00:00:00Z',
      now: true,
    });
    const first = await unwind(task, '-470');
    expect(first).toMatchObject({
      status: 202,
      body: { tasks: [{ kind: 'spread', ticker: far, amount: 4, origin: `unwind/${task}` }] },
    });
    const [running] = await unfinished();
    expect(running?.request).toMatchObject({
      sell: true,
      nearTicker: 'SBER',
      ratio: '90',
      limitPrice: '-470',
      options: { slop: 5, until: null, now: false },
      margin: false,
    });
    expect(await unwind(task)).toMatchObject({
      status: 409,
      body: { code: 'unwind-runs', data: { by: running?.id } },
    });
    await end(first, 3);
    const rest = await unwind(task);
    expect(rest).toMatchObject({ status: 202, body: { tasks: [{ amount: 1 }] } });
    await end(rest, 1);
    expect(await unwind(task)).toMatchObject({ status: 409, body: { code: 'unwound-already' } });
  });

  test('is refused with the reason where there is nothing to unwind', async () => {
    const [running] = tasksOf(await api.command('spreads', { id: await add(bought()) }));
    expect(await unwind(String(running?.id))).toMatchObject({
      status: 409,
      body: { code: 'unwind-running' },
    });
    expect(await unwind(await ended(0))).toMatchObject({ status: 422, body: { code: 'unwind-nothing' } });
    expect(await unwind('spread/999999')).toMatchObject({ status: 404, body: { code: 'task-not-found' } });
    const [purchase] = tasksOf(await api.command('buy', { ticker: 'SBER', amount: 10 }));
    expect(await unwind(String(purchase?.id))).toMatchObject({
      status: 422,
      body: { code: 'unwind-no-spread' },
    });
    const foreign = await ended(2);
    await api.system.db.updateTable('tasks').set({ account_id: 'other' }).where('id', '=', foreign).execute();
    expect(await unwind(foreign)).toMatchObject({ status: 409, body: { code: 'task-of-another-account' } });
  });

  test('asks where a leg becomes short, or another task trades the far contract the other way', async () => {
    const task = await ended(2);
    await api.system.exchange.account({ positions: { SBER: 10_000 } });
    const asked = await unwind(task);
    expect(asked).toMatchObject({ status: 409, body: { code: 'confirmation-required' } });
    expect(asked.body.preview.questions).toMatchObject([
      { farTicker: far, sell: true, amount: 2, consent: { reasons: [{ why: 'far-short', amount: '2' }] } },
    ]);
    expect(await api.command('unwind', { confirm: asked.body.token })).toMatchObject({ status: 202 });
  });

  test('is carried out once however often it is asked under one key', async () => {
    const task = await ended(2);
    const headers = { 'idempotency-key': 'unwind' };
    const first = await api.command('unwind', { task, price: '470' }, headers);
    await api.forgetAnswer('unwind');
    const again = await api.command('unwind', { task, price: '470' }, headers);
    expect(tasksOf(again)).toMatchObject([{ id: tasksOf(first)[0]?.id }]);
  });
});
