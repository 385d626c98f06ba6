/**
 * Which process is meant. A pid alone comes again after a reboot or a few hours, so everything that is written
 * down and later signalled is a pid together with the moment the process began.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @typedef {{ pid: number, began: string | null }} ProcessIdentity `began` is comparable, not readable; null where unknown */

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
export const identify = (pid) => ({ pid, began: beganAt(pid) });

/**
 * Whether exactly this process lives. Where the system does not say when a process began (Windows), its pid has to do.
 * @param {ProcessIdentity} identity
 */
export function isAlive({ pid, began }) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const now = beganAt(pid);
  if (now === 'dead') return false;
  return began === null || now === null || now === began;
}

/** @param {number} pid */
function beganAt(pid) {
  if (process.platform === 'linux') return beganOnLinux(pid);
  if (process.platform === 'win32') return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

function beganOnLinux(pid) {
  try {
    // The name in parentheses may hold spaces; the state is the first field after it, the start (in ticks since
    // boot) the twentieth. The boot's id makes it unique over restarts of the machine.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
    if (fields[0] === 'Z') return 'dead';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return null;
  }
}
