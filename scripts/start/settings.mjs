import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../set-up/set-up.mjs';
import { SetUpError } from '../set-up/set-up-error.mjs';

/** @typedef {import('../../config/config.ts').Config} Config */

/** @returns {Promise<Config>} @throws {SetUpError} naming the wrong setting */
export async function readSettings() {
  const { loadConfig } = await import(pathToFileURL(join(ROOT, 'dist/config/config.js')).href);
  try {
    return loadConfig();
  } catch (error) {
    if (error.code === 'wrong-setting')
      throw new SetUpError(`${error.message}: change it in .env or in the environment`);
    throw error;
  }
}

/** @param {Config} config @throws {SetUpError} for what cannot be started as it is set */
export async function refuseWhatCannotRun(config) {
  const { whatCannotRun } = await import(pathToFileURL(join(ROOT, 'dist/config/what-cannot-run.js')).href);
  const reason = whatCannotRun(config);
  if (reason !== undefined) throw new SetUpError(reason);
}
