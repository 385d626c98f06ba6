import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { createTestNamespace, temporalAddress } from '../support/temporal.js';
import { Installation } from './installation.js';
import type { Run } from './run.js';

let database: TestDatabase;
let foreign: Installation;
let embedded: Installation;
let runs: Run[];

beforeAll(async () => {
  database = await createTestDatabase();
  const TEMPORAL_NAMESPACE = await createTestNamespace();
  foreign = await Installation.make({
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE,
  });
  embedded = await Installation.make({ WORKERS: '2' });
}, 30_000);
afterAll(async () => {
  await Promise.all([foreign?.remove(), embedded?.remove()]);
  await database?.drop();
}, 30_000);

describe('two installations side by side, one of them on servers of its owner', () => {
  test('both are healthy, and each does its own demonstration', async () => {
    runs = [foreign, embedded].map((each) => each.start());
    await Promise.all(runs.map((run) => run.untilReady()));
    for (const installation of [foreign, embedded]) {
      const accepted = async () =>
        (await installation.exchange.ledger()).filter(({ kind }) => kind === 'accepted').length;
      await eventually(async () => (await accepted()) === 1, { what: 'the order of the demonstration' });
      expect((await installation.tasks()).map(({ id }) => id)).toEqual(['sellbuy/1']);
    }
  }, 60_000);

  test('the one on servers of its owner has started none itself', () => {
    expect(foreign.runFolder().sort()).toEqual(['api.json', 'paper.json', 'supervisor.lock', 'worker.json']);
    expect(existsSync(join(foreign.dataDir, 'postgres'))).toBe(false);
    expect(existsSync(join(foreign.dataDir, 'temporal.db'))).toBe(false);
    expect(embedded.runFolder()).toEqual(expect.arrayContaining(['worker-1.json', 'worker-2.json']));
  });

  test('the end of one leaves the other alone', async () => {
    const [first, second] = runs;
    first?.child.kill('SIGINT');
    expect(await first?.ended()).toBe(0);
    expect(await embedded.health()).toMatchObject({ status: 'ok' });
    second?.child.kill('SIGINT');
    expect(await second?.ended()).toBe(0);
  }, 30_000);
});
