/** Ladders as they are asked for: what is shown first, what is refused as a whole, and what the task is told to place. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeSetting } from '../../database/index.js';
import type { LadderRequest } from '../../domain/stop-task.js';
import type { ApiAnswer } from '../support/api-process.js';
import { startTestApi, type TestApi, tasksOf } from './test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.finishAll();
  await api.system.db.deleteFrom('settings').execute();
  await api.ask('PUT', '/stops', { body: { whitelist: ['SBER', 'GAZP', 'LKOH'], blacklist: [] } });
  await api.ask('PUT', '/shorts', { body: { whitelist: ['SBER', 'GAZP'], blacklist: [] } });
  await api.system.exchange.account({ money: '10000000', positions: [] });
  await trade('SBER', '300');
  await trade('GAZP', '160');
});

/** Its last price becomes this. */
const trade = async (ticker: string, price: string) => {
  await api.system.exchange.book(ticker, { bids: [], asks: [[price, 10]] });
  await api.system.exchange.trade(ticker, { side: 'buy', lots: 1, price });
};
const ask = (command: string, args: object = {}) => api.command(command, args);
const asked = async (command: string, args: object = {}) => {
  const answer = await ask(command, args);
  expect(answer).toMatchObject({ status: 409, body: { code: 'confirmation-required' } });
  return answer.body as { preview: Record<string, never> & { skipped: unknown[] }; token: string };
};
const confirmed = async (command: string, { token }: { token: string }): Promise<ApiAnswer> => {
  const answer = await ask(command, { confirm: token });
  expect(answer.status).toBe(202);
  return answer;
};
const rowsOf = async (answer: ApiAnswer) => {
  const [task] = tasksOf(answer);
  const row = await api.system.db
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', task?.id ?? '')
    .executeTakeFirstOrThrow();
  const stops = await api.system.db
    .selectFrom('stop_orders')
    .selectAll()
    .where('task_key', '=', row.key)
    .orderBy('number')
    .execute();
  return { request: row.request as LadderRequest, stops };
};
const nothingStarted = async () => expect(await api.system.tasks.list({ unfinished: true })).toEqual([]);

test('stops shows what it would place and costs nothing until it is agreed to; then it is planned anew', async () => {
  const { preview, token } = await asked('stops', { levels: ['20', 15] });
  expect(preview).toMatchObject({
    ladder: 'stops',
    direction: 'buy',
    orders: 6,
    instruments: 3,
    tickers: ['SBER', 'GAZP', 'LKOH'],
    levels: ['15', '20'],
    sum: '300000',
    child: 'limit',
    lifetimeMinutes: 120,
    renew: false,
    free: '10000000.00',
    lacking: null,
    seconds: 0,
    late: null,
    skipped: [],
    standing: [],
  });
  await nothingStarted();

  await trade('SBER', '310');
  const { request, stops } = await rowsOf(await confirmed('stops', { token }));
  expect(request).toMatchObject({ direction: 'buy', amount: 6, levels: ['15', '20'], margin: false });
  expect(request.instruments.map(({ ticker }) => ticker)).toEqual(['SBER', 'GAZP', 'LKOH']);
  expect(stops.map(({ state }) => state)).toEqual(Array(6).fill('planned'));
  const [first] = stops;
  expect(first?.terms).toMatchObject({ ticker: 'SBER', stopPrice: '263.5', lots: 113, kind: 'take-profit' });
  const expiresInMs =
    first?.terms.expiry.type === 'till-date' ? Date.parse(first.terms.expiry.at) - Date.now() : 0;
  expect(expiresInMs / 60_000).toBeCloseTo(120, 0);

  const again = await asked('stops');
  expect(again.preview).toMatchObject({ standing: [{ task: expect.stringMatching(/^stops\//), orders: 6 }] });
});

describe('the preview', () => {
  test('of purchases beyond the money says what is lacking, and they may be placed', async () => {
    await api.system.exchange.account({ money: '1000000', positions: [] });
    const { preview, token } = await asked('stops', { market: true, renew: true, lifetimeMinutes: 30 });
    const { needed, lacking } = preview as unknown as Record<string, string>;
    expect(preview).toMatchObject({ orders: 9, child: 'market', renew: true, free: '1000000.00' });
    expect(Number(needed) - Number(lacking)).toBeCloseTo(1_000_000, 2);
    const { request, stops } = await rowsOf(await confirmed('stops', { token }));
    expect(request).toMatchObject({ renew: true, child: 'market', lifetimeMinutes: 30 });
    expect(stops.every(({ terms }) => terms.child.type === 'market' && !terms.margin)).toBe(true);
  });

  test('names what is skipped with its reason, and the task keeps it', async () => {
    await api.ask('PUT', '/stops', { body: { whitelist: ['SBER', 'POGR', 'LKOH'], blacklist: [] } });
    await api.system.db
      .insertInto('ladder_lists')
      .values({ ladder: 'stops', list: 'white', ticker: 'GONE', instrument_uid: null })
      .execute();
    const { preview, token } = await asked('stops', { levels: ['15', '99'], sum: '3000' });
    const reasons = preview.skipped.map((each) => {
      const { ticker, level, reason } = each as { ticker: string; level: string; reason: { code: string } };
      return [ticker, level, reason.code];
    });
    expect(reasons).toEqual([
      ['POGR', null, 'not-tradable-by-api'],
      ['LKOH', '15', 'sum-below-lot'],
      ['GONE', null, 'not-listed'],
    ]);
    const { stops } = await rowsOf(await confirmed('stops', { token }));
    expect(stops.map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['planned', undefined],
      ['planned', undefined],
      ['planned', undefined],
      ...reasons.map(([, , code]) => ['skipped', code]),
    ]);
  });

  test('says what would expire before the limit lets it be placed, and the lifetime that is enough', async () => {
    const whitelist = ['SBER', 'GAZP', 'LKOH', 'ROSN', 'MTSS', 'MOEX'];
    await api.ask('PUT', '/stops', { body: { whitelist } });
    const levels = Array.from({ length: 10 }, (_, n) => String(n + 1));
    const { preview } = await asked('stops', { levels, sum: '3000000', lifetimeMinutes: 1 });
    expect(preview).toMatchObject({ orders: 60, seconds: 60, late: { orders: 10, lifetimeMinutes: 2 } });
    const enough = await asked('stops', { levels, sum: '3000000', lifetimeMinutes: 2 });
    expect(enough.preview).toMatchObject({ orders: 60, late: null });
  });

  test('leaves out the black list', async () => {
    await api.ask('PUT', '/stops', { body: { blacklist: ['GAZP', 'LKOH'] } });
    expect((await asked('stops')).preview).toMatchObject({ orders: 3, instruments: 1 });
  });
});

describe('shorts', () => {
  test('says what would become short, with money and margin before and after, and takes the margin flag from the consent', async () => {
    const { lot } = await api.system.instrument('SBER');
    // At 20 % above 300: 360; 83 lots of ten for 300,000.
    await api.system.exchange.account({
      money: '10000000',
      positions: [{ ticker: 'SBER', amount: 83 * lot }],
    });
    const { preview, token } = await asked('shorts', { levels: ['20', '25'] });
    expect(preview).toMatchObject({
      direction: 'sell',
      orders: 4,
      shorts: {
        positions: [
          { ticker: 'SBER', held: 83 * lot, amount: 80 * lot },
          { ticker: 'GAZP', held: 0 },
        ],
        money: { before: '10000000.00', after: expect.stringMatching(/^1\d{7}[.]\d\d$/) },
        margin: { before: expect.any(String), after: expect.any(String) },
        isAtMost: false,
      },
    });
    const { margin } = (preview as unknown as { shorts: { margin: Record<string, string> } }).shorts;
    expect(Number(margin.after)).toBeGreaterThan(Number(margin.before));
    const { request, stops } = await rowsOf(await confirmed('shorts', { token }));
    expect(request.margin).toBe(true);
    expect(stops.map(({ terms }) => [terms.ticker, terms.stopPrice, terms.margin])).toEqual([
      ['SBER', '360', false],
      ['GAZP', '192', true],
      ['SBER', '375', true],
      ['GAZP', '200', true],
    ]);
  });

  test('no more becomes short than was shown, though what was held is gone', async () => {
    const { lot } = await api.system.instrument('SBER');
    await api.ask('PUT', '/shorts', { body: { whitelist: ['SBER'] } });
    await api.system.exchange.account({
      money: '10000000',
      positions: [{ ticker: 'SBER', amount: 83 * lot }],
    });
    const { token } = await asked('shorts', { levels: ['20', '25'] });
    await api.system.exchange.account({ money: '10000000', positions: [] });
    const { stops, request } = await rowsOf(await confirmed('shorts', { token }));
    expect(stops.map(({ state, terms, reason }) => [state, terms.lots, reason?.code])).toEqual([
      ['planned', 80, undefined],
      ['skipped', undefined, 'short-not-agreed'],
    ]);
    expect(Object.values(request.mayShort ?? {})).toEqual([80 * lot]);

    await api.finishAll();
    await api.system.exchange.account({
      money: '10000000',
      positions: [{ ticker: 'SBER', amount: -5 * lot }],
    });
    const more = await rowsOf(await confirmed('shorts', await asked('shorts', { levels: ['20'] })));
    expect(Object.values(more.request.mayShort ?? {})).toEqual([(83 + 5) * lot]);
  });

  test('only what is held asks for no short position', async () => {
    await api.ask('PUT', '/shorts', { body: { whitelist: ['SBER'] } });
    await api.system.exchange.account({ money: '1000', positions: [{ ticker: 'SBER', amount: 100_000 }] });
    const { preview } = await asked('shorts');
    expect(preview).not.toHaveProperty('shorts');
  });
});

describe('an agreement covers what was shown', () => {
  test.each<[string, string, () => Promise<unknown>]>([
    [
      'terms',
      'a setting became another',
      () => writeSetting(api.system.db, { key: 'stops.sum', value: '400000', by: 'test' }),
    ],
    ['terms', 'so did the lifetime', () => writeSetting(api.system.db, lifetime)],
    ['list', 'an instrument was added', () => ask('stops', { list: 'add', tickers: 'ROSN' })],
    ['list', 'one was blocked', () => ask('stops', { list: 'block', tickers: 'LKOH' })],
    // 15 % below 420 a lot of ten is 3,570; below 300 it is 2,550.
    ['orders', 'one that was skipped could be placed', () => trade('SBER', '300')],
    // One lot is 2,720 below 320, and 2,805 below 330.
    ['money', 'prices rose by more than people look over', () => trade('GAZP', '330')],
  ])('%s: %s meanwhile', async (what, _, change) => {
    await writeSetting(api.system.db, { key: 'stops.sum', value: '3000', by: 'test' });
    await writeSetting(api.system.db, { key: 'stops.levels', value: ['15'], by: 'test' });
    await trade('SBER', '420');
    await trade('GAZP', '320');
    const { preview, token } = await asked('stops');
    expect(preview).toMatchObject({ orders: 1, tickers: ['GAZP'] });
    await change();
    expect(await ask('stops', { confirm: token })).toMatchObject({
      status: 409,
      body: { code: 'ladder-changed', data: { ladder: 'stops', what } },
    });
    await nothingStarted();
  });
  const lifetime = { key: 'stops.lifetimeMinutes', value: 240, by: 'test' } as const;

  test('prices that move a little, and less of it than was shown, are no other ladder', async () => {
    const { token } = await asked('stops', { levels: ['15'], sum: '3000' });
    await trade('SBER', '301.5');
    await trade('GAZP', '360');
    const { stops } = await rowsOf(await confirmed('stops', { token }));
    expect(stops.map(({ state, terms }) => [terms.ticker, state])).toEqual([
      ['SBER', 'planned'],
      ['GAZP', 'skipped'],
      ['LKOH', 'skipped'],
    ]);
  });
});

describe('nuke', () => {
  test('parts the sum in four, at and below the last price', async () => {
    const { preview, token } = await asked('nuke', { ticker: 'sber', sum: '1000000' });
    expect(preview).toMatchObject({ orders: 4, levels: ['0', '1', '5', '7'], sum: '250000' });
    const { request, stops } = await rowsOf(await confirmed('nuke', { token }));
    expect(request).toMatchObject({ ticker: 'SBER', amount: 4, sum: '250000' });
    expect(stops.map(({ terms }) => `${terms.lots} @ ${terms.stopPrice}`)).toEqual([
      '83 @ 299.99',
      '84 @ 297',
      '87 @ 285',
      '89 @ 279',
    ]);
  });

  test('of less than four lots is refused with the least that works, which works', async () => {
    const answer = await ask('nuke', { ticker: 'SBER', sum: '11000' });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'ladder-sum-too-small', data: { parts: '4', least: '11999.6' } },
    });
    expect((await asked('nuke', { ticker: 'SBER', sum: '11999.6' })).preview).toMatchObject({ orders: 4 });
    await nothingStarted();
  });
});

describe('refused as a whole, with the nearest that works, and nothing is placed', () => {
  test.each([
    ['stops', { levels: ['0', '15'] }, '0.01, 15'],
    ['stops', { levels: ['15', '100'] }, '15, 99.99'],
    ['stops', { levels: ['-5'] }, '0.01'],
    ['shorts', { levels: ['20', '20'] }, '20'],
    ['stops', { levels: [] }, null],
    ['stops', { sum: '0' }, '1'],
    ['stops', { sum: '30000001' }, '30000000'],
    ['stops', { lifetimeMinutes: 0 }, '1'],
    ['nuke', { ticker: 'SBER', sum: '1000000', levels: ['0', '100'] }, '0, 99.99'],
    ['nuke', { ticker: 'SBER', sum: '200000000' }, '120000000'],
  ])('%s %j', async (command, args, nearest) => {
    expect(await ask(command, args)).toMatchObject({
      status: 422,
      body: { code: 'ladder-argument', data: { nearest } },
    });
    await nothingStarted();
  });

  test('an empty list, nothing that can be placed, an unknown ticker, a limit in roubles, a halt', async () => {
    await writeSetting(api.system.db, { key: 'limits.order', value: '100000', by: 'test' });
    expect(await ask('stops')).toMatchObject({ status: 422, body: { code: 'limit-broken' } });
    await api.system.db.deleteFrom('settings').execute();
    expect(await ask('stops', { sum: '1' })).toMatchObject({
      status: 422,
      body: {
        code: 'nothing-to-place',
        obstacles: expect.arrayContaining([expect.objectContaining({ code: 'sum-below-lot' })]),
      },
    });
    expect(await ask('nuke', { ticker: 'NOSUCH', sum: '1000000' })).toMatchObject({ status: 404 });
    expect(await ask('nuke', { ticker: 'POGR', sum: '1000000' })).toMatchObject({
      status: 422,
      body: { code: 'nothing-to-place', obstacles: [{ code: 'not-tradable-by-api' }] },
    });
    await api.ask('PUT', '/stops', { body: { whitelist: ['SBER'], blacklist: ['SBER'] } });
    expect(await ask('stops')).toMatchObject({ status: 422, body: { code: 'ladder-list-empty' } });
    await api.command('halt');
    expect(await ask('nuke', { ticker: 'SBER', sum: '1000000' })).toMatchObject({
      status: 409,
      body: { code: 'halted' },
    });
    await api.system.db.updateTable('halt').set({ since: null, by: null, reason: null }).execute();
    await nothingStarted();
  });
});

test('the commands keep the lists too, without a question', async () => {
  const answer = await ask('stops', { list: 'add', tickers: 'ROSN, MTSS' });
  expect(answer).toMatchObject({
    status: 200,
    body: { result: { ladder: 'stops', whitelist: ['SBER', 'GAZP', 'LKOH', 'ROSN', 'MTSS'] } },
  });
  expect((await ask('shorts', { list: 'block', tickers: 'SBER' })).body.result.blacklist).toEqual(['SBER']);
  expect((await ask('stops', { list: 'show' })).body.result.whitelist).toHaveLength(5);
  expect(await ask('stops', { list: 'add', tickers: 'ROSN', sum: '1' })).toMatchObject({ status: 400 });
  expect(await ask('stops', { tickers: 'ROSN' })).toMatchObject({ status: 400 });
});

test('what stopped ladders placed may stay or be removed, however they are stopped', async () => {
  const start = async () => tasksOf(await confirmed('stops', await asked('stops')))[0]?.id ?? '';
  const next = (task: string) => ({ command: 'remove', arguments: { task } });
  const one = await start();
  const cancelled = await api.ask('POST', `/tasks/${encodeURIComponent(one)}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { id: one, next: next(one) } });
  await api.finishAll();
  const many = [await start(), await start()];
  expect(
    (await api.ask('POST', `/tasks/${encodeURIComponent(many[0] ?? '')}/pause`)).body,
  ).not.toHaveProperty('next');
  const { body } = await ask('stop');
  expect(body).not.toHaveProperty('next');
  const offered = body.result.tasks.map(({ id, next: of }: { id: string; next: unknown }) => [id, of]);
  expect(new Map(offered)).toEqual(new Map(many.map((id) => [id, next(id)])));
});
