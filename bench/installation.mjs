/** An installation of its own to measure: `npm start` on free ports and an empty folder, with a market that keeps still. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openExchange } from './exchange.mjs';
import { freePorts } from './free-ports.mjs';
import { json } from './json.mjs';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));

/**
 * @param {{ dataDir?: string, environment?: Record<string, string> }} [options] `dataDir` of a former one is gone on with
 */
export async function startInstallation({
  dataDir = mkdtempSync(join(tmpdir(), 'trademan-bench-')),
  environment = {},
} = {}) {
  const names = ['API_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'PAPER_PORT', 'PAPER_CONTROL_PORT'];
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, place) => [name, free[place]]));
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    BROKER: 'paper',
    DATA_DIR: dataDir,
    PAPER_CALM: '1',
    // A short minute: neither the limits of methods nor the pace of all calls stand in the way of many tasks.
    PAPER_RATE_WINDOW_MS: '100',
    TELEGRAM_TOKEN: '',
    WORKERS: '1',
    ...environment,
  };
  const startedMs = performance.now();
  const child = spawn(process.execPath, [START], { env, cwd: dataDir, stdio: ['ignore', 'pipe', 'pipe'] });
  // A bench that is called off leaves nothing running.
  const endWithUs = () => child.kill('SIGINT');
  process.once('exit', endWithUs);
  let output = '';
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      if (/Trademan is ready/.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then((code) => reject(new Error(`the installation ended with ${code}:\n${output}`)));
  });
  const readyMs = performance.now() - startedMs;
  const token = readFileSync(join(dataDir, 'api-token'), 'utf8').trim();
  const api = (path, options = {}) =>
    json(`http://127.0.0.1:${ports.API_PORT}/api/v1${path}`, {
      ...options,
      headers: { authorization: `Bearer ${token}` },
    });
  const ofTask = (id) => `/tasks/${encodeURIComponent(id)}`;

  return {
    dataDir,
    readyMs,
    pid: child.pid,
    api,
    temporalAddress: `127.0.0.1:${ports.TEMPORAL_PORT}`,
    exchange: openExchange(ports.PAPER_CONTROL_PORT),
    paperPort: ports.PAPER_PORT,
    /** @returns the task */
    buy: async (ticker, amount, limitPrice) =>
      (
        await api('/commands/buy', {
          method: 'POST',
          body: { ticker, amount, ...(limitPrice && { limitPrice }) },
        })
      ).tasks[0],
    tell: (id, what) => api(`${ofTask(id)}/${what}`, { method: 'POST' }),
    amend: (id, change) => api(ofTask(id), { method: 'PATCH', body: change }),
    /** @returns {{ name: string, pid: number }[]} */
    parts: () =>
      readdirSync(join(dataDir, 'run'))
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(join(dataDir, 'run', name), 'utf8'))),
    databaseUrl() {
      const { port, password } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
      return `postgres://trademan:${password}@127.0.0.1:${port}/trademan`;
    },
    get output() {
      return output;
    },
    /** @param {{ keep?: boolean }} [options] the folder, for another start */
    async stop({ keep = false } = {}) {
      process.off('exit', endWithUs);
      child.kill('SIGINT');
      await ended;
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
