import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { finishTask, recordProgress, taskById } from '../../database/index.js';
import { type SpreadApi, startSpreadApi } from './spread-api.js';
import { tasksOf } from './test-api.js';

let api: SpreadApi;
let far = '';
const bought = () => api.bought();
const add = (row: object) => api.add(row);
const unfinished = () => api.unfinished();

beforeAll(async () => {
  api = await startSpreadApi();
  ({ far } = api);
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.reset());

describe('unwind', () => {
  /** A spread of row that ended with so many executed. */
  const ended = async (executed: number, row: object = bought(), result: unknown = null): Promise<string> => {
    const [task] = tasksOf(await api.command('spreads', { id: await add(row) }));
    const { key } = (await taskById(api.system.db, String(task?.id))) ?? { key: '' };
    await recordProgress(api.system.db, { key, executed, averagePrice: '480' });
    await finishTask(api.system.db, { key, state: 'cancelled', result, error: null });
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

  test('asks where the spread was left without its hedge, which the opposite would trade too', async () => {
    const task = await ended(2, bought(), { unhedged: '-100' });
    const { body } = await unwind(task);
    expect(body.preview).toMatchObject({ questions: [], unhedged: { ticker: 'SBER', amount: '100' } });
    expect(await api.command('unwind', { confirm: body.token })).toMatchObject({ status: 202 });
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
