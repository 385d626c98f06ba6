/** The official build of the Temporal command line, from the releases of its repository. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** SHA-256 of the archives of 1.5.1; for other files the list that the release publishes has to do. */
const KNOWN = {
  'temporal_cli_1.5.1_linux_amd64.tar.gz': 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  'temporal_cli_1.5.1_linux_arm64.tar.gz': 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  'temporal_cli_1.5.1_darwin_amd64.tar.gz':
    'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  'temporal_cli_1.5.1_darwin_arm64.tar.gz':
    'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};
/** A machine without a way out should learn it soon; one with a slow line should still get 60 MB. */
const FIRST_ANSWER_MS = 8_000;
const WHOLE_MS = 300_000;

/** @type {import('./temporal-program.mjs').Way} */
export async function downloadTemporal({ version, folder, log }) {
  const name = archiveName(version);
  const release = `https://github.com/temporalio/cli/releases/download/v${version}`;
  log(`Downloading Temporal's server (${name}, about 60 MB)`);
  const archive = await download(`${release}/${name}`);
  const expected = KNOWN[name] ?? listed(await download(`${release}/checksums.txt`), name);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`the download of ${name} has the wrong checksum`);
  const file = join(folder, name);
  writeFileSync(file, archive);
  // Windows' own tar unpacks zip files too.
  await promisify(execFile)('tar', ['-xf', file, '-C', folder]);
  rmSync(file);
}

/** @param {string} version */
export function archiveName(version, { platform = process.platform, arch = process.arch } = {}) {
  const system = platform === 'win32' ? 'windows' : platform;
  const machine = arch === 'x64' ? 'amd64' : arch;
  return `temporal_cli_${version}_${system}_${machine}.${platform === 'win32' ? 'zip' : 'tar.gz'}`;
}

async function download(url) {
  const abort = new AbortController();
  const first = setTimeout(() => abort.abort(), FIRST_ANSWER_MS);
  const whole = setTimeout(() => abort.abort(), WHOLE_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(first);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const reason = abort.signal.aborted ? 'no answer in time' : (error.cause?.code ?? error.message);
    throw new Error(`the download failed: ${reason}`);
  } finally {
    clearTimeout(first);
    clearTimeout(whole);
  }
}

/** @param {Buffer} checksums lines of `sha256  name` @param {string} name */
function listed(checksums, name) {
  const line = checksums
    .toString('utf8')
    .split('\n')
    .find((each) => each.trim().endsWith(name));
  return line?.trim().split(/\s+/)[0];
}
