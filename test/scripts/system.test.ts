import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { endOrphans, writeRunFile } from '../../scripts/processes/run-file.mjs';
import { PartFailedError } from '../../scripts/processes/supervised.mjs';
import { System } from '../../scripts/start/system.mjs';
import { eventually } from '../support/eventually.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/part.mjs', import.meta.url));

function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'system-'));
  const events = join(folder, 'events');
  writeFileSync(events, '');
  const said: string[] = [];
  const runFolder = join(folder, 'run');
  const launch = (name: string, mode: string) => {
    const child = fork(PROGRAM, [name, mode], { env: { EVENTS: events }, execArgv: [], detached: true });
    const ready = () =>
      new Promise<void>((resolve) => {
        child.once('message', () => resolve());
      });
    return Promise.resolve({ child, ready });
  };
  const part = (name: string, mode = 'works') => ({
    name,
    stopWithinMs: 500,
    launch: () => launch(name, mode),
  });
  return {
    runFolder,
    said,
    part,
    launch,
    heal: () => writeFileSync(`${events}.healed`, ''),
    events: () => readFileSync(events, 'utf8').trim().split('\n'),
    pidOf: (name: string): number => JSON.parse(readFileSync(join(runFolder, `${name}.json`), 'utf8')).pid,
    options: { runFolder, say: (line: string) => said.push(line), delaysMs: [0, 10, 20] },
  };
}

describe('the supervised system', () => {
  let system: System | undefined;
  afterEach(() => system?.stop());

  test('starts by stages and stops in the opposite order', async () => {
    const { part, options, events, runFolder } = workshop();
    system = new System(
      [
        { stage: 0, parts: [part('server')] },
        { stage: 1, parts: [part('worker')] },
        { stage: 2, parts: [part('api')] },
      ],
      options,
    );
    await system.start();
    expect(events()).toEqual(['server started', 'worker started', 'api started']);
    expect(readdirSync(runFolder).sort()).toEqual(['api.json', 'server.json', 'worker.json']);
    await system.stop();
    expect(events().slice(3)).toEqual(['api stopped', 'worker stopped', 'server stopped']);
    expect(readdirSync(runFolder)).toEqual([]);
  });

  test('starts again what was killed, and says so', async () => {
    const { part, options, events, pidOf, said } = workshop();
    system = new System([{ stage: 0, parts: [part('worker')] }], options);
    await system.start();
    process.kill(pidOf('worker'), 'SIGKILL');
    await eventually(() => said.includes('worker works again'), { what: 'the worker again' });
    expect(events()).toEqual(['worker started', 'worker started']);
    expect(said[0]).toBe('worker ended (SIGKILL): starting it again');
  });

  test('keeps trying and keeps saying so while a part dies again and again', async () => {
    const { part, options, pidOf, said, launch, heal } = workshop();
    let mode = 'works';
    system = new System(
      [{ stage: 0, parts: [{ ...part('worker'), launch: () => launch('worker', mode) }] }],
      options,
    );
    await system.start();
    mode = 'dies-at-once';
    process.kill(pidOf('worker'), 'SIGKILL');
    await eventually(() => said.some((line) => line.includes('4 times in a row')), {
      what: 'the fourth death',
    });
    heal();
    await eventually(() => said.includes('worker works again'), { what: 'the worker again' });
    expect(said).toContain(
      'worker ended again (exit code 3), 2 times in a row: next try in 0.01 s, see its log',
    );
  });

  test('gives up a start when a part does not come up, naming it', async () => {
    const { part, options, events } = workshop();
    system = new System(
      [
        { stage: 0, parts: [part('server')] },
        { stage: 1, parts: [part('worker', 'dies-at-once')] },
      ],
      options,
    );
    const error = await system.start().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PartFailedError);
    expect((error as PartFailedError).message).toBe('worker does not start: exit code 3');
    await system.stop();
    expect(events().at(-1)).toBe('server stopped');
  });

  test('kills a part that does not hear', async () => {
    const { part, options, runFolder } = workshop();
    system = new System([{ stage: 0, parts: [part('deaf', 'deaf')] }], options);
    await system.start();
    await system.stop();
    expect(readdirSync(runFolder)).toEqual([]);
  });

  test('ends what a killed supervisor left running', async () => {
    const { launch, runFolder, events } = workshop();
    const { child, ready } = await launch('orphan', 'works');
    await ready();
    writeRunFile(runFolder, 'orphan', child.pid ?? 0);
    expect(await endOrphans(runFolder)).toEqual(['orphan']);
    expect(events()).toEqual(['orphan started', 'orphan stopped']);
    expect(readdirSync(runFolder)).toEqual([]);
  });
});
