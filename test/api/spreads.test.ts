import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { finishTask, recordProgress, taskById } from '../../database/index.js';
import { type SpreadApi, startSpreadApi } from './spread-api.js';
import { tasksOf } from './test-api.js';

let api: SpreadApi;
let [near, far] = ['', ''];
const bought = () => api.bought();
const sold = () => api.sold();
const add = (row: object) => api.add(row);
const unfinished = async () => (await api.system.tasks.list({ unfinished: true })).reverse();

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
