import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';

const HISTORIES = new URL('../fixtures/histories/', import.meta.url);
const files = readdirSync(HISTORIES).filter((name) => name.endsWith('.binpb'));

/** Bundles workflows from their sources, which import each other by the names they will have when compiled. */
const bundle = (entry: string) =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(entry, import.meta.url)),
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, extensionAlias: { '.js': ['.ts', '.js'] } },
    }),
  });

const replay = (workflowBundle: { code: string }, file: string) =>
  Worker.runReplayHistory(
    { workflowBundle },
    temporal.api.history.v1.History.decode(readFileSync(new URL(file, HISTORIES))),
    file,
  );

let ours: { code: string };
let exchanged: { code: string };

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  ours = await bundle('../../workflows/index.ts');
  exchanged = await bundle('./exchanged/index.ts');
}, 60_000);

describe('a workflow that is running while its program is replaced', () => {
  test('there is a history of every way it went so far', () => {
    const ways = [
      ...['done', 'failed', 'paused-then-done', 'waited-then-done'],
      ...['cancelled', 'cancelled-in-part', 'paused', 'waited'],
      ...['cancelled-while-paused', 'cancelled-while-waiting', 'stopped-past-temporal', 'order-left'],
      // Continued as a new one, and the one it became.
      ...['continued-as-new', 'continued'],
      // What Temporal or a person in its UI took away, from the rows.
      ...['started-again', 'terminated-then-ended', 'learnt-of-a-pause', 'learnt-of-a-resumption'],
      ...['amended', 'amended-at-rest', 'halted'],
    ];
    expect(new Set(files)).toEqual(new Set(ways.map((way) => `sellbuy-${way}.binpb`)));
  });

  test.each(files)('goes on as it was: %s', async (file) => {
    await expect(replay(ours, file)).resolves.toBeUndefined();
  });

  test('a replay notices two activities that were exchanged', async () => {
    await expect(replay(exchanged, 'sellbuy-done.binpb')).rejects.toMatchObject({
      name: 'DeterminismViolationError',
    });
  });
});
