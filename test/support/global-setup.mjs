import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';

/** Compiles what changed, and starts the servers that the whole run shares. */
export default async function globalSetup() {
  await build().catch((error) =>
    process.stderr.write(`The build failed; tests of processes use the last one: ${error.message}\n`),
  );
  const servers = fork(fileURLToPath(new URL('./servers.mjs', import.meta.url)), {
    detached: true,
    execArgv: [],
    // Jest's own options would make a plain program of ours wait for a debugger or load its modules otherwise.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { temporalAddress, databaseUrl, error } = await new Promise((resolve) => {
    servers.once('message', resolve);
    servers.once('exit', (code) => resolve({ error: `the test servers ended with exit code ${code}` }));
  });
  if (error) throw new Error(error);
  process.env.TEST_TEMPORAL_ADDRESS = temporalAddress;
  process.env.TEST_DATABASE_URL = databaseUrl;
  globalThis.testServers = servers;
}
