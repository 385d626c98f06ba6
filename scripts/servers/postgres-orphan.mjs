/** A PostgreSQL that outlived its supervisor still holds the data: it is stopped in order before the next one starts. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../processes/wait-until.mjs';

/** Higher than any pid a system gives. */
const NOBODY = 2 ** 30;

/**
 * Called under the lock of the data folder: whoever runs on this cluster now has no supervisor any more.
 * @param {string} cluster
 */
export async function stopOrphan(cluster) {
  const file = join(cluster, 'postmaster.pid');
  const pid = pidIn(file);
  if (pid === undefined) return;
  if (servesCluster(pid, cluster)) await stop(pid, cluster);
  else if (exists(pid)) disown(file);
}

async function stop(pid, cluster) {
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

/**
 * The pid has meanwhile become somebody else's (a reboot, a new container), for which PostgreSQL would refuse to start.
 * The rest of the file stays: with it the server makes sure that no child of the former one still writes.
 */
function disown(file) {
  const [, ...rest] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [NOBODY, ...rest].join('\n'));
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

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
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
