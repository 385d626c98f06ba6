import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { identify, isAlive } from '../../scripts/processes/identity.mjs';
import { holderOf, LockedError, takeLock } from '../../scripts/processes/lock.mjs';

const place = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'run', 'supervisor.lock');

describe('the lock of a data folder', () => {
  test('is refused while its holder lives, and free again when given back', () => {
    const path = place();
    const release = takeLock(path);
    expect(() => takeLock(path)).toThrow(LockedError);
    release();
    takeLock(path)();
    expect(holderOf(path)).toBeUndefined();
  });

  test('is taken over from a holder that was killed', async () => {
    const path = place();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = identify(child.pid ?? 0);
    takeLock(path)();
    writeFileSync(path, JSON.stringify(identity));
    expect(() => takeLock(path)).toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    takeLock(path);
    expect(holderOf(path)?.pid).toBe(process.pid);
  });

  test('is not kept by another process that got the pid of the former holder', () => {
    const path = place();
    takeLock(path)();
    writeFileSync(path, JSON.stringify({ pid: process.pid, began: 'another-boot/1' }));
    expect(isAlive({ pid: process.pid, began: 'another-boot/1' })).toBe(false);
    expect(() => takeLock(path)).not.toThrow();
  });

  test('is taken over from a file that tells nothing', () => {
    const path = place();
    takeLock(path)();
    writeFileSync(path, '{"pid":');
    expect(() => takeLock(path)).not.toThrow();
  });
});
