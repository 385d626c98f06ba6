/** Starts one of our compiled processes as `npm start` does, with its own settings, and keeps what it logs. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface TestProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything it wrote on standard output and standard error so far. */
  readonly output: () => string;
  /** Resolves at its message `ready`; fails with its output when it ends before. */
  ready(timeoutMs?: number): Promise<void>;
  /** Sends a signal and waits for the end (SIGSTOP and SIGCONT: returns at once). @default SIGTERM */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * @param name of the process's folder, `worker` for `dist/worker/main.js`, or a path to another program
 * @param environment its settings; those of the person running the tests are not passed on
 */
export function startTestProcess(name: string, environment: Readonly<Record<string, string>>): TestProcess {
  const program = name.includes('/') ? resolve(ROOT, name) : resolve(ROOT, 'dist', name, 'main.js');
  // A folder without an .env file of a person's own.
  const cwd = environment.DATA_DIR ?? tmpdir();
  mkdirSync(cwd, { recursive: true });
  const child = fork(program, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let isReady = false;
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  child.on('message', (message) => {
    if (message === 'ready') isReady = true;
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  return {
    child,
    pid: child.pid ?? 0,
    output: () => output,
    async ready(timeoutMs = 15_000) {
      await eventually(() => isReady || hasEnded(), { what: `${name} ready`, timeoutMs }).catch(
        (error: Error) => {
          throw new Error(`${error.message}; it wrote:\n${output}`);
        },
      );
      if (!isReady)
        throw new Error(
          `${name} ended with ${child.signalCode ?? child.exitCode} before it was ready:\n${output}`,
        );
    },
    async stop(signal = 'SIGTERM') {
      if (hasEnded()) return;
      child.kill(signal);
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
      await eventually(hasEnded, { what: `the end of ${name}`, timeoutMs: 15_000 });
    },
  };
}
