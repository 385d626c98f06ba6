import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * A log that takes at most twice its limit of the disk: the former part is kept beside it as `….old`. Begun anew at
 * every start, so that a file tells of one run.
 * @param {string} path @param {{ limitBytes?: number }} [options]
 */
export function openLogFile(path, { limitBytes = LIMIT_BYTES } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  let descriptor = begin(path);
  let size = 0;
  return {
    path,
    /** @param {Buffer} chunk */
    write(chunk) {
      if (size + chunk.length > limitBytes) {
        closeSync(descriptor);
        descriptor = begin(path);
        size = 0;
      }
      size += writeSync(descriptor, chunk);
    },
    close: () => closeSync(descriptor),
  };
}

function begin(path) {
  if (statSync(path, { throwIfNoEntry: false })?.size > 0) renameSync(path, `${path}.old`);
  return openSync(path, 'w', 0o600);
}
