import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApi, type TestApi, tasksOf } from './test-api.js';

let api: TestApi;
let lot: number;

beforeAll(async () => {
  api = await startTestApi();
  ({ lot } = await api.system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] }));

const tasksInAll = async () => (await api.system.tasks.list({ limit: 1_000 })).length;

describe('buy', () => {
  test('of a number of securities starts one task', async () => {
    const answer = await api.command('buy', { ticker: 'sber', amount: 3 * lot, limitPrice: '301' });
    expect(answer.status).toBe(202);
    const [task, ...others] = tasksOf(answer);
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      kind: 'sellbuy',
      state: 'running',
      ticker: 'SBER',
      amount: 3 * lot,
      executed: 0,
      averagePrice: null,
      title: 'buy 30 SBER for no more than 301\u00a0₽',
    });
    const got = await api.ask('GET', `/tasks/${encodeURIComponent(String(task?.id))}`);
    expect(got).toMatchObject({ status: 200, body: { id: task?.id, title: expect.any(String) } });
  });

  test.each([['100000'], [100000]])(
    'for a sum (%p) takes the whole lots it buys at the best bid',
    async (sum) => {
      const answer = await api.command('buy', { ticker: 'SBER', sum });
      expect(answer.status).toBe(202);
      // 100,000 / (300 × lot) lots, rounded down.
      expect(tasksOf(answer)[0]).toMatchObject({ amount: Math.floor(100_000 / (300 * lot)) * lot });
    },
  );

  test('while the instrument does not trade is no mistake: the task will wait', async () => {
    await api.system.exchange.status('SBER', 'BREAK_IN_TRADING');
    const answer = await api.command('buy', { ticker: 'SBER', amount: lot });
    await api.system.exchange.status('SBER', 'NORMAL_TRADING');
    expect(answer.status).toBe(202);
  });
});

describe('bad input starts nothing', () => {
  let before: number;
  beforeEach(async () => {
    before = await tasksInAll();
  });

  test.each([
    ['unknown ticker', 'buy', { ticker: 'NOSUCH', amount: 10 }, 404, 'unknown-ticker', /NOSUCH/],
    ['an amount between two lots', 'buy', { ticker: 'SBER', amount: 15 }, 422, 'amount-not-lots', /10, 20/],
    ['less than one lot', 'buy', { ticker: 'SBER', amount: 3 }, 422, 'amount-not-lots', /: 10/],
    ['an alert of nothing', 'alert', { price: '300' }, 422, 'alert-of-what', /alert SBER 300/],
    ['an alert without a price', 'alert', { ticker: 'SBER' }, 422, 'alert-threshold', /alert SBER 300/],
    ['an alert of no price', 'alert', { ticker: 'SBER', price: 1e300 }, 422, 'alert-threshold', /1e\+300/],
    ['an alert of a price of zero', 'alert', { ticker: 'SBER', price: '0' }, 422, 'alert-price', /SBER 300/],
    [
      'an alert of no spread',
      'alert',
      { farTicker: 'SBER', nearTicker: 'GAZP', price: '5' },
      422,
      'far-no-future',
      /future/,
    ],
    ['an alert of nobody', 'alert', { ticker: 'NOSUCH', price: '5' }, 404, 'unknown-ticker', /NOSUCH/],
    ['a rate that is none', 'watch', { rate: 'much' }, 422, 'watch-terms', /watch 20 10/],
    ['too many minutes', 'watch', { minutes: 1_441 }, 422, 'watch-terms', /1440/],
    ['zero', 'buy', { ticker: 'SBER', amount: 0 }, 422, 'not-positive', /10/],
    ['a negative amount', 'sell', { ticker: 'SBER', amount: -10 }, 422, 'not-positive', /10/],
    ['a negative sum', 'buy', { ticker: 'SBER', sum: '-5' }, 422, 'not-positive', /3.000/],
    ['a sum below one lot', 'buy', { ticker: 'SBER', sum: '2999.99' }, 422, 'sum-below-lot', /3.000/],
    [
      'a limit between two steps',
      'buy',
      { ticker: 'SBER', amount: 10, limitPrice: '300.005' },
      422,
      'limit-price-step',
      /300, 300.01/,
    ],
    ['a limit of zero', 'buy', { ticker: 'SBER', amount: 10, limitPrice: '0' }, 422, 'not-positive', /price/],
    [
      'more money than there is',
      'buy',
      { ticker: 'SBER', sum: '99000000' },
      422,
      'money-short',
      /10.000.000|9.\d+.\d+/,
    ],
    ['a sale of what nobody lends', 'sell', { ticker: 'ABRD', amount: 10 }, 422, 'short-unavailable', /ABRD/],
    ['nothing to dump', 'dump', { ticker: 'GAZP' }, 422, 'nothing-to-dump', /GAZP/],
    [
      'both a sum and an amount',
      'buy',
      { ticker: 'SBER', sum: '5000', amount: 10 },
      400,
      'invalid-arguments',
      /either/,
    ],
    ['neither', 'buy', { ticker: 'SBER' }, 400, 'invalid-arguments', /either/],
    [
      'an unknown field',
      'buy',
      { ticker: 'SBER', amount: 10, price: '3' },
      400,
      'invalid-arguments',
      /price/,
    ],
    ['a wrong type', 'buy', { ticker: 'SBER', amount: '10' }, 400, 'invalid-arguments', /amount/],
    ['a fraction of a security', 'buy', { ticker: 'SBER', amount: 10.5 }, 400, 'invalid-arguments', /amount/],
    [
      'an amount beyond all numbers',
      'buy',
      { ticker: 'SBER', amount: 1e300 },
      400,
      'invalid-arguments',
      /amount/,
    ],
    ['no ticker', 'buy', { amount: 10 }, 400, 'invalid-arguments', /ticker/],
    ['a list', 'buy', [1], 400, 'invalid-arguments', /object/],
    ['no sum', 'buy', { ticker: 'SBER', sum: '0' }, 422, 'not-positive', /3.000/],
    ['nothing at all', 'buy', undefined, 400, 'invalid-arguments', /ticker/],
    ['an empty body', 'buy', '', 400, 'invalid-arguments', /ticker/],
    ['null, which is not nothing', 'stop', 'null', 400, 'invalid-arguments', /object/],
    ['a poisoned body', 'buy', '{"__proto__":{"ticker":"SBER"}}', 400, 'not-json', /JSON/],
    ['not JSON', 'buy', '{"ticker":', 400, 'not-json', /JSON/],
    ['an unknown task', 'status', { task: 'sellbuy/999999' }, 404, 'task-not-found', /999999/],
    ['an unknown command', 'fly', {}, 404, 'unknown-command', /fly/],
  ])('%s', async (_, name, body, status, code, words) => {
    const answer = await api.command(name, body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, code } });
    expect(answer.body.detail).toMatch(words);
    expect(answer.body.title).toEqual(expect.any(String));
    expect(await tasksInAll()).toBe(before);
  });

  test('what is not sent as JSON', async () => {
    const answer = await api.ask('POST', '/commands/buy', {
      body: 'ticker=SBER',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'not-json' },
    });
    expect(await tasksInAll()).toBe(before);
  });

  test('in the language that is asked for, Russian where none is', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await api.command('buy', { ticker: 'NOSUCH', amount: 1 }, headers)).body.detail;
    expect(await ask({ 'accept-language': 'en-GB,ru;q=0.5' })).toMatch(/The broker has no/);
    expect(await ask({ 'accept-language': 'ru-RU' })).toMatch(/У брокера нет/);
    // `*` is what fetch sends for who does not say.
    expect(await ask({ 'accept-language': '*' })).toMatch(/У брокера нет/);
  });
});
