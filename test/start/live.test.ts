/** `npm start` with BROKER=live, the paper exchange in the place of the broker: nothing is ordered before the risk is confirmed. */
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PaperExchange, startPaperExchange } from '../../paper/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { paperControl } from '../support/paper-control.js';
import { createTestNamespace, temporalAddress } from '../support/temporal.js';
import { type Run, startRun } from './run.js';

const API_TOKEN = 'a-token-of-this-test';

let folder: string;
let paper: PaperExchange;
let database: TestDatabase;
let settings: Record<string, string>;
let run: Run;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trademan-live-'));
  chmodSync(folder, 0o711);
  const options = { seed: '1', calm: true, hours: 'always', rateWindowMs: 1_000 } as const;
  paper = await startPaperExchange({
    port: 0,
    controlPort: 0,
    dataDir: join(folder, 'exchange'),
    ...options,
  });
  await exchange().book('SBER', { bids: [['300', 50]], asks: [['300.2', 50]] });
  database = await createTestDatabase();
  settings = {
    BROKER: 'live',
    TINVEST_TOKEN: 'of-nobody',
    TINVEST_ENDPOINT: `localhost:${paper.port}`,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: await createTestNamespace(),
    API_PORT: String(await freePort()),
    API_TOKEN,
    XDG_DATA_HOME: folder,
  };
}, 60_000);
afterAll(async () => {
  if (run?.child.exitCode === null) await stop();
  await paper?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const exchange = () => paperControl(paper.controlPort);
const stop = async () => {
  run.child.kill('SIGTERM');
  expect(await run.ended()).toBe(0);
};
const url = (path: string) => `http://127.0.0.1:${settings.API_PORT}/api/v1${path}`;
async function command(name: string, body: object = {}, language = 'en') {
  const headers = {
    authorization: `Bearer ${API_TOKEN}`,
    'accept-language': language,
    'content-type': 'application/json',
  };
  const answer = await fetch(url(`/commands/${name}`), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test names what it looks at, and fails where it is not.
  return { status: answer.status, body: (await answer.json()) as any };
}
const selfCheck = async () =>
  ((await (await fetch(url('/health'))).json()) as { selfCheck: object }).selfCheck;
const received = async () => (await exchange().ledger()).filter(({ kind }) => kind === 'received');

const ORDER = { ticker: 'SBER', amount: 10, limitPrice: '299' };
const NOT_CONFIRMED = {
  status: 409,
  body: { code: 'risk-not-confirmed', detail: expect.stringContaining('/risk') },
};

test('starts after the self-check, keeps its data in the folder of the user, and orders nothing by itself', async () => {
  run = startRun(settings);
  await run.untilReady();
  await run.untilLine(/^Self-check: the token has full access; .* the clock agrees/);
  await run.untilLine(/^No order goes out before the risk is confirmed/);
  expect(await selfCheck()).toEqual({
    ...{ token: 'full-access', account: 'ok', clock: 'ok', clockAheadMs: 0 },
    risk: 'not-confirmed',
  });
  expect(statSync(join(folder, 'trademan')).isDirectory()).toBe(true);
  expect(run.lines().join()).not.toContain('Demonstration');
}, 60_000);

test('refuses whatever would order, and takes orders away all the same', async () => {
  for (const [name, body] of [
    ['buy', ORDER],
    ['sell', ORDER],
    ['dump', { ticker: 'SBER' }],
    ['sellbuy', {}],
    ['spreads', {}],
  ] as const)
    expect(await command(name, body)).toMatchObject(NOT_CONFIRMED);
  for (const name of ['stop', 'tasks', 'halt']) expect((await command(name)).status).toBe(200);
  const { body } = await command('unhalt');
  expect((await command('unhalt', { confirm: body.token })).status).toBe(200);
  expect(await received()).toEqual([]);
});

test('orders once a person has confirmed the risk for the account, and again after a restart', async () => {
  const asked = await command('risk', {}, 'ru');
  expect(asked).toMatchObject({
    status: 409,
    body: {
      code: 'confirmation-required',
      preview: { mode: 'live', text: expect.stringMatching(/настоящие заявки/) },
    },
  });
  expect(await command('buy', ORDER)).toMatchObject(NOT_CONFIRMED);
  expect(await command('risk', { confirm: asked.body.token })).toMatchObject({
    status: 200,
    body: { result: { mode: 'live', by: 'api', at: expect.any(String) } },
  });
  await run.untilLine(/risk of trading with real money was confirmed/);
  await eventually(async () => (await command('buy', ORDER)).status === 202, { what: 'the first order' });
  await eventually(async () => (await received()).length === 1, { what: 'it at the exchange' });
  await stop();

  run = startRun(settings);
  await run.untilReady();
  await run.untilLine(/^The risk is confirmed for this account/);
  expect(await command('risk')).toMatchObject({ status: 200, body: { result: { by: 'api' } } });
  expect((await command('buy', { ...ORDER, limitPrice: '298' })).status).toBe(202);
  await eventually(async () => (await received()).length >= 2, { what: 'the second order' });
  await stop();
}, 90_000);
