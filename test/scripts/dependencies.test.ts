import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dependenciesMatch } from '../../scripts/set-up/dependencies.mjs';

type Packages = Record<string, { version: string; integrity?: string; optional?: boolean }>;
const LOCK: Packages = {
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/only-mac': { version: '1.0.0', optional: true },
};

function checkout(installed: Packages | undefined, locked = LOCK) {
  const root = mkdtempSync(join(tmpdir(), 'dependencies-'));
  const write = (path: string, packages: Packages) =>
    writeFileSync(join(root, path), JSON.stringify({ packages }));
  write('package-lock.json', locked);
  if (installed) {
    mkdirSync(join(root, 'node_modules'));
    for (const path of Object.keys(installed)) mkdirSync(join(root, path), { recursive: true });
    write('node_modules/.package-lock.json', installed);
  }
  return root;
}
const { 'node_modules/pg': pg } = LOCK as { 'node_modules/pg': { version: string; integrity: string } };

describe('the installed packages match the lock file', () => {
  test('when all are there but those of other systems', () => {
    expect(dependenciesMatch(checkout({ 'node_modules/pg': pg }))).toBe(true);
  });

  test('not on a fresh clone, nor after an interrupted install', () => {
    expect(dependenciesMatch(checkout(undefined))).toBe(false);
    expect(dependenciesMatch(checkout({}))).toBe(false);
  });

  test('not when one is of another version, too many, or deleted', () => {
    expect(dependenciesMatch(checkout({ 'node_modules/pg': { ...pg, version: '7.0.0' } }))).toBe(false);
    expect(dependenciesMatch(checkout({ 'node_modules/pg': pg, 'node_modules/old': pg }))).toBe(false);
    const root = checkout({ 'node_modules/pg': pg });
    rmSync(join(root, 'node_modules/pg'), { recursive: true });
    expect(dependenciesMatch(root)).toBe(false);
  });
});
