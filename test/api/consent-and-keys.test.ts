import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cameTo, startTestApi, type TestApi, tasksOf } from './test-api.js';

/** Neither money nor securities are enough, and the broker would lend the rest. */
const ASKS = { status: 409, body: { code: 'confirmation-required' } };

let api: TestApi;
let lot: number;

beforeAll(async () => {
  api = await startTestApi();
  ({ lot } = await api.system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.command('stop');
  await api.finishAll();
  await api.system.exchange.account({ money: '10000000', positions: { SBER: 10 * lot } });
  await api.system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
});

const unfinished = async () =>
  (await api.system.tasks.list({ unfinished: true, limit: 1_000 })).map(({ id }) => id);

describe('dump', () => {
  const ask = async (ticker = 'SBER') => {
    const answer = await api.command('dump', { ticker });
    expect(answer).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'confirmation-required' },
    });
    return answer.body as { token: string; preview: unknown; expiresAt: string };
  };

  test('shows what it would do and does it only with the token, once', async () => {
    const { token, preview, expiresAt } = await ask();
    expect(preview).toEqual({
      direction: 'sell',
      ticker: 'SBER',
      instrumentUid: expect.any(String),
      amount: 10 * lot,
      estimate: expect.stringMatching(/^\d+\.\d\d$/),
    });
    expect(new Date(expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(60_000);
    expect(await unfinished()).toEqual([]);

    const done = await api.command('dump', { ticker: 'SBER', confirm: token });
    expect(done.status).toBe(202);
    expect(tasksOf(done)).toMatchObject([{ kind: 'sellbuy', amount: 10 * lot, title: 'sell 100 SBER' }]);

    const again = await api.command('dump', { ticker: 'SBER', confirm: token });
    expect(again).toMatchObject({ status: 409, body: { code: 'confirmation-invalid' } });
    expect(await unfinished()).toHaveLength(1);
  });

  test('takes the token without the arguments, which were confirmed with it', async () => {
    const { token } = await ask();
    expect((await api.command('dump', { confirm: token })).status).toBe(202);
  });

  test('takes a token for nothing else: other arguments, an invented one, one whose minute is over', async () => {
    const refused = { status: 409, body: { code: 'confirmation-invalid' } };
    await api.system.exchange.account({ positions: { SBER: 10 * lot, GAZP: 100 } });
    const { token } = await ask();
    expect(await api.command('dump', { ticker: 'GAZP', confirm: token })).toMatchObject(refused);
    expect(await api.command('dump', { ticker: 'SBER', confirm: 'invented' })).toMatchObject(refused);
    const late = await ask();
    await api.expireConfirmations();
    expect(await api.command('dump', { ticker: 'SBER', confirm: late.token })).toMatchObject(refused);
    expect(await unfinished()).toEqual([]);
  });

  test('does not sell more than was shown', async () => {
    const { token } = await ask();
    await api.system.exchange.account({ positions: { SBER: 11 * lot } });
    const answer = await api.command('dump', { ticker: 'SBER', confirm: token });
    expect(answer).toMatchObject({ status: 409, body: { code: 'position-changed' } });
    expect(await unfinished()).toEqual([]);
  });

  test('leaves what is no whole lot, and buys a short position back', async () => {
    await api.system.exchange.account({ positions: { SBER: 2 * lot + 3 } });
    expect((await ask()).preview).toMatchObject({ direction: 'sell', amount: 2 * lot });
    await api.system.exchange.account({ positions: { SBER: -(2 * lot + 3) } });
    const { token, preview } = await ask();
    expect(preview).toMatchObject({ direction: 'buy', amount: 2 * lot });
    expect((await api.command('dump', { confirm: token })).status).toBe(202);
    // What is being bought back is not bought back twice.
    expect(await api.command('dump', { ticker: 'SBER' })).toMatchObject({
      status: 422,
      body: { code: 'nothing-to-dump' },
    });
  });

  test('never asks for what it would refuse', async () => {
    await api.system.exchange.account({ positions: { LNZL: 100 } });
    expect(await api.command('dump', { ticker: 'LNZL' })).toMatchObject({
      status: 422,
      body: { code: 'sell-unavailable' },
    });
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string, body: unknown, name = 'buy') =>
    api.command(name, body, { 'idempotency-key': key });

  test('gives the first answer again and starts one task', async () => {
    const first = await keyed('a', { ticker: 'SBER', amount: lot });
    const [one, two] = await Promise.all([
      keyed('a', { ticker: 'SBER', amount: lot }),
      keyed('a', { ticker: 'SBER', amount: lot }),
    ]);
    expect(first.status).toBe(202);
    expect([one, two].map(cameTo)).toEqual([cameTo(first), cameTo(first)]);
    expect(await unfinished()).toHaveLength(1);
  });

  test('used by many requests at once starts one task, though the money is enough for one alone', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => keyed('at-once', { ticker: 'SBER', sum: '9000000' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map((answer) => tasksOf(answer)[0]?.id)).size).toBe(1);
    expect(await unfinished()).toHaveLength(1);
  });

  test('finds the task of a request whose answer a crash swallowed, though its money is taken by now', async () => {
    const body = { ticker: 'SBER', sum: '9000000' };
    const first = await keyed('crash', body);
    await api.forgetAnswer('crash');
    const again = await keyed('crash', body);
    expect(again.status).toBe(202);
    expect(tasksOf(again)[0]?.id).toBe(tasksOf(first)[0]?.id);
    expect(await api.command('buy', body)).toMatchObject({ status: 422, body: { code: 'money-short' } });
  });

  test('gives a refusal again, and is refused with another request', async () => {
    const refusal = await keyed('b', { ticker: 'SBER', amount: 3 });
    expect(refusal.status).toBe(422);
    expect(cameTo(await keyed('b', { ticker: 'SBER', amount: 3 }))).toEqual(cameTo(refusal));
    expect(await keyed('b', { ticker: 'SBER', amount: lot })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(await unfinished()).toEqual([]);
  });

  test('may be the same for a question and its consent', async () => {
    const question = await keyed('c', { ticker: 'SBER' }, 'dump');
    expect(question.status).toBe(409);
    const consent = { ticker: 'SBER', confirm: question.body.token };
    const done = await keyed('c', consent, 'dump');
    expect(done.status).toBe(202);
    expect(cameTo(await keyed('c', consent, 'dump'))).toEqual(cameTo(done));
    expect(await unfinished()).toHaveLength(1);
  });
});

describe('what is promised already is not promised again', () => {
  test('money of purchases that wait for their order', async () => {
    expect((await api.command('buy', { ticker: 'SBER', sum: '6000000' })).status).toBe(202);
    const answer = await api.command('buy', { ticker: 'SBER', sum: '6000000' });
    expect(answer).toMatchObject(ASKS);
    expect((await api.command('buy', { ticker: 'SBER', sum: '3000000' })).status).toBe(202);
  });

  test('securities of sales that wait for their order', async () => {
    expect((await api.command('sell', { ticker: 'SBER', amount: 6 * lot })).status).toBe(202);
    const answer = await api.command('sell', { ticker: 'SBER', amount: 6 * lot });
    expect(answer).toMatchObject(ASKS);
    expect(answer.body.preview.reasons).toEqual([{ why: 'short', ticker: 'SBER', amount: String(2 * lot) }]);
    expect((await api.command('sell', { ticker: 'SBER', amount: 4 * lot })).status).toBe(202);
  });
});

test.each([
  ['POGR', 'buy', 'not-tradable-by-api'],
  ['VEON-RX', 'buy', 'buy-unavailable'],
  ['LNZL', 'sell', 'sell-unavailable'],
])('%s cannot be traded: %s is refused with %s', async (ticker, name, code) => {
  const answer = await api.command(name, { ticker, amount: 1 });
  expect(answer).toMatchObject({ status: 422, body: { code } });
  expect(answer.body.detail).toContain(ticker);
});

test.each([
  ['a bond in dollars', 'RU000A0JXU14'],
  ['a bond whose price has no step', 'ISSUANCERESO'],
])('%s is listed by the broker and cannot be traded: that is said', async (_what, ticker) => {
  for (const name of ['buy', 'sell']) {
    const answer = await api.command(name, { ticker, amount: 1 });
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-ticker' } });
    expect(answer.body.detail).toMatch(new RegExp(`${ticker}.*API`));
  }
});

describe('requests at the same moment', () => {
  test('do not sell the same securities twice: one starts, the others are asked about', async () => {
    const sale = () => api.command('sell', { ticker: 'SBER', amount: 10 * lot });
    const answers = await Promise.all([sale(), sale(), sale()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(await unfinished()).toHaveLength(1);
  });

  test('add one row to the queue under one key', async () => {
    const row = { ticker: 'SBER', sell: false, amount: lot };
    const add = () => api.ask('POST', '/sellbuy', { body: row, headers: { 'idempotency-key': 'queue-1' } });
    const [first, second] = await Promise.all([add(), add()]);
    expect(first).toMatchObject({ status: 201 });
    expect(second?.body).toEqual(first?.body);
    expect((await add()).body).toEqual(first?.body);
    const other = { body: { ...row, sell: true }, headers: { 'idempotency-key': 'queue-1' } };
    expect(await api.ask('POST', '/sellbuy', other)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect((await api.ask('GET', '/sellbuy')).body.items).toHaveLength(1);
  });
});
