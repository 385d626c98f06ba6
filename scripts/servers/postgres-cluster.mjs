/** The data of the embedded PostgreSQL: made once, complete or not at all. */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolderFor } from './postgres-place.mjs';

/** @param {import('./postgres-place.mjs').Place} place @param {string} password */
export async function ensureCluster({ bin, cluster, version, user }, password) {
  if (existsSync(join(cluster, 'PG_VERSION'))) return checkVersion(cluster, version);
  // Made beside its place and then renamed: a folder left by an interrupted start is never taken for a database.
  const fresh = join(dirname(cluster), 'postgres.new');
  const passwordFile = join(dirname(cluster), 'postgres.password');
  rmSync(fresh, { recursive: true, force: true });
  makeFolderFor(fresh, user);
  for (const program of ['initdb', 'postgres']) makeExecutable(join(bin, program));
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user) chownSync(passwordFile, user.uid, user.gid);
    const access = ['--username=trademan', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    await promisify(execFile)(
      join(bin, 'initdb'),
      [`--pgdata=${fresh}`, ...access, '--encoding=UTF8', '--locale=C', '--no-instructions'],
      { ...user, cwd: fresh, env: { ...process.env, LC_ALL: 'C' } },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, cluster);
}

function checkVersion(cluster, version) {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (version.split('.')[0] === made) return;
  throw new Error(
    `The database in ${cluster} was made by PostgreSQL ${made}, and this is ${version}: move it with pg_dump, or set DATABASE_URL or another DATA_DIR`,
  );
}

/** npm does not always keep the mode of what it unpacks. */
function makeExecutable(program) {
  if (process.platform !== 'win32') chmodSync(program, 0o755);
}
