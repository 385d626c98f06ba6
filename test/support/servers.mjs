/**
 * Keeps one real Temporal server and one real PostgreSQL for a whole test run, in a process of its own: when the test
 * run ends, however it ends, the channel to it breaks, and everything here is stopped and removed.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/processes/free-port.mjs';
import { startPostgres } from '../../scripts/servers/postgres.mjs';
import { startTemporal } from '../../scripts/servers/temporal.mjs';
import { temporalProgram } from '../../scripts/set-up/temporal-program.mjs';

/** A test run's data may die with the machine. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

const folder = mkdtempSync(join(tmpdir(), 'trademan-test-'));
// Root's PostgreSQL runs as another user, who has to pass.
chmodSync(folder, 0o711);
const children = [];
let ending;

process.on('disconnect', end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);

try {
  const program = await temporalProgram((line) => process.stderr.write(`${line}\n`));
  const [temporal, postgres] = await Promise.all([
    startTemporal({
      program,
      port: await freePort(),
      uiPort: await freePort(),
      file: join(folder, 'temporal.db'),
    }),
    startPostgres({ dataDir: join(folder, 'data'), settings: CARELESS }),
  ]);
  children.push(temporal.child, postgres.child);
  await Promise.all([temporal.ready(), postgres.ready()]);
  process.send({ temporalAddress: temporal.address, databaseUrl: postgres.url });
} catch (error) {
  process.send?.({ error: error.message });
  await end();
}

function end() {
  ending ??= stop();
  return ending;
}

async function stop() {
  await Promise.all(children.map((child) => killed(child)));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

/** Nothing in these servers is worth an orderly end. @param {import('node:child_process').ChildProcess} child */
function killed(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  return new Promise((done) => {
    child.once('exit', done);
    // PostgreSQL's children end only when it tells them to; SIGQUIT is its "at once".
    child.kill('SIGQUIT');
    setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
  });
}
