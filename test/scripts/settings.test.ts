import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import { whatCannotRun } from '../../config/what-cannot-run.js';
import { checkMachine } from '../../scripts/set-up/check-machine.mjs';
import { checkNode } from '../../scripts/set-up/check-node.mjs';
import { terminalLanguage } from '../../scripts/start/language.mjs';
import { checkPorts, neededPorts } from '../../scripts/start/ports.mjs';
import { freePort } from '../support/free-port.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const settings = (environment: Record<string, string> = {}) => loadConfig(environment, '/nonexistent/.env');

describe('what cannot be started is refused in one sentence', () => {
  test('an old Node', () => {
    expect(() => checkNode('20.18.3')).toThrow('Trademan needs Node 20.19 or newer, and this is 20.18.3');
    expect(() => checkNode('20.19.0')).not.toThrow();
    expect(() => checkNode('22.1.0')).not.toThrow();
  });

  test('a machine the parts are not built for', () => {
    expect(() => checkMachine({ platform: 'linux', arch: 'arm', glibc: '2.36' })).toThrow('32-bit');
    expect(() => checkMachine({ platform: 'linux', arch: 'x64', glibc: undefined })).toThrow('musl');
    expect(() => checkMachine({ platform: 'linux', arch: 'arm64', glibc: '2.36' })).not.toThrow();
  });

  test('real money or a sandbox without a token, a certificate that is not there', () => {
    expect(whatCannotRun(settings({ BROKER: 'live' }))).toContain('BROKER=live needs TINVEST_TOKEN');
    expect(whatCannotRun(settings({ BROKER: 'live', TINVEST_TOKEN: 't' }))).toBeUndefined();
    expect(whatCannotRun(settings({ BROKER: 'sandbox' }))).toContain('TINVEST_TOKEN');
    expect(whatCannotRun(settings({ TINVEST_CA_FILE: '/nonexistent/ca.pem' }))).toContain(
      '/nonexistent/ca.pem',
    );
    const pem = fileURLToPath(new URL('../fixtures/broker/tls/ca.pem', import.meta.url));
    expect(whatCannotRun(settings({ TINVEST_CA_FILE: pem }))).toBeUndefined();
    const other = fileURLToPath(new URL('../fixtures/broker/instrument.json', import.meta.url));
    expect(whatCannotRun(settings({ TINVEST_CA_FILE: other }))).toContain('no PEM file');
    expect(whatCannotRun(settings())).toBeUndefined();
  });

  test('a taken port, with its setting', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    const ports = neededPorts(settings({ API_PORT: `${port}` }));
    await expect(checkPorts(ports)).rejects.toThrow(
      new RegExp(`Port ${port} for the API is taken.*set API_PORT`),
    );
    await new Promise((done) => server.close(done));
  });

  test('an address of another machine', async () => {
    const ports = neededPorts(settings({ API_HOST: '203.0.113.1' }));
    await expect(checkPorts(ports)).rejects.toThrow(
      '203.0.113.1 is no address of this machine: set API_HOST',
    );
  });

  test('two settings with one port', async () => {
    const port = `${await freePort()}`;
    const ports = neededPorts(settings({ API_PORT: port, TEMPORAL_PORT: port }));
    await expect(checkPorts(ports)).rejects.toThrow(`TEMPORAL_PORT and API_PORT are both ${port}`);
  });
});

test('.env.example lists every setting that is read, and no other', () => {
  const names = (text: string, pattern: RegExp) =>
    [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
  const readByConfig = names(read('config/config.ts'), /read\.\w+\(\s*'([A-Z_]+)'/g);
  expect(names(read('.env.example'), /^([A-Z_]+)=/gm)).toEqual(readByConfig);
});

test('an empty setting unsets what .env says', () => {
  const envFile = join(mkdtempSync(join(tmpdir(), 'settings-')), '.env');
  writeFileSync(envFile, 'TELEGRAM_TOKEN=12345:abc\nWORKERS=\n');
  expect(loadConfig({}, envFile)).toMatchObject({ telegram: { token: '12345:abc' }, workers: 1 });
  expect(loadConfig({ TELEGRAM_TOKEN: '' }, envFile).telegram.token).toBeUndefined();
});

test('the terminal speaks the language of the system it runs on', () => {
  expect(terminalLanguage({ LANG: 'ru_RU.UTF-8' })).toBe('ru');
  expect(terminalLanguage({ LANG: 'ru_RU.UTF-8', LC_ALL: 'en_US.UTF-8' })).toBe('en');
  expect(terminalLanguage({ LANG: 'C.UTF-8', LC_ALL: '' })).toBe('en');
});
