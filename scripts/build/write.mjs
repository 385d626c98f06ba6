import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whoever reads the file meanwhile finds the old one or the new one, never half of it.
 * @param {string} path @param {string | Buffer} content @param {{ mode?: number }} [options]
 */
export function writeAtomically(path, content, options) {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}.new`;
  writeFileSync(fresh, content, options);
  renameSync(fresh, path);
}
