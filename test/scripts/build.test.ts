import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { build } from '../../scripts/build.mjs';

const SWCRC = fileURLToPath(new URL('../../.swcrc', import.meta.url));

function project(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'build-'));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  write('.swcrc', readFileSync(SWCRC, 'utf8'));
  write('package.json', '{"type":"module"}');
  for (const [path, content] of Object.entries(files)) write(path, content);
  return {
    root,
    write,
    remove: (path: string) => rmSync(join(root, path)),
    has: (path: string) => existsSync(join(root, path)),
  };
}

describe('the build', () => {
  test('compiles code, copies what programs read, and leaves the rest', async () => {
    const { root, has } = project({
      'domain/one.ts': 'export const one: number = 1;',
      'locales/ru.ftl': 'hello = да',
      'paper/data/shares.bin': 'x',
      'paper/notes.md': 'x',
      'test/one.test.ts': '',
    });
    expect(await build({ root })).toEqual({ compiled: 3, removed: 0, bundled: false });
    const compiled = (await import(pathToFileURL(join(root, 'dist/domain/one.js')).href)) as { one: number };
    expect(compiled.one).toBe(1);
    expect(['locales/ru.ftl', 'paper/data/shares.bin'].every((path) => has(`dist/${path}`))).toBe(true);
    expect(has('dist/paper/notes.md') || has('dist/test')).toBe(false);
  });

  test('does again only what changed, and removes what has no source any more', async () => {
    const { root, write, remove, has } = project({
      'domain/one.ts': 'export {};',
      'domain/two.ts': 'export {};',
    });
    await build({ root });
    expect(await build({ root })).toEqual({ compiled: 0, removed: 0, bundled: false });
    write('domain/one.ts', 'export const changed = true;');
    remove('domain/two.ts');
    expect(await build({ root })).toEqual({ compiled: 1, removed: 1, bundled: false });
    expect(has('dist/domain/two.js')).toBe(false);
    rmSync(join(root, 'dist/domain/one.js'));
    expect(await build({ root })).toMatchObject({ compiled: 1 });
  });

  test('does not take a failed build for a good one', async () => {
    const { root, write } = project({ 'domain/one.ts': 'export const = ;' });
    await expect(build({ root })).rejects.toThrow();
    write('domain/one.ts', 'export {};');
    expect(await build({ root })).toMatchObject({ compiled: 1 });
  });

  test('nor what a failed build had compiled for what it was before', async () => {
    const { root, write } = project({
      'domain/one.ts': 'export const of = 1;',
      'domain/two.ts': 'export {};',
    });
    await build({ root });
    write('domain/one.ts', 'export const of = 2;');
    write('domain/two.ts', 'export const = ;');
    await expect(build({ root })).rejects.toThrow();
    write('domain/one.ts', 'export const of = 1;');
    write('domain/two.ts', 'export {};');
    expect(await build({ root })).toMatchObject({ compiled: 2 });
  });
});
