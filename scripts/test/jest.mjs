import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {string} root @param {string[]} args @returns {Promise<import('./check.mjs').Count>} */
export async function runJest(root, args) {
  const folder = mkdtempSync(join(tmpdir(), 'trademan-jest-'));
  const report = join(folder, 'report.json');
  try {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    // Jest loads native modules only through Node's vm modules, which still are behind a flag.
    const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
    const code = await run([...flags, jest, '--json', `--outputFile=${report}`, ...args], root);
    return counted(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test file that cannot even be loaded, and a run that comes to no result, are failures too. */
function counted(report, code) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function run(args, cwd) {
  return new Promise((resolve) => {
    // Its report of the run is for people; the JSON goes to the file.
    const child = spawn(process.execPath, args, { cwd, stdio: 'inherit' });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
