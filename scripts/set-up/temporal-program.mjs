/** Finds the `temporal` program, or gets it: on the PATH, in the user's cache, by download, by Go. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.mjs';
import { SetUpError } from './set-up-error.mjs';
import { downloadTemporal } from './temporal-download.mjs';
import { installTemporalWithGo } from './temporal-go.mjs';

/** Pinned: the server's file format and settings are tried with it. It is also the last one that `go install` accepts. */
export const TEMPORAL_VERSION = '1.5.1';
/** The first server whose settings and updates the program relies on. */
const OLDEST_SERVER = [1, 27];
const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/**
 * @param {(line: string) => void} log
 * @param {{ environment?: NodeJS.ProcessEnv, ways?: Way[] }} [options]
 * @returns {Promise<string>} the program's path (or its name, when it is on the PATH)
 * @throws {SetUpError} when every way failed
 * @typedef {(request: { version: string, folder: string, log: (line: string) => void }) => Promise<void>} Way puts the program into `folder`, or throws
 */
export async function temporalProgram(
  log,
  { environment = process.env, ways = [downloadTemporal, installTemporalWithGo] } = {},
) {
  if (await isRecentEnough('temporal', environment)) return 'temporal';
  const kept = join(cacheFolder(environment), `temporal-${TEMPORAL_VERSION}`);
  const program = join(kept, PROGRAM);
  if (existsSync(program) && (await isRecentEnough(program, environment))) return program;

  const failures = [];
  for (const way of ways) {
    try {
      await installInto(kept, (folder) => way({ version: TEMPORAL_VERSION, folder, log }), environment);
      return program;
    } catch (error) {
      failures.push(error.message);
    }
  }
  throw new SetUpError(
    `Temporal's server could not be got (${failures.join('; ')}): put the program "temporal" ${TEMPORAL_VERSION} ` +
      `(https://docs.temporal.io/cli) on the PATH, or set TEMPORAL_ADDRESS to a server that runs`,
  );
}

/** In a folder beside its place, tried, and only then renamed: an interrupted install is never taken for a good one. */
async function installInto(kept, install, environment) {
  mkdirSync(join(kept, '..'), { recursive: true });
  const fresh = mkdtempSync(`${kept}.new-`);
  try {
    await install(fresh);
    if (!(await isRecentEnough(join(fresh, PROGRAM), environment)))
      throw new Error('what was got does not run here');
    rmSync(kept, { recursive: true, force: true });
    renameSync(fresh, kept);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param {string} program @returns {Promise<boolean>} */
async function isRecentEnough(program, environment) {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], {
      timeout: 10_000,
      env: environment,
    });
    const server = /Server (\d+)\.(\d+)/.exec(stdout);
    if (!server) return false;
    const [major, minor] = [Number(server[1]), Number(server[2])];
    return major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
  } catch {
    return false;
  }
}
