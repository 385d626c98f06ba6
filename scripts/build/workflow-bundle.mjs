/** The workflows bundled once at build time: a worker that starts needs no webpack (0.6 s instead of 1.7 s, less memory). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeAtomically } from './write.mjs';

const BUNDLE = 'workflow-bundle.js';

/** @param {string} out the folder of compiled code @returns {boolean} false while there is no workflow yet */
export const hasWorkflows = (out) => existsSync(join(out, 'workflows/index.js'));

/** @param {string} out */
export const hasBundle = (out) => existsSync(join(out, BUNDLE));

/** @param {string} out */
export async function bundleWorkflows(out) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(out, 'workflows/index.js'),
    logger: new DefaultLogger('ERROR', ({ message }) => process.stderr.write(`${message}\n`)),
  });
  writeAtomically(join(out, BUNDLE), code);
  return pathToFileURL(join(out, BUNDLE)).href;
}
