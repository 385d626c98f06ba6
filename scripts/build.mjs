/**
 * Compiles our folders to `dist/`, copies what programs read beside themselves, and bundles the workflows. Only what
 * changed is done again; what is no longer made from a source is removed. `node scripts/build.mjs` or `build()`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow, fingerprintOf, listSources } from './build/sources.mjs';
import { bundleWorkflows, hasBundle, hasWorkflows } from './build/workflow-bundle.mjs';
import { writeAtomically } from './build/write.mjs';
import { LockedError, takeLock } from './processes/lock.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLED = /^(workflows|domain)\//;

/** @typedef {{ tools: string, files: Record<string, string>, bundle: string | null }} Stamp what `dist/` was made from */

/**
 * @param {{ root?: string, log?: (line: string) => void, bundle?: boolean }} [options]
 * @returns {Promise<{ compiled: number, removed: number, bundled: boolean }>}
 */
export async function build({ root = ROOT, log = () => {}, bundle = true } = {}) {
  const out = join(root, 'dist');
  mkdirSync(out, { recursive: true });
  const release = await lockWhenFree(join(out, '.lock'));
  try {
    return await buildUnderLock({ root, out, log, bundle });
  } finally {
    release();
  }
}

async function buildUnderLock({ root, out, log, bundle }) {
  const stampPath = join(out, '.stamp');
  const before = readStamp(stampPath);
  const tools = toolsFingerprint(root);
  const sources = listSources(root);
  const present = new Set(filesBelow(root, 'dist').map((path) => path.slice('dist/'.length)));
  const isCurrent = ({ source, output, fingerprint }) =>
    before.tools === tools && before.files[source] === fingerprint && present.has(output);

  const changed = sources.filter((each) => !isCurrent(each));
  if (changed.length > 0) {
    log(`Compiling ${changed.length} files`);
    // What is half compiled when it fails is not of the sources that the stamp names.
    const untouched = { ...before.files };
    for (const { source } of changed) delete untouched[source];
    writeAtomically(stampPath, JSON.stringify({ ...before, files: untouched }));
    await compile({ root, out, changed });
  }

  const wanted = new Set([...sources.map(({ output }) => output), '.stamp', '.lock', 'workflow-bundle.js']);
  const stale = [...present].filter((path) => !wanted.has(path) && !path.startsWith('.lock.'));
  for (const path of stale) rmSync(join(out, path), { force: true });

  const stamp = {
    tools,
    files: Object.fromEntries(sources.map(({ source, fingerprint }) => [source, fingerprint])),
    bundle: before.bundle,
  };
  // The compiled files are true from here on, even if the bundle below fails.
  if (changed.length > 0 || stale.length > 0) writeAtomically(stampPath, JSON.stringify(stamp));

  const bundled = fingerprintOf(
    tools,
    ...sources.filter(({ source }) => BUNDLED.test(source)).map((each) => each.source + each.fingerprint),
  );
  const bundleNeeded = bundle && hasWorkflows(out) && !(stamp.bundle === bundled && hasBundle(out));
  if (bundleNeeded) {
    log('Bundling the workflows');
    await bundleWorkflows(out);
    writeAtomically(stampPath, JSON.stringify({ ...stamp, bundle: bundled }));
  }
  return { compiled: changed.length, removed: stale.length, bundled: bundleNeeded };
}

async function compile({ root, out, changed }) {
  const { transformFile } = await import('@swc/core');
  const options = { ...JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8')), swcrc: false };
  await Promise.all(
    changed.map(async ({ source, output, kind }) => {
      const from = join(root, source);
      const content = kind === 'asset' ? readFileSync(from) : (await transformFile(from, options)).code;
      writeAtomically(join(out, output), content);
    }),
  );
}

/** @returns {Stamp} */
function readStamp(path) {
  const nothing = { tools: '', files: {}, bundle: null };
  try {
    return { ...nothing, ...JSON.parse(readFileSync(path, 'utf8')) };
  } catch {
    return nothing;
  }
}

/** Another compiler or other options make everything anew. */
function toolsFingerprint(root) {
  const own = fileURLToPath(import.meta.url);
  const read = (path) => {
    try {
      return readFileSync(path);
    } catch {
      return '';
    }
  };
  return fingerprintOf(read(own), read(join(root, '.swcrc')), read(join(root, 'package-lock.json')));
}

/** Tests and a start may build the same checkout at once: the second waits and then finds nothing to do. */
async function lockWhenFree(path) {
  const deadline = Date.now() + 120_000;
  for (;;) {
    try {
      return takeLock(path);
    } catch (error) {
      if (!(error instanceof LockedError) || Date.now() > deadline) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  await build({ log: (line) => process.stdout.write(`${line}\n`) });
}
