/** A PostgreSQL that outlived its supervisor still holds the data: it is stopped in order before the next one starts. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../processes/wait-until.mjs';

/** Called under the lock of the data folder: whoever runs on this cluster now has no supervisor any more. @param {string} cluster */
export async function stopOrphan(cluster) {
  const file = join(cluster, 'postmaster.pid');
  const pid = pidIn(file);
  if (pid === undefined) return;
  if (!servesCluster(pid, cluster)) {
    // PostgreSQL itself refuses to start when that pid has meanwhile become anybody's.
    rmSync(file, { force: true });
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL']) {
    try {
      process.kill(pid, signal);
      await waitUntil(() => !servesCluster(pid, cluster), {
        what: 'the former PostgreSQL',
        timeoutMs: 5_000,
      });
      return;
    } catch (error) {
      if (error.code === 'ESRCH') return;
      if (signal === 'SIGKILL') throw error;
    }
  }
}

function pidIn(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function servesCluster(pid, cluster) {
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(cluster);
  } catch {
    return false;
  }
}
