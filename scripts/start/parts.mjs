/** The parts of the system and how each is launched. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { partOutput } from '../processes/part-output.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { startTemporal } from '../servers/temporal.mjs';
import { ROOT } from '../set-up/set-up.mjs';

const READY_WITHIN_MS = 60_000;
/** Who lives that long without being ready waits for something outside, as for a broker that is away. */
const PATIENCE_MS = 8_000;
const PIPES = ['ignore', 'pipe', 'pipe'];
/** Bounded heaps: without a bound V8 lets garbage grow far beyond what a Raspberry Pi can spare. */
const heap = ({ youngMb }) => ['--max-old-space-size=384', `--max-semi-space-size=${youngMb}`];
const HEAP = heap({ youngMb: 4 });
/** What a call to the exchange makes is gone with its answer: more room for young objects would only stay taken. */
export const PAPER_HEAP = heap({ youngMb: 1 });

/** @typedef {import('../processes/supervised.mjs').Part} Part */
/** @typedef {import('../processes/part-output.mjs').Output} Output */

/**
 * One of our own processes, `dist/<folder>/main.js` unless another program is named.
 * @param {{ name: string, program: string, environment: () => Record<string, string>, stopWithinMs: number, mayWait?: boolean, execArgv?: string[] }} options
 *   `mayWait`: it counts as started also while it waits for something outside the system
 * @param {Output} output @returns {Part}
 */
export function ownProcess(
  { name, program, environment, stopWithinMs, mayWait = false, execArgv = HEAP },
  output,
) {
  const attach = partOutput(name, 'ours', output);
  return {
    name,
    stopWithinMs,
    async launch() {
      const child = fork(program, {
        cwd: ROOT,
        // A group of its own: Ctrl-C at the terminal reaches the supervisor alone, which ends all in order.
        detached: true,
        execArgv,
        env: { ...process.env, ...environment() },
        stdio: [...PIPES, 'ipc'],
      });
      const lastWords = attach(child);
      return { child, lastWords, ready: () => saysReady(child, mayWait) };
    },
  };
}

/** @param {string} folder */
export const programOf = (folder) => join(ROOT, 'dist', folder, 'main.js');

/** @param {{ program: string, port: number, uiPort: number, dataDir: string }} options @param {Output} output @returns {Part} */
export function temporalServer({ dataDir, ...options }, output) {
  const attach = partOutput('temporal', 'temporal', output);
  return {
    name: 'temporal',
    stopWithinMs: 2_000,
    async launch() {
      const server = await startTemporal({ ...options, file: join(dataDir, 'temporal.db'), stdio: PIPES });
      return { ...server, lastWords: attach(server.child) };
    },
  };
}

/**
 * @param {{ dataDir: string, onUrl: (url: string) => void }} options `onUrl` learns the address; it stays for all restarts
 * @param {Output} output @returns {Part}
 */
export function postgresServer({ dataDir, onUrl }, output) {
  const attach = partOutput('postgres', 'postgres', output);
  let port;
  return {
    name: 'postgres',
    stopSignal: 'SIGINT',
    stopWithinMs: 1_500,
    async launch() {
      const server = await startPostgres({ dataDir, port, stdio: PIPES });
      const lastWords = attach(server.child);
      port = Number(new URL(server.url).port);
      onUrl(server.url);
      return { ...server, lastWords };
    },
  };
}

/** @returns {Promise<boolean>} false when it lives and still waits */
function saysReady(child, mayWait) {
  return new Promise((resolve, reject) => {
    const onTime = mayWait
      ? () => resolve(false)
      : () => reject(new Error(`not ready within ${READY_WITHIN_MS / 1_000} s`));
    const timeout = setTimeout(onTime, mayWait ? PATIENCE_MS : READY_WITHIN_MS);
    timeout.unref();
    child.on('message', (message) => {
      if (message !== 'ready') return;
      clearTimeout(timeout);
      resolve(true);
    });
    child.once('exit', () => clearTimeout(timeout));
  });
}
