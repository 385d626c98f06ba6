import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One run of `npm start`. */
export interface Run {
  readonly child: ChildProcess;
  /** What a person saw so far, both streams. */
  readonly lines: () => string[];
  /** @returns how long it took, in ms */
  untilReady(timeoutMs?: number): Promise<number>;
  untilLine(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** @returns its exit code, or its signal */
  ended(timeoutMs?: number): Promise<number | NodeJS.Signals>;
}

export function startRun(settings: Readonly<Record<string, string>>): Run {
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], {
    env: { ...withoutSettings(), LANG: 'en_US.UTF-8', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  const lines = () => output.split('\n').filter((line) => line !== '');
  const closed = new Promise<number | NodeJS.Signals>((done) => {
    child.once('close', (code, signal) => done(code ?? signal ?? 1));
  });
  const exited = () => child.exitCode !== null || child.signalCode !== null;

  const untilLine = async (pattern: RegExp, timeoutMs = 10_000): Promise<string> => {
    const found = () => lines().find((line) => pattern.test(line));
    await eventually(() => found() ?? exited(), { what: `the line ${pattern}`, timeoutMs }).catch(
      () => undefined,
    );
    const line = found();
    if (line === undefined) throw new Error(`no line ${pattern} in:\n${output}`);
    return line;
  };
  return {
    child,
    lines,
    untilLine,
    async untilReady(timeoutMs = 30_000) {
      await untilLine(/^Trademan is ready/, timeoutMs);
      return performance.now() - began;
    },
    async ended(timeoutMs = 15_000) {
      await eventually(exited, { what: 'the end of npm start', timeoutMs });
      return closed;
    },
  };
}

/** A person's own settings, in the environment or in .env, are not for tests: an empty one counts as not set. */
function withoutSettings(): NodeJS.ProcessEnv {
  const template = readFileSync(join(ROOT, '.env.example'), 'utf8');
  const names = [...template.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => [name, '']);
  return { ...process.env, ...Object.fromEntries(names), NODE_OPTIONS: '', LC_ALL: '', LC_MESSAGES: '' };
}
