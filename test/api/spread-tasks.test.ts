/** A running spread is changed by REST, and a person answers for its hedge; only its executor is the test's own. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf } from '../../api/problem-of.js';
import { appendToJournal, readJournal, recordIdleness, type TaskRow } from '../../database/index.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { REQUEST } from '../support/spread-request.js';
import { type System, startSystem } from '../support/system.js';
import { temporalAddress } from '../support/temporal.js';
import { type SpreadGround, startSpreadGround } from '../workflows/spread-ground.js';

let system: System;
let ground: SpreadGround;
let api: ApiProcess;
let legs: Partial<SpreadRequest>;

const start = async (more: Partial<SpreadRequest> = {}): Promise<TaskRow> => {
  const task = await ground.start({ ...legs, ...more });
  await ground.untilExecuting(task);
  return task;
};
const patch = ({ id }: TaskRow, body: object) =>
  api.ask('PATCH', `/tasks/${encodeURIComponent(id)}`, { body });
const refusal = (status: number, code: string, data: object = {}) => ({
  status,
  type: 'application/problem+json',
  body: { code, data },
});
const execute = async (task: TaskRow, executed: number) => {
  await system.db
    .updateTable('tasks')
    .set({ executed: String(executed) })
    .where('key', '=', task.key)
    .execute();
};
const ask = (task: TaskRow) => ground.tell(task, { executed: 2, averagePrice: '255', waitingFor: 'person' });
const end = async (task: TaskRow) => {
  await ground.settle(task, 'reached', { executed: 5 });
  await ground.untilState(task, 'done');
};

beforeAll(async () => {
  system = await startSystem();
  ground = await startSpreadGround(temporalAddress(), system);
  api = await startApiProcess(system.environment);
  const [far, near] = await Promise.all([system.instrument('SRH7'), system.instrument('SBER')]);
  legs = {
    ...{ instrumentUid: far.uid, lot: far.lot, nearInstrumentUid: near.uid, nearLot: near.lot },
    ratio: far.future?.basicAssetSize.toFixed() ?? '',
  };
  await eventually(async () => (await api.health()).body.broker.status === 'ok', { what: 'the broker' });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await ground?.stop();
  await system?.stop();
});

describe('a running spread', () => {
  test('is shown with both legs and its options, and takes each of them by call and by command', async () => {
    const task = await start();
    expect((await api.task(task.id)).body).toMatchObject({
      title: `sell 5 SRH7 / SBER @ 250`,
      limitPrice: '250',
      result: null,
      spread: { sell: true, nearTicker: 'SBER', ratio: legs.ratio, options: REQUEST.options, hedge: null },
    });
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const options = { slop: 0, payUpTicks: 7, displayQuantity: 2, maxUnhedged: 3, until, now: true };
    expect(await patch(task, { price: '-12.50', ...options })).toMatchObject({
      status: 200,
      body: { limitPrice: '-12.5', amount: 5, spread: { options } },
    });
    const command = await api.command('amend', {
      task: task.id,
      amount: 4,
      displayQuantity: null,
      now: false,
    });
    expect(command).toMatchObject({
      status: 200,
      body: {
        result: {
          tasks: [{ amount: 4, spread: { options: { ...options, displayQuantity: null, now: false } } }],
        },
      },
    });
    expect(
      await patch(task, { amount: 4, slop: 0, limitPrice: '-12.5', ratio: `${legs.ratio}.0` }),
    ).toMatchObject(refusal(409, 'nothing-to-amend', { taskId: task.id }));
    await end(task);
    const { body } = await api.task(task.id);
    expect(body).toMatchObject({ state: 'done', result: { nearTicker: 'SBER', wantedPrice: '-12.5' } });
    const told = await api.ask('GET', `/journal?task=${encodeURIComponent(task.id)}&after=0`);
    const words = told.body.items.map(({ text }: { text: string }) => text.replaceAll('\u00a0', ' '));
    expect(words[0]).toBe('Asked: sell 5 contracts of SRH7 against SBER at 250 ₽ a contract or better');
    expect(words[1]).toMatch(
      /^Changed through the API: 5 contracts in all at -12.5 ₽ or better \(it was 5 at 250 ₽\); slop 2 → 0, /,
    );
    expect(words.at(-1)).toBe(
      'Done. Sold 5 of 4 contracts SRH7 / SBER, 255 ₽ a contract on average, wanted -12.5 ₽, 267.5 ₽ better. SRH7: 5 at 31 255 ₽; SBER: 500 at 310 ₽. Commission 4.5 ₽. Without a hedge: 2 seconds at the longest, 100 SBER at the most; now 0.',
    );
  });

  test('has options up to the same bounds by whatever way they come', async () => {
    const task = await start();
    const options = { slop: 10_000, payUpTicks: 10_000, displayQuantity: 1_000_000, maxUnhedged: 1_000_000 };
    expect(await patch(task, options)).toMatchObject({ status: 200, body: { spread: { options } } });
    // As one that the schema let pass, or an older worker does not know, would be answered.
    const refused = await system.tasks.amend(task.id, { options: { slop: 10_001 } }, 'test').catch(problemOf);
    expect(refused).toEqual({
      status: 422,
      code: 'invalid-amendment',
      data: { taskId: task.id, lot: String(legs.lot) },
    });
    await end(task);
  });

  test('refuses what it cannot be, and says what would be right', async () => {
    const task = await start();
    expect(await patch(task, {})).toMatchObject({ status: 400 });
    expect(await patch(task, { price: '1', limitPrice: '2' })).toMatchObject({ status: 400 });
    expect(await patch(task, { limitPrice: null })).toMatchObject(refusal(422, 'spread-needs-price'));
    for (const [option, value] of [
      ['slop', -1],
      ['slop', 1.5],
      ['payUpTicks', 10_001],
      ['displayQuantity', 0],
      ['maxUnhedged', 0],
      ['until', 'tomorrow'],
      ['until', '2030-02-30T99:00:00Z'],
      ['until', '2030-02-01T10:00:00'],
    ] as const) {
      const { status, body } = await patch(task, { [option]: value });
      expect({ status, code: body.code, data: body.data }).toEqual({
        status: 422,
        code: 'option-not-allowed',
        data: { option, value: String(value) },
      });
      expect(body.detail).toContain(`${option} cannot be ${value}. ${option} `);
    }
    expect(await patch(task, { until: '2020-01-01T00:00:00Z' })).toMatchObject(refusal(422, 'until-past'));
    expect(await patch(task, { amount: 0 })).toMatchObject(refusal(422, 'not-positive'));
    expect(await patch(task, { ratio: '0' })).toMatchObject(refusal(422, 'ratio-not-fitting'));
    expect(await patch(task, { ratio: '99.7' })).toMatchObject({
      ...refusal(422, 'ratio-not-fitting'),
      body: { data: { ratio: '99.7', nearest: expect.stringMatching(/^\d/) } },
    });
    expect((await api.task(task.id)).body).toMatchObject({ amount: 5, limitPrice: '250' });
    await execute(task, 2);
    expect(await patch(task, { amount: 1 })).toMatchObject(
      refusal(409, 'amend-below-executed', { amount: '1', executed: '2' }),
    );
    expect(await patch(task, { ratio: '90' })).toMatchObject(
      refusal(409, 'ratio-after-fill', { executed: '2' }),
    );
    await end(task);

    const { id, key } = await system.buy('SBER', 10);
    expect(await patch({ ...task, id, key }, { slop: 3, now: true, amount: 20 })).toMatchObject(
      refusal(422, 'not-a-spread', { taskId: id, fields: 'slop, now' }),
    );
    await system.tasks.cancel(id, 'test');
  });

  test('more contracts are checked as a new spread is, for what is more', async () => {
    const task = await start();
    const { status, body } = await patch(task, { amount: 1_000_000 });
    expect([409, 422]).toContain(status);
    expect(body.code).toMatch(/spread-obstacles|amend-takes-margin/);
    await end(task);
  });
});

test('what keeps a running spread from having an order is shown with it, until its state is another one', async () => {
  const task = await start();
  expect((await api.task(task.id)).body.idle).toBeNull();
  const since = '2026-11-30T07:15:00.000Z';
  const idle = { reason: 'hours-unknown', of: 'SRH7, SBER', since } as const;
  await recordIdleness(system.db, { key: task.key, idle });
  const detail = 'the broker does not tell the trading hours (SRH7, SBER)';
  expect((await api.task(task.id)).body.idle).toEqual({ ...idle, detail });
  const { body } = await api.command('status', { task: task.id });
  expect(body.result.items).toMatchObject([{ id: task.id, idle: { detail } }]);
  await end(task);
  expect((await api.task(task.id)).body.idle).toBeNull();
});

describe('the answer about a hedge', () => {
  test('is taken of the only task that asks, or of the one that is named', async () => {
    expect(await api.command('hedge', { choice: 'any' })).toMatchObject(refusal(409, 'no-hedge-asked'));
    const [first, second] = [await start(), await start()];
    expect(await api.command('hedge', { choice: 'any', task: first.id })).toMatchObject(
      refusal(409, 'hedge-not-asked', { taskId: first.id }),
    );
    await ask(first);
    await ground.untilState(first, 'waiting', 'person');
    expect((await api.task(first.id)).body.waiting).toMatchObject({ for: 'person' });
    expect(await api.command('hedge', { choice: 'keep' })).toMatchObject({
      status: 200,
      body: { result: { task: first.id, choice: 'keep-trying' } },
    });
    expect((await api.task(first.id)).body).toMatchObject({
      state: 'running',
      spread: { hedge: { number: 1, choice: 'keep-trying' } },
    });
    expect(await api.command('hedge', { choice: 'keep' })).toMatchObject(refusal(409, 'no-hedge-asked'));

    // Temporal did not hear of this question; the journal did.
    const kind = 'hedge-needs-person';
    const data = { ticker: 'SBER', unhedged: '100', price: '311', bound: '310.9' };
    await appendToJournal(system.db, [{ taskId: second.id, kind, severity: 'warning', data }]);
    await ask(first);
    await ground.untilState(first, 'waiting', 'person');
    const both = await api.command('hedge', { choice: 'any' });
    expect(both).toMatchObject(refusal(422, 'which-hedge'));
    expect(both.body.data.tasks.split(', ').sort()).toEqual([first.id, second.id].sort());
    expect(await api.command('hedge', { choice: 'leave', task: second.id })).toMatchObject({
      body: { result: { task: second.id, choice: 'leave' } },
    });
    expect(await api.command('hedge', { choice: 'any-price' })).toMatchObject({
      body: { result: { task: first.id, choice: 'any-price' } },
    });
    expect(await api.command('hedge', { choice: 'perhaps' })).toMatchObject({ status: 400 });
    expect(await api.command('hedge', { choice: 'any', task: 'spread/999' })).toMatchObject({ status: 404 });
    await ground.settle(second, 'left-unhedged', { executed: 2 });
    await end(first);
    await ground.untilState(second, 'failed');
    expect((await api.task(second.id)).body.error).toMatchObject({
      code: 'left-unhedged',
      detail: 'Unhedged, as you answered: 0 SBER.',
    });
    expect(await api.command('hedge', { choice: 'any', task: second.id })).toMatchObject(
      refusal(409, 'task-finished'),
    );
  });

  test('is one to the question with its number, not to another that stands by now, nor while the market is away', async () => {
    const task = await start();
    const write = async (kind: 'hedge-needs-person' | 'hedge-done' | 'hedge-held-back', data: object) => {
      const more = { ticker: 'SBER', unhedged: '100', ...data };
      await appendToJournal(system.db, [{ taskId: task.id, kind, severity: 'warning', data: more }]);
      const entries = await readJournal(system.db, { after: 0, taskId: task.id, limit: 100 });
      return Math.max(...entries.map(({ seq }) => seq));
    };
    const answer = (question?: number) =>
      api.command('hedge', { choice: 'any', task: task.id, ...(question !== undefined && { question }) });
    const asks = (price: string, dueLots: number) =>
      write('hedge-needs-person', { price, bound: '310', dueLots });
    const old = await asks('311', 10);
    await write('hedge-held-back', { reason: 'closed' });
    for (const question of [old, undefined])
      expect(await answer(question)).toMatchObject(
        refusal(409, 'hedge-waits-for-market', { taskId: task.id, ticker: 'SBER', reason: 'closed' }),
      );
    const standing = await asks('312', 20);
    await asks('313', 30);
    const stale = await answer(old);
    expect(stale).toMatchObject(refusal(409, 'hedge-question-over', { taskId: task.id, price: '313' }));
    expect(stale.body.detail).toContain('Asked now: the hedge of 100 SBER');
    expect(await answer(standing)).toMatchObject({ status: 200 });
    expect((await api.task(task.id)).body.spread.hedge).toEqual({
      number: 1,
      choice: 'any-price',
      dueLots: 20,
    });
    expect(await answer(standing)).toMatchObject(refusal(409, 'hedge-not-asked'));
    await end(task);
  });
});
