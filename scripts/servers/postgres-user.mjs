/**
 * PostgreSQL refuses to run as root; root therefore lends it to a user of its own, who must be able to reach both the
 * programs and the data.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** @typedef {{ uid: number, gid: number }} User */

/** @returns {User | undefined} undefined when we are not root and simply are the user ourselves */
export function postgresUser() {
  if (process.getuid?.() !== 0) return undefined;
  return find() ?? create();
}

/**
 * Whether the user may pass through every folder above `path`.
 * @param {User} user @param {string} path
 */
export function reachable({ uid, gid }, path) {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid: owner, gid: group } = statSync(folder);
    const execute = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if (!(mode & execute)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** @returns {User | undefined} */
function find() {
  try {
    const id = (flag) =>
      Number(
        execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** @returns {User} */
function create() {
  try {
    execFileSync('groupadd', ['--system', '--force', 'postgres'], { stdio: 'pipe' });
    execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, and making the user "postgres" for it failed (${error.message}): run this as another user, or set DATABASE_URL`,
    );
  }
  const user = find();
  if (!user)
    throw new Error('PostgreSQL does not run as root: run this as another user, or set DATABASE_URL');
  return user;
}
