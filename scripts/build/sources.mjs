/** What is built: the files of our folders with a fingerprint of what is in them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = [
  'domain',
  'broker',
  'database',
  'execution',
  'activities',
  'workflows',
  'tasks',
  'commands',
  'config',
  'locales',
  'worker',
  'api',
  'bot',
  'paper',
];
/** Recorded data is copied whatever its kind; elsewhere only what programs read beside themselves. */
const ASSET = /^paper\/data\/|\.(json|ftl|sql|html|svg|css)$/;

/** @typedef {{ source: string, output: string, kind: 'code' | 'asset', fingerprint: string }} Source paths relative to the root, with slashes */

/** @param {string} root @returns {Source[]} */
export function listSources(root) {
  return FOLDERS.flatMap((folder) => filesBelow(root, folder)).flatMap((source) => {
    const fingerprint = () => fingerprintOf(readFileSync(join(root, source)));
    if (/\.ts$/.test(source) && !/\.d\.ts$/.test(source)) {
      return [{ source, output: source.replace(/\.ts$/, '.js'), kind: 'code', fingerprint: fingerprint() }];
    }
    return ASSET.test(source) ? [{ source, output: source, kind: 'asset', fingerprint: fingerprint() }] : [];
  });
}

/** @param {...(string | Buffer)} parts */
export function fingerprintOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 24);
}

/** @param {string} root @param {string} folder @returns {string[]} */
export function filesBelow(root, folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : `${folder}/${entry.name}`,
    )
    .sort();
}
