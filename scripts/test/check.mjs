import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * Runs a program of a package with Node; its words are shown only when it fails.
 * @param {string} name @param {string} root @param {string} program below node_modules @param {string[]} args
 * @returns {Promise<Count>}
 */
export function check(name, root, program, args) {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules', program), ...args],
      options,
      (error, stdout, stderr) => {
        process.stdout.write(error ? `${name}: failed\n${stdout}${stderr}\n` : `${name}: passed\n`);
        resolve(error ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 });
      },
    );
  });
}
