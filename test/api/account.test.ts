/** What is told of the account by REST: JSON, the same as CSV, and words where it cannot be told. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { recordsOf } from '../support/read-csv.js';
import { type System, startSystem } from '../support/system.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let system: System;
let way: TcpProxy;
let api: ApiProcess;
beforeAll(async () => {
  system = await startSystem();
  way = await startTcpProxy(String(system.environment.TINVEST_ENDPOINT));
  api = await startApiProcess({
    ...system.environment,
    TINVEST_ENDPOINT: `127.0.0.1:${way.port}`,
    LOG_LEVEL: 'fatal',
  });
  await system.exchange.account({
    money: '100000',
    positions: [{ ticker: 'SBER', amount: 100, averagePrice: '290' }],
  });
  await system.exchange.book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
  await system.exchange.trade('SBER', { side: 'sell', lots: 1, price: '300' });
  await eventually(async () => (await api.health()).body.broker.status === 'ok', { what: 'the broker' });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await way?.close();
  await system?.stop();
});

const csvOf = (path: string) => api.ask('GET', path, { headers: { accept: 'text/csv' } });

test('positions, money and orders are what their commands answer', async () => {
  for (const name of ['positions', 'balance', 'orders']) {
    const [got, { body }] = [await api.ask('GET', `/account/${name}`), await api.command(name)];
    expect(got).toMatchObject({ status: 200, type: 'application/json', body: body.result });
  }
  const { body } = await api.ask('GET', '/account/positions');
  expect(body.items[0]).toMatchObject({ ticker: 'SBER', value: '30000.00', profit: '1000.00' });
  expect(body.totals.worth).toBe('130000.00');
});

test('as CSV where it is asked for, by the address or by Accept, under a file’s name', async () => {
  const { body } = await api.ask('GET', '/account/positions');
  const answers = [await api.ask('GET', '/account/positions?format=csv'), await csvOf('/account/positions')];
  for (const { status, type, headers, text } of answers) {
    expect([status, type, headers.get('vary')]).toEqual([200, 'text/csv', 'Accept']);
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="trademan-positions-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(recordsOf(text).map(({ ticker, value }) => [ticker, value])).toEqual(
      body.items.map(({ ticker, value }: Record<string, string>) => [ticker, value]),
    );
  }
  const rather = { accept: 'application/json, text/csv;q=0.5' };
  expect((await api.ask('GET', '/account/positions', { headers: rather })).type).toBe('application/json');
  const json = await api.ask('GET', '/account/positions?format=json', { headers: { accept: 'text/csv' } });
  expect(json.type).toBe('application/json');
  const { file } = (await api.command('balance', { csv: true })).body;
  expect(file).toMatchObject({ mime: 'text/csv', text: expect.stringMatching(/^figure,currency,value\r\n/) });
});

test('what is asked wrongly is refused in words, also where CSV is wanted', async () => {
  expect(await csvOf('/account/orders?ticker=NOSUCH')).toMatchObject({
    ...{ status: 404, type: 'application/problem+json', body: { code: 'unknown-ticker' } },
  });
  for (const query of ['format=xls', 'kind=stops', 'colour=red'])
    expect(await api.ask('GET', `/account/orders?${query}`)).toMatchObject({
      ...{ status: 400, body: { code: 'invalid-arguments' } },
    });
  const headers = { authorization: '' };
  expect((await api.ask('GET', '/account/positions', { headers })).status).toBe(401);
});

test('each is in the document with both of its forms', async () => {
  const document = await fetch(`${api.origin}/api/docs/json`);
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it looks at, and fails where it is not.
  const { paths } = (await document.json()) as any;
  for (const name of ['positions', 'balance', 'orders']) {
    const { content } = paths[`/api/v1/account/${name}`].get.responses['200'];
    expect(Object.keys(content)).toEqual(['application/json', 'text/csv']);
    expect(content['application/json'].schema.properties).toBeDefined();
  }
});

test('a broker that does not answer is said to be away', async () => {
  way.cut();
  for (const name of ['positions', 'balance', 'orders'])
    expect(await csvOf(`/account/${name}`)).toMatchObject({
      ...{
        status: 503,
        type: 'application/problem+json',
        body: { detail: expect.stringMatching(/broker/i) },
      },
    });
  way.restore();
  await eventually(async () => (await api.ask('GET', '/account/balance')).status === 200, {
    what: 'the broker is back',
  });
}, 30_000);
