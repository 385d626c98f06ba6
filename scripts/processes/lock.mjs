/** A lock file that names its holder, so that one left behind by a killed process is seen to be stale. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isAlive } from './identity.mjs';

/** Another living process holds the lock. */
export class LockedError extends Error {
  code = 'locked';
  /** @param {string} path @param {number} pid */
  constructor(path, pid) {
    super(`${path} is held by process ${pid}`);
    this.name = 'LockedError';
    this.pid = pid;
  }
}

/**
 * Takes the lock or throws; a stale one is taken over.
 * @param {string} path
 * @returns {() => void} gives it back; harmless when called twice
 * @throws {LockedError}
 */
export function takeLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const claim = `${path}.${process.pid}`;
  writeFileSync(claim, JSON.stringify(identify(process.pid)));
  try {
    // A link appears complete or not at all: nobody ever reads a half-written lock.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linked(claim, path)) return () => release(path);
      const holder = holderOf(path);
      if (holder && isAlive(holder)) throw new LockedError(path, holder.pid);
      setAside(path, holder);
    }
    throw new LockedError(path, holderOf(path)?.pid ?? 0);
  } finally {
    rmSync(claim, { force: true });
  }
}

/** @returns {import('./identity.mjs').ProcessIdentity | undefined} */
export function holderOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function linked(claim, path) {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock: only what was judged is removed, a fresh one is put back. */
function setAside(path, judged) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (JSON.stringify(holderOf(aside)) !== JSON.stringify(judged)) linked(aside, path);
  rmSync(aside, { force: true });
}

function release(path) {
  if (holderOf(path)?.pid === process.pid) rmSync(path, { force: true });
}
