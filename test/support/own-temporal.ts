/** A Temporal server of a test's own, whose file can be put back to what it was: what a power loss does to it. */
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal } from '../../scripts/servers/temporal.mjs';
import { temporalProgram } from '../../scripts/set-up/temporal-program.mjs';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';

const PARTS = ['', '-wal', '-shm'];

export interface OwnTemporal {
  readonly address: string;
  /** Remembers the file as it is now. */
  keepFile(): void;
  /** Kills the server, and starts it again with the file as it was kept. */
  loseWhatCameSince(): Promise<void>;
  stop(): Promise<void>;
}

/** @param settings dynamic configuration, `name=value` each */
export async function startOwnTemporal(settings: readonly string[] = []): Promise<OwnTemporal> {
  const folder = mkdtempSync(join(tmpdir(), 'trademan-temporal-'));
  const [program, port, uiPort] = await Promise.all([
    temporalProgram(() => undefined),
    freePort(),
    freePort(),
  ]);
  const file = join(folder, 'temporal.db');
  let child: ChildProcess;
  const start = async () => {
    const server = await startTemporal({ program, port, uiPort, file, settings });
    child = server.child;
    await server.ready();
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await eventually(() => child.exitCode !== null || child.signalCode !== null, { what: 'its end' });
  };
  const copy = (from: string, to: string) => {
    for (const part of PARTS) {
      rmSync(to + part, { force: true });
      if (existsSync(from + part)) copyFileSync(from + part, to + part);
    }
  };
  await start();
  return {
    address: `127.0.0.1:${port}`,
    keepFile() {
      // The three files of one moment.
      child.kill('SIGSTOP');
      copy(file, `${file}.kept`);
      child.kill('SIGCONT');
    },
    async loseWhatCameSince() {
      await kill();
      copy(`${file}.kept`, file);
      await start();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
