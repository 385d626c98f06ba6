/** Everything that has to be right, counted; one failing check does not hide the next. */
import { build } from '../build.mjs';
import { ROOT, setUp } from '../set-up/set-up.mjs';
import { temporalProgram } from '../set-up/temporal-program.mjs';
import { check } from './check.mjs';
import { runJest } from './jest.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

/** @param {string[]} args for Jest */
export async function main(args) {
  await setUp(say);
  // Here, where its progress can be seen, rather than in Jest's own set-up.
  await temporalProgram(say);
  const builds = await buildCounted();
  const checks = await Promise.all([
    check('type check', ROOT, 'typescript/bin/tsc', ['--noEmit']),
    check('lint', ROOT, '@biomejs/biome/bin/biome', ['check', '.']),
    check('import rules', ROOT, 'dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      '.',
    ]),
  ]);
  const counts = [builds, ...checks, await runJest(ROOT, args)];
  const passed = counts.reduce((sum, each) => sum + each.passed, 0);
  const failed = counts.reduce((sum, each) => sum + each.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The build is no check of its own, but what does not build must not pass. */
async function buildCounted() {
  try {
    await build({ log: say });
    return { passed: 0, failed: 0 };
  } catch (error) {
    say(`build: failed\n${error.message}`);
    return { passed: 0, failed: 1 };
  }
}
