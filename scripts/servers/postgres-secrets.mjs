import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../build/write.mjs';

const pathIn = (dataDir) => join(dataDir, 'postgres.json');

/**
 * The password is made before the cluster and kept first, so that an interrupted start cannot lose it.
 * @param {string} dataDir @returns {{ id: string, password: string, port?: number }}
 */
export function readSecrets(dataDir) {
  try {
    return JSON.parse(readFileSync(pathIn(dataDir), 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    const secrets = { id: randomBytes(6).toString('hex'), password: randomBytes(24).toString('hex') };
    writeSecrets(dataDir, secrets);
    return secrets;
  }
}

/** @param {string} dataDir @param {{ id: string, password: string, port?: number }} secrets */
export function writeSecrets(dataDir, secrets) {
  writeAtomically(pathIn(dataDir), `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
}
