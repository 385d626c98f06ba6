/** Builds the Temporal command line with Go, where the download cannot be had but Go's module proxy can. */
import { spawn } from 'node:child_process';

const PROGRESS_MS = 15_000;

/** @type {import('./temporal-program.mjs').Way} */
export async function installTemporalWithGo({ version, folder, log }) {
  log("Building Temporal's server with Go: about 3 minutes on two cores, once for this machine");
  const began = Date.now();
  const progress = setInterval(() => {
    log(`  still building (${Math.round((Date.now() - began) / 1000)} s)`);
  }, PROGRESS_MS);
  try {
    await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${version}`], {
      ...process.env,
      GOBIN: folder,
    });
  } finally {
    clearInterval(progress);
  }
}

function run(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let last = '';
    child.stderr.on('data', (chunk) => {
      last = chunk.toString().trim().split('\n').pop() || last;
    });
    child.once('error', (error) =>
      reject(error.code === 'ENOENT' ? new Error('Go is not installed') : error),
    );
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`go install failed: ${last || `exit code ${code}`}`)),
    );
  });
}
