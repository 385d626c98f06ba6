import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiProcess, keptToken, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { startTestProcess, type TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';

/** Trying again would be of no use: the supervisor does not. */
const PERSON_NEEDED = 78;

let system: System;
const started: TestProcess[] = [];
const folders: string[] = [];

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'trademan-api-'));
  folders.push(folder);
  return folder;
};
const startApi = async (more: Record<string, string> = {}): Promise<ApiProcess> => {
  const api = await startApiProcess(system.environment, more);
  started.push(api.process);
  return api;
};
/** Starts one that is expected to end by itself. */
const startInVain = async (more: Record<string, string>) => {
  const api = startTestProcess('api', { ...system.environment, ...more });
  started.push(api);
  await eventually(() => api.child.exitCode !== null, { what: 'the end of the process' });
  return { exitCode: api.child.exitCode, output: api.output() };
};

beforeAll(async () => {
  system = await startSystem();
}, 60_000);
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await system?.stop();
});

describe('the token', () => {
  test('is one, though two processes start at once in an empty folder, and only its owner may read it', async () => {
    const dataDir = newFolder();
    const [one, other] = await Promise.all([
      startApi({ DATA_DIR: dataDir }),
      startApi({ DATA_DIR: dataDir }),
    ]);
    expect((await one.ask('GET', '/tasks')).status).toBe(200);
    expect(
      (await other.ask('GET', '/tasks', { headers: { authorization: `Bearer ${one.token}` } })).status,
    ).toBe(200);
    expect((await stat(join(dataDir, 'api-token'))).mode & 0o777).toBe(0o600);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('api-token'))).toEqual(['api-token']);
    expect(one.token.length).toBeGreaterThanOrEqual(32);
  });

  test('is kept over a restart', async () => {
    const dataDir = newFolder();
    const { token, process } = await startApi({ DATA_DIR: dataDir });
    await process.stop();
    await startApi({ DATA_DIR: dataDir });
    expect(await keptToken(dataDir)).toBe(token);
  });

  test('that was given from outside is the one that counts, and none is made', async () => {
    const dataDir = newFolder();
    const api = await startApi({ DATA_DIR: dataDir, API_TOKEN: 'given-from-outside-1' });
    expect((await api.ask('GET', '/tasks')).status).toBe(200);
    expect(await readdir(dataDir)).not.toContain('api-token');
  });

  test('that was emptied lets nobody in: the start is refused in one sentence', async () => {
    const dataDir = newFolder();
    await writeFile(join(dataDir, 'api-token'), '\n');
    const { exitCode, output } = await startInVain({ DATA_DIR: dataDir, API_PORT: String(await freePort()) });
    expect(exitCode).toBe(PERSON_NEEDED);
    expect(output.trim().split('\n')).toEqual([expect.stringMatching(/api-token holds no token/)]);
  });
});

test.each([
  ['a port that is taken', { port: undefined, host: '127.0.0.1' }, /^trademan-api: port \d+ is taken/],
  ['an address that is not ours', { port: '0', host: '192.0.2.1' }, /^trademan-api: .*API_HOST/],
])('%s ends the start with one sentence and a code that says so', async (_, { host }, sentence) => {
  const taker = createServer();
  await new Promise<void>((done) => taker.listen(0, '127.0.0.1', done));
  const { port } = taker.address() as AddressInfo;
  try {
    const { exitCode, output } = await startInVain({ API_HOST: host, API_PORT: String(port) });
    expect(exitCode).toBe(PERSON_NEEDED);
    expect(output.trim().split('\n')).toEqual([expect.stringMatching(sentence)]);
  } finally {
    await new Promise((done) => taker.close(done));
  }
});

test('a wrong setting ends the start with one sentence that names it', async () => {
  const { exitCode, output } = await startInVain({ API_TOKEN: 'short' });
  expect(exitCode).toBe(PERSON_NEEDED);
  expect(output.trim()).toBe('trademan-api: API_TOKEN must be at least 16 characters without spaces');
});

test('no secret is ever logged or answered, however talkative the log', async () => {
  const secrets = { API_TOKEN: 'a-secret-of-the-api', TINVEST_TOKEN: 'a-secret-of-the-broker' };
  const api = await startApi({ ...secrets, LOG_LEVEL: 'trace' });
  const password = new URL(String(system.environment.DATABASE_URL)).password;
  await eventually(async () => (await api.ask('GET', '/ticker/SBER')).status === 200, { what: 'the broker' });
  const answers = await Promise.all([
    api.ask('GET', '/tasks', { headers: { authorization: 'Bearer wrong-secret-of-somebody' } }),
    api.ask('GET', '/tasks'),
    api.command('buy', { ticker: 'SBER', amount: 15 }),
    api.command('dump', { ticker: 'SBER', confirm: 'a-secret-confirmation' }),
    api.command('buy', '{"token": "a-secret-in-the-body'),
    api.health(),
  ]);
  // A failure that is logged, with all that is known of it.
  await system.exchange.fault({ method: '*', kind: 'unavailable', count: 100 });
  expect((await api.ask('GET', '/ticker/SBER')).status).toBe(503);
  await system.exchange.clearFaults();
  expect(api.process.output()).toContain('a part is away');
  const told = answers.map(({ text }) => text).join('\n') + api.process.output();
  for (const secret of [
    ...Object.values(secrets),
    'wrong-secret-of-somebody',
    'a-secret-confirmation',
    'a-secret-in-the-body',
  ])
    expect(told).not.toContain(secret);
  if (password !== '') expect(told).not.toContain(`:${password}@`);
});
