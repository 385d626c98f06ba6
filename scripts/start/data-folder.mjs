/** `DATA_DIR` belongs to one running copy at a time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LockedError, takeLock } from '../processes/lock.mjs';
import { endOrphans } from '../processes/run-file.mjs';
import { SetUpError } from '../set-up/set-up-error.mjs';

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENOSPC']);

/**
 * @param {string} dataDir absolute
 * @param {(line: string) => void} log
 * @returns {Promise<{ runFolder: string, logFolder: string, release: () => void }>}
 * @throws {SetUpError} when another copy uses it, or it cannot be written
 */
export async function takeDataFolder(dataDir, log) {
  const runFolder = join(dataDir, 'run');
  const release = lock(dataDir, join(runFolder, 'supervisor.lock'));
  try {
    const ended = await endOrphans(runFolder);
    if (ended.length > 0) log(`Ended what a former start had left running: ${ended.join(', ')}`);
  } catch (error) {
    release();
    throw error;
  }
  return { runFolder, logFolder: join(dataDir, 'logs'), release };
}

function lock(dataDir, path) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return takeLock(path);
  } catch (error) {
    if (error instanceof LockedError) {
      throw new SetUpError(
        `The data folder ${dataDir} is in use by another running copy (process ${error.pid}): stop that one, or set DATA_DIR to another folder`,
      );
    }
    if (UNWRITABLE.has(error.code)) {
      throw new SetUpError(
        `The data folder ${dataDir} cannot be written (${error.code}): set DATA_DIR to another folder`,
      );
    }
    throw error;
  }
}
