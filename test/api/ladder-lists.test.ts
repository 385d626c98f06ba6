/** The lists that ladders are placed in: whole, one at a time, and pasted; all or nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { removeFromLadderList } from '../../database/index.js';
import { startTestApi, type TestApi } from './test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api?.stop());

const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown) =>
  api.ask(method, path, body === undefined ? {} : { body });
const put = (whitelist: string[], blacklist: string[] = []) =>
  call('PUT', '/stops', { whitelist, blacklist });

test.each(['stops', 'shorts'])(
  '%s begins with the liquid shares of the index, the absent ones inactive',
  async (ladder) => {
    const { body } = await call('GET', `/${ladder}`);
    expect(body.whitelist).toEqual(expect.arrayContaining(['SBER', 'GAZP', 'LKOH', 'YDEX']));
    expect(body.blacklist).toEqual([]);
    const activeOf = (ticker: string) =>
      body.items.find((item: { ticker: string }) => item.ticker === ticker)?.active;
    expect(activeOf('SBER')).toBe(true);
    // Listed later than the paper exchange's shares were recorded.
    expect(activeOf('YDEX')).toBe(false);
    expect(body.items.filter(({ active }: { active: boolean }) => active).length).toBeGreaterThan(35);
  },
);

describe('whole lists', () => {
  test('take the place of those there were, in any case and order, once each', async () => {
    const answer = await put(['lkoh', 'SBER', ' LKOH '], ['GAZP']);
    expect(answer).toMatchObject({ status: 200, body: { whitelist: ['LKOH', 'SBER'], blacklist: ['GAZP'] } });
    expect((await call('GET', '/stops')).body).toEqual(answer.body);
    const item = answer.body.items[1];
    expect(item).toMatchObject({ ticker: 'SBER', list: 'white', active: true, name: expect.any(String) });
    expect(item.instrumentUid).toBe((await api.system.instrument('SBER')).uid);
    expect((await call('GET', '/shorts')).body.whitelist).toContain('GAZP');
  });

  test('one that is left out stays, and an empty one is a list', async () => {
    await put(['SBER'], ['GAZP']);
    expect((await call('PUT', '/stops', { blacklist: [] })).body).toMatchObject({
      whitelist: ['SBER'],
      blacklist: [],
    });
  });

  test('all or nothing: every unknown ticker is named, and nothing is changed', async () => {
    const { body: before } = await put(['SBER'], ['GAZP']);
    const refused = await put(['LKOH', 'NOSUCH'], ['NORTHIS']);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'unknown-tickers', data: { tickers: 'NOSUCH, NORTHIS' } },
    });
    expect((await call('GET', '/stops')).body).toEqual(before);
    for (const body of [{}, { whitelist: 'SBER' }, { whitelist: [''] }, { greylist: [] }])
      expect(await call('PUT', '/stops', body)).toMatchObject({ status: 400 });
  });

  test('what the broker does not list any more may stay', async () => {
    await api.system.db
      .insertInto('ladder_lists')
      .values({ ladder: 'stops', list: 'white', ticker: 'GONE', instrument_uid: 'uid-of-old' })
      .execute();
    const answer = await put(['SBER', 'GONE']);
    expect(answer.body.items).toMatchObject([
      { ticker: 'SBER' },
      { ticker: 'GONE', active: false, instrumentUid: 'uid-of-old' },
    ]);
  });
});

describe('one at a time, and pasted', () => {
  test('are added at the end, and removed', async () => {
    await put(['SBER']);
    expect((await call('POST', '/stops/whitelist', { ticker: 'gazp' })).body.whitelist).toEqual([
      'SBER',
      'GAZP',
    ]);
    const pasted = { text: '"LKOH", sber;\n $GAZP\tMOEX:ROSN\n' };
    expect((await call('POST', '/stops/whitelist', pasted)).body.whitelist).toEqual([
      'SBER',
      'GAZP',
      'LKOH',
      'ROSN',
    ]);
    expect((await call('DELETE', '/stops/whitelist/gazp')).status).toBe(204);
    expect((await call('POST', '/stops/blacklist', { ticker: 'SBER' })).body).toMatchObject({
      whitelist: ['SBER', 'LKOH', 'ROSN'],
      blacklist: ['SBER'],
    });
    expect((await call('DELETE', '/stops/blacklist/SBER')).status).toBe(204);
  });

  test('are refused as a whole when one is unknown, or was not there', async () => {
    const { body: before } = await put(['SBER']);
    expect(await call('POST', '/stops/whitelist', { text: 'GAZP, NOSUCH, LKOH' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-tickers', data: { tickers: 'NOSUCH' } },
    });
    expect(await call('DELETE', '/stops/whitelist/GAZP')).toMatchObject({
      status: 404,
      body: { code: 'not-in-list', data: { tickers: 'GAZP' } },
    });
    expect(await call('POST', '/stops/whitelist', { text: ' ,\n' })).toMatchObject({
      status: 422,
      body: { code: 'no-tickers' },
    });
    expect((await call('GET', '/stops')).body).toEqual(before);
  });

  test('two whole lists at once make no mixture, and each change is told', async () => {
    const lists = [
      ['SBER', 'GAZP', 'LKOH'],
      ['ROSN', 'MTSS', 'NVTK'],
    ];
    await Promise.all(Array.from({ length: 8 }, (_, index) => put(lists[index % 2] ?? [])));
    expect(lists).toContainEqual((await call('GET', '/stops')).body.whitelist);
    await removeFromLadderList(api.system.db, {
      ladder: 'stops',
      by: 'test',
      colour: 'white',
      tickers: ['SBER', 'ROSN'],
    });
    const { body } = await call('GET', '/journal?after=0');
    expect(body.items.at(-1)).toMatchObject({
      kind: 'ladder-list-changed',
      data: { by: 'test', list: 'white', added: null, removed: expect.stringMatching(/^(SBER|ROSN)$/) },
    });
  });
});
