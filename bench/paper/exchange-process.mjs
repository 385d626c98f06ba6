/** A paper exchange in a process of its own, on free ports, that tells what it costs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { PAPER_HEAP } from '../../scripts/start/parts.mjs';
import { freePorts } from '../free-ports.mjs';

const PROBE = new URL('./probe.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../../dist/paper/main.js', import.meta.url));

/** Limits do not stand in the way: their window is a millisecond. */
export async function startExchange({
  calm,
  dataDir = mkdtempSync(join(tmpdir(), 'trademan-bench-')),
  environment = {},
}) {
  await build({ bundle: false });
  const [port, controlPort] = await freePorts(2);
  const startedMs = performance.now();
  const child = fork(MAIN, {
    execArgv: ['--import', PROBE, ...PAPER_HEAP],
    env: {
      ...process.env,
      BROKER: 'paper',
      DATA_DIR: dataDir,
      PAPER_PORT: String(port),
      PAPER_CONTROL_PORT: String(controlPort),
      PAPER_CALM: calm ? '1' : '0',
      PAPER_RATE_WINDOW_MS: '1',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    cwd: dataDir,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the exchange ended with ${code}`))),
  ]);
  return {
    port,
    controlPort,
    dataDir,
    readyMs: performance.now() - startedMs,
    /** What it cost since the last time somebody asked. */
    async probe() {
      child.send('probe');
      return (await once(child, 'message'))[0];
    },
    async stop({ keep = false } = {}) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
