import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleOf } from './bundle.js';

const HISTORIES = new URL('../fixtures/histories/', import.meta.url);
const files = readdirSync(HISTORIES).filter((name) => name.endsWith('.binpb'));

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
  ours = await bundleOf('../../workflows/index.ts');
  exchanged = await bundleOf('./exchanged/index.ts');
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
    const ofSpreads = [
      ...[
        'done',
        'cancelled',
        'failed',
        'time-over',
        'left-unhedged',
        'waited',
        'halted',
        'amended',
        'paused',
      ],
      ...[
        'waited-for-a-person',
        'cancelled-while-asked',
        'cancelled-while-pausing',
        'continued-as-new',
        'continued',
        'started-again',
      ],
    ];
    const ofStops = ['placed', 'renewed', 'removed'];
    const names = [
      ...ways.map((way) => `sellbuy-${way}`),
      ...ofSpreads.map((way) => `spread-${way}`),
      ...ofStops.map((way) => `stops-${way}`),
      ...['stash-done', 'restore-done', 'restore-cancelled'],
      ...['alert-once', 'alert-cancelled', 'watch-cancelled'],
      'refresh-done',
      'refresh-unread',
    ];
    expect(new Set(files)).toEqual(new Set(names.map((name) => `${name}.binpb`)));
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
