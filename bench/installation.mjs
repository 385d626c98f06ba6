/** An installation of its own to measure: `npm start` on free ports and an empty folder, with a market that keeps still. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function startInstallation() {
  const dataDir = mkdtempSync(join(tmpdir(), 'trademan-bench-'));
  const names = ['API_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'PAPER_PORT', 'PAPER_CONTROL_PORT'];
  const ports = {};
  for (const name of names) ports[name] = await freePort();
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    BROKER: 'paper',
    DATA_DIR: dataDir,
    PAPER_CALM: '1',
    PAPER_RATE_WINDOW_MS: '100',
    TELEGRAM_TOKEN: '',
  };
  const startedMs = performance.now();
  const child = spawn(process.execPath, [START], { env, cwd: dataDir, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ready = new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      if (/Trademan is ready/.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the installation ended with ${code}:\n${output}`)));
  });
  await ready;
  const readyMs = performance.now() - startedMs;
  const token = readFileSync(join(dataDir, 'api-token'), 'utf8').trim();

  const json = async (url, { method = 'GET', body, headers = {} } = {}) => {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
  return {
    dataDir,
    readyMs,
    pid: child.pid,
    api: (path, options = {}) =>
      json(`http://127.0.0.1:${ports.API_PORT}/api/v1${path}`, {
        ...options,
        headers: { authorization: `Bearer ${token}` },
      }),
    paper: (path, options) => json(`http://127.0.0.1:${ports.PAPER_CONTROL_PORT}${path}`, options),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      ready.catch(() => undefined);
      child.kill('SIGINT');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
