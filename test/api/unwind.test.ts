import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  finishTask,
  recordHedge,
  recordOutcome,
  recordProgress,
  type TaskRow,
  taskById,
} from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
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

  test('goes by the ratio that it was hedged by, whatever was wanted beside its last fill', async () => {
    const task = await ended(2, { ...bought(), ratio: '100' }, { ratio: '100', unhedged: '0' });
    await sql`update tasks set wish = jsonb_set(wish, '{spread,ratio}', '"200"') where id = ${task}`.execute(
      api.system.db,
    );
    await unwind(task);
    expect((await unfinished())[0]?.request).toMatchObject({ ratio: '100' });
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
      {
        ...{ farTicker: far, sell: true, amount: 2 },
        consent: {
          reasons: [
            { why: 'far-short', amount: '2' },
            { why: 'delivery', ticker: far },
          ],
        },
      },
    ]);
    expect(await api.command('unwind', { confirm: asked.body.token })).toMatchObject({ status: 202 });
  });

  test('asks where the spread was left without its hedge, which the opposite would trade too', async () => {
    const task = await ended(2, bought(), { unhedged: '-100' });
    const { body } = await unwind(task);
    expect(body.preview).toMatchObject({ questions: [], unhedged: { ticker: 'SBER', amount: '100' } });
    expect(await api.command('unwind', { confirm: body.token })).toMatchObject({ status: 202 });
  });

  describe('where a ratio set by hand fits the whole amount alone', () => {
    const odd = () => ({ ...bought(), amount: 4, ratio: '97.5' });
    /** So many near lots were executed by that task, by the order log. */
    const hedged = async (taskId: string, lots: number) => {
      const { db } = api.system;
      const { key, accountId, request } = (await taskById(db, taskId)) as TaskRow;
      const { nearInstrumentUid } = request as SpreadRequest;
      const order = { taskKey: key, leg: 'near', number: 1, epoch: '1' };
      await recordHedge(db, {
        ...order,
        clientOrderId: randomUUID(),
        accountId,
        instrumentUid: nearInstrumentUid,
        direction: 'sell',
        lots,
        price: new Decimal(300),
        timeInForce: 'fill-and-kill',
      });
      await recordOutcome(db, {
        ...order,
        state: 'final',
        doubted: false,
        executedLots: lots,
        executedValue: new Decimal(3_000).mul(lots),
        commission: new Decimal(0),
      });
    };

    test('unwinds exactly what is held, after a question that tells the ratio its price means', async () => {
      const task = await ended(2, odd());
      await hedged(task, 19);
      const asked = await unwind(task, '1000');
      const held = {
        nearTicker: 'SBER',
        contracts: '2',
        held: '190',
        wantedRatio: '97.5',
        ratio: '95',
        left: null,
      };
      expect(asked).toMatchObject({ status: 409, body: { code: 'confirmation-required' } });
      expect(asked.body.preview).toEqual({ questions: [], unhedged: null, held });
      const first = await api.command('unwind', { confirm: asked.body.token });
      expect(first).toMatchObject({ status: 202, body: { tasks: [{ amount: 2, limitPrice: '1000' }] } });
      expect((await unfinished())[0]?.request).toMatchObject({ ratio: '95', sell: true });

      // Half of that is unwound: the rest is what the log says of both.
      await end(first, 1);
      await hedged(String(first.body.tasks?.[0]?.id), 9);
      const rest = await unwind(task);
      expect(rest.body.preview.held).toMatchObject({ contracts: '1', held: '100', ratio: '100', left: null });
    });

    test('tells what stays where no ratio can be written down, and asks again where it became another', async () => {
      const task = await ended(3, odd());
      await hedged(task, 29);
      const { body } = await unwind(task);
      expect(body.preview.held).toMatchObject({ contracts: '3', held: '290', ratio: '90', left: '20' });
      const { db } = api.system;
      await db.updateTable('orders').set({ executed_lots: 27, lots: 27 }).where('leg', '=', 'near').execute();
      expect(await api.command('unwind', { confirm: body.token })).toMatchObject({
        status: 409,
        body: { code: 'consent-needed' },
      });
      expect(await unfinished()).toEqual([]);
    });

    test('is refused with the way out where not one lot hedges it', async () => {
      expect(await unwind(await ended(1, odd()))).toMatchObject({
        status: 422,
        body: { code: 'unwind-no-hedge', detail: expect.stringContaining('Close it by itself') },
      });
    });
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
