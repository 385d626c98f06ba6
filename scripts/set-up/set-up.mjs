/** Everything that `npm start` and `npm test` need before they begin, on a fresh clone as on an old one. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkMachine } from './check-machine.mjs';
import { ensureDependencies } from './dependencies.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {(line: string) => void} log @throws {import('./set-up-error.mjs').SetUpError} */
export async function setUp(log) {
  checkMachine();
  // The settings' `.env` and relative paths are meant from here, wherever the program is called from.
  process.chdir(ROOT);
  await ensureDependencies(ROOT, log);
}
