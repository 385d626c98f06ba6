import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { archiveName } from '../../scripts/set-up/temporal-download.mjs';
import { temporalProgram } from '../../scripts/set-up/temporal-program.mjs';

type Ways = { folder: string }[];

/** A machine with an empty PATH (but for a shell) and an empty cache. */
function machine() {
  const root = mkdtempSync(join(tmpdir(), 'temporal-'));
  const place = (path: string, server: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho "temporal version 1.0.0 (Server ${server}, UI 2.0.0)"\n`);
    chmodSync(path, 0o755);
  };
  const cached = join(root, 'cache/trademan/temporal-1.5.1/temporal');
  return {
    root,
    place,
    cached,
    environment: { PATH: join(root, 'bin'), XDG_CACHE_HOME: join(root, 'cache') },
  };
}
const silent = () => {};

describe("where Temporal's server comes from", () => {
  test('the PATH, when it is recent enough', async () => {
    const { root, place, environment } = machine();
    place(join(root, 'bin/temporal'), '1.29.1');
    expect(await temporalProgram(silent, { environment, ways: [] })).toBe('temporal');
  });

  test('the cache, when the one on the PATH is too old', async () => {
    const { root, place, cached, environment } = machine();
    place(join(root, 'bin/temporal'), '1.20.0');
    place(cached, '1.29.1');
    expect(await temporalProgram(silent, { environment, ways: [] })).toBe(cached);
  });

  test('the next way when one fails; what does not run is not kept', async () => {
    const { place, cached, environment } = machine();
    const tried: Ways = [];
    const broken = async ({ folder }: { folder: string }) => {
      tried.push({ folder });
      writeFileSync(join(folder, 'temporal'), 'half a download');
    };
    const good = async ({ folder }: { folder: string }) => place(join(folder, 'temporal'), '1.29.1');
    expect(await temporalProgram(silent, { environment, ways: [broken, good] })).toBe(cached);
    expect(tried).toHaveLength(1);
    expect(readdirSync(join(environment.XDG_CACHE_HOME, 'trademan'))).toEqual(['temporal-1.5.1']);
  });

  test('nowhere: one message with every cause and what to do', async () => {
    const { environment } = machine();
    const fails = (message: string) => () => Promise.reject(new Error(message));
    await expect(
      temporalProgram(silent, {
        environment,
        ways: [fails('the download failed: ENOTFOUND'), fails('Go is not installed')],
      }),
    ).rejects.toThrow(/the download failed: ENOTFOUND; Go is not installed.*or set TEMPORAL_ADDRESS/);
  });
});

test('the archives are named as the releases name them', () => {
  expect(archiveName('1.5.1', { platform: 'linux', arch: 'x64' })).toBe(
    'temporal_cli_1.5.1_linux_amd64.tar.gz',
  );
  expect(archiveName('1.5.1', { platform: 'win32', arch: 'x64' })).toBe(
    'temporal_cli_1.5.1_windows_amd64.zip',
  );
});
