/** The parts of the system and how each is launched. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { openLogFile } from '../processes/log-file.mjs';
import { readable, splitLines, withoutRepeats } from '../processes/log-lines.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { startTemporal } from '../servers/temporal.mjs';
import { ROOT } from '../set-up/set-up.mjs';

const READY_WITHIN_MS = 60_000;
const PIPES = ['ignore', 'pipe', 'pipe'];
/** Bounded heaps: without a bound V8 lets garbage grow far beyond what a Raspberry Pi can spare. */
const HEAP = ['--max-old-space-size=384', '--max-semi-space-size=4'];

/** @typedef {import('../processes/supervised.mjs').Part} Part */
/** @typedef {{ logFolder: string, say: (line: string) => void }} Output */

/**
 * One of our own processes, `dist/<folder>/main.js` unless another program is named.
 * @param {{ name: string, program: string, environment: () => Record<string, string>, stopWithinMs: number }} options
 * @param {Output} output @returns {Part}
 */
export function ownProcess({ name, program, environment, stopWithinMs }, output) {
  const attach = logTo(name, 'ours', output);
  return {
    name,
    stopWithinMs,
    async launch() {
      const child = fork(program, {
        cwd: ROOT,
        // A group of its own: Ctrl-C at the terminal reaches the supervisor alone, which ends all in order.
        detached: true,
        execArgv: HEAP,
        env: { ...process.env, ...environment() },
        stdio: [...PIPES, 'ipc'],
      });
      attach(child);
      return { child, ready: () => saysReady(child) };
    },
  };
}

/** @param {string} folder */
export const programOf = (folder) => join(ROOT, 'dist', folder, 'main.js');

/** @param {{ program: string, port: number, uiPort: number, dataDir: string }} options @param {Output} output @returns {Part} */
export function temporalServer({ dataDir, ...options }, output) {
  const attach = logTo('temporal', 'temporal', output);
  return {
    name: 'temporal',
    stopWithinMs: 2_000,
    async launch() {
      const server = await startTemporal({ ...options, file: join(dataDir, 'temporal.db'), stdio: PIPES });
      attach(server.child);
      return server;
    },
  };
}

/**
 * @param {{ dataDir: string, onUrl: (url: string) => void }} options `onUrl` learns the address; it stays for all restarts
 * @param {Output} output @returns {Part}
 */
export function postgresServer({ dataDir, onUrl }, output) {
  const attach = logTo('postgres', 'postgres', output);
  let port;
  return {
    name: 'postgres',
    stopSignal: 'SIGINT',
    stopWithinMs: 1_500,
    async launch() {
      const server = await startPostgres({ dataDir, port, stdio: PIPES });
      attach(server.child);
      port = Number(new URL(server.url).port);
      onUrl(server.url);
      return server;
    },
  };
}

function saysReady(child) {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(
      () => reject(new Error(`not ready within ${READY_WITHIN_MS / 1_000} s`)),
      READY_WITHIN_MS,
    );
    timeout.unref();
    child.on('message', (message) => {
      if (message !== 'ready') return;
      clearTimeout(timeout);
      resolve();
    });
    child.once('exit', () => clearTimeout(timeout));
  });
}

/** Everything goes to the part's file, what concerns a person also to the terminal. */
function logTo(name, writer, { logFolder, say }) {
  const file = openLogFile(join(logFolder, `${name}.log`));
  const tell = withoutRepeats((text) => say(`${name}: ${text}`));
  return (child) => {
    for (const stream of [child.stdout, child.stderr]) {
      const onLines = splitLines((line) => {
        const text = readable(line, writer);
        if (text) tell(text);
      });
      stream.on('data', (chunk) => {
        file.write(chunk);
        onLines(chunk);
      });
    }
  };
}
