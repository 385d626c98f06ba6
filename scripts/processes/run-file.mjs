/** `DATA_DIR/run/<name>.json` says which process is which: to people, to tests, and to the next start after a crash. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../build/write.mjs';
import { identify, isAlive } from './identity.mjs';
import { waitUntil } from './wait-until.mjs';

/** @typedef {import('./identity.mjs').ProcessIdentity & { name: string }} RunFile */

/** @param {string} folder @param {string} name @param {number} pid */
export function writeRunFile(folder, name, pid) {
  writeAtomically(join(folder, `${name}.json`), `${JSON.stringify({ name, ...identify(pid) })}\n`);
}

/** @param {string} folder @param {string} name */
export function removeRunFile(folder, name) {
  rmSync(join(folder, `${name}.json`), { force: true });
}

/**
 * Ends what a killed supervisor left running. Ours are ending by themselves (their channel broke); servers are not.
 * @param {string} folder @param {{ patienceMs?: number }} [options] before force
 * @returns {Promise<string[]>} the names of those found alive
 */
export async function endOrphans(folder, { patienceMs = 8_000 } = {}) {
  const orphans = readRunFiles(folder).filter(isAlive);
  await Promise.all(orphans.map((orphan) => end(orphan, patienceMs)));
  for (const { name } of readRunFiles(folder)) removeRunFile(folder, name);
  return orphans.map(({ name }) => name);
}

async function end(orphan, patienceMs) {
  // PostgreSQL takes SIGTERM for "when everybody has left"; SIGINT is an orderly end now.
  signal(orphan, orphan.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const gone = () => !isAlive(orphan);
  await waitUntil(gone, { what: orphan.name, timeoutMs: patienceMs }).catch(async () => {
    signal(orphan, 'SIGKILL');
    await waitUntil(gone, { what: `the former ${orphan.name} (process ${orphan.pid})`, timeoutMs: 5_000 });
  });
}

function signal({ pid }, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** @returns {RunFile[]} */
function readRunFiles(folder) {
  let names;
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return names.flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), 'utf8'))];
    } catch {
      return [];
    }
  });
}
