import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isAlive } from '../../scripts/processes/identity.mjs';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { Installation, type Part } from './installation.js';
import type { Run } from './run.js';

/** 6 s on two cores of its own; here the rest of the test run takes its share of them. */
const SECOND_START_MS = 12_000;
const STOP_MS = 10_000;
/** Rests deep in the book, until the test trades against it. */
const DEEP = { ticker: 'SBER', limitPrice: '280', amount: 60, lots: 6 } as const;
const OTHER = { ticker: 'GAZP', limitPrice: '100', amount: 20, lots: 2 } as const;

let installation: Installation;
let run: Run;
let deep: string;
let other: string;

beforeAll(async () => {
  installation = await Installation.make();
});
afterAll(() => installation?.remove(), 30_000);

/** Others, who bid behind the deep order, sell one lot to it. */
async function sellOneLot(): Promise<void> {
  await installation.exchange.book('SBER', { bids: [[DEEP.limitPrice, 1]], asks: [['281', 50]] });
  await installation.exchange.trade('SBER', { side: 'sell', lots: 1, price: DEEP.limitPrice });
}

describe('npm start on an empty folder', () => {
  test('is healthy, says so in one line, and prints the addresses', async () => {
    run = installation.start();
    await run.untilReady();
    const { API_PORT, TEMPORAL_UI_PORT } = installation.settings;
    expect(await installation.health()).toMatchObject({ status: 'ok', mode: 'paper' });
    await run.untilLine(/^put your numeric id/);
    expect(run.lines().filter((line) => line.includes('ready'))).toHaveLength(1);
    expect(run.lines().join('\n')).toContain(`http://127.0.0.1:${API_PORT}/api/docs`);
    expect(run.lines().join('\n')).toContain(`http://127.0.0.1:${TEMPORAL_UI_PORT}`);
    expect((await fetch(`http://127.0.0.1:${API_PORT}/api/docs`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${TEMPORAL_UI_PORT}`)).status).toBe(200);
    expect(statSync(join(installation.dataDir, 'api-token')).mode & 0o077).toBe(0);
  }, 60_000);

  test('announces one demonstration and follows its journal, in the language of the terminal', async () => {
    await run.untilLine(/^sellbuy\/1 .*SBER/);
    const accepted = async () =>
      (await installation.exchange.ledger()).find(({ kind }) => kind === 'accepted');
    const { price = '' } = await eventually(accepted, { what: 'the order of the demonstration' });
    await installation.exchange.trade('SBER', { side: 'sell', lots: 100_000, price });
    await run.untilLine(/^sellbuy\/1 .*Done/);
    const lines = run.lines();
    const announced = lines.findIndex((line) => line.startsWith('Demonstration'));
    expect(announced).toBeGreaterThan(0);
    // Beside it the journal tells that the catalogue was read, sooner or later.
    expect(lines.findIndex((line) => line.startsWith('sellbuy/1'))).toBeGreaterThan(announced);
    expect(await installation.tasks()).toMatchObject([{ id: 'sellbuy/1', state: 'done' }]);
  }, 30_000);

  test('leaves alone a second copy on its data folder, and whoever wants its ports', async () => {
    const fresh = async () =>
      Object.fromEntries(
        await Promise.all(
          ['API_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'PAPER_PORT', 'PAPER_CONTROL_PORT'].map(
            async (name) => [name, String(await freePort())],
          ),
        ),
      );
    const second = installation.start(await fresh());
    expect(await second.ended()).toBe(1);
    expect(second.lines()).toEqual([
      `The data folder ${installation.dataDir} is in use by another running copy (process ${run.child.pid}): stop that one, or set DATA_DIR to another folder`,
    ]);
    for (const setting of [
      'API_PORT',
      'TEMPORAL_PORT',
      'TEMPORAL_UI_PORT',
      'PAPER_PORT',
      'PAPER_CONTROL_PORT',
    ]) {
      const taken = installation.settings[setting] ?? '';
      const DATA_DIR = join(installation.folder, setting);
      const refused = installation.start({ ...(await fresh()), DATA_DIR, [setting]: taken });
      expect(await refused.ended()).toBe(1);
      expect(refused.lines()).toEqual([
        expect.stringMatching(new RegExp(`^Port ${taken} .* set ${setting} `)),
      ]);
    }
    expect((await installation.health()).status).toBe('ok');
  }, 30_000);
});

describe('Ctrl-C and a second start', () => {
  test('Ctrl-C ends everything in order, in time', async () => {
    deep = await installation.buyAt(DEEP);
    const processes = installation.processes();
    expect(processes.length).toBeGreaterThan(6);
    expect(processes.every(isAlive)).toBe(true);
    const began = performance.now();
    run.child.kill('SIGINT');
    expect(await run.ended(STOP_MS)).toBe(0);
    expect(performance.now() - began).toBeLessThan(STOP_MS);
    expect(processes.filter(isAlive)).toEqual([]);
    expect(installation.runFolder()).toEqual([]);
    expect(run.lines().at(-1)).toBe('Stopping');
  }, 30_000);

  test('the second start is healthy in time and goes on with the task of the first', async () => {
    run = installation.start();
    expect(await run.untilReady()).toBeLessThan(SECOND_START_MS);
    expect(await run.untilLine(/^Going on/)).toBe(`Going on with ${deep}`);
    expect(await installation.tasks()).toMatchObject([{ id: deep, state: 'running' }, { id: 'sellbuy/1' }]);
    expect(run.lines().filter((line) => line.startsWith('Demonstration'))).toEqual([]);
    expect(await installation.judge(DEEP)).toMatchObject({
      working: DEEP.lots,
      filled: 0,
      most: DEEP.lots,
      orders: 1,
    });
  }, 40_000);
});

describe('a part that is killed', () => {
  test.each<Part>(['worker', 'api', 'paper', 'temporal', 'postgres'])(
    'the %s is started again, and the task goes on',
    async (part) => {
      const { executed } = await installation.task(deep);
      await installation.killAndAwaitNext(part);
      await run.untilLine(new RegExp(`^${part} works again$`));
      await installation.untilHealthy();
      await sellOneLot();
      const more = async () => (await installation.task(deep)).executed > executed;
      await eventually(more, { what: 'a fill after it' });
    },
    30_000,
  );

  test('with all of them killed once, new tasks are taken and the old one ends exactly', async () => {
    other = await installation.buyAt(OTHER);
    await sellOneLot();
    await run.untilLine(new RegExp(`^${deep} .*Done`));
    expect(await installation.task(deep)).toMatchObject({
      state: 'done',
      executed: DEEP.amount,
      averagePrice: '280',
    });
    expect(await installation.judge(DEEP)).toMatchObject({ filled: DEEP.lots, working: 0, most: DEEP.lots });
  }, 30_000);
});

describe('a killed supervisor', () => {
  test('is followed by a start that ends what was left and goes on', async () => {
    const left = installation.processes();
    run.child.kill('SIGKILL');
    expect(await run.ended()).toBe('SIGKILL');
    run = installation.start();
    await run.untilReady();
    expect(left.filter(isAlive)).toEqual([]);
    expect(run.lines().join('\n')).toMatch(/^Ended what a former start had left running: .*postgres/m);
    expect(await run.untilLine(/^Going on/)).toBe(`Going on with ${other}`);
    expect(await installation.judge(OTHER)).toMatchObject({
      working: OTHER.lots,
      most: OTHER.lots,
      orders: 1,
    });
  }, 60_000);
});

describe('a broken file of Temporal', () => {
  test('is one sentence with its cause, and nothing is left running', async () => {
    run.child.kill('SIGTERM');
    expect(await run.ended(STOP_MS)).toBe(0);
    writeFileSync(join(installation.dataDir, 'temporal.db'), 'not a database');
    const broken = installation.start();
    expect(await broken.ended(30_000)).toBe(1);
    expect(broken.lines()).toEqual([
      expect.stringMatching(/^temporal does not start: .*SQLite.*everything was stopped again/),
    ]);
    expect(installation.runFolder()).toEqual([]);
  }, 40_000);

  test('once removed costs nothing: its tasks go on from the database, and can be ended', async () => {
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(installation.dataDir, `temporal.db${end}`), { force: true });
    run = installation.start();
    await run.untilReady();
    expect(await run.untilLine(/^Going on/)).toBe(`Going on with ${other}`);
    await installation.api('POST', `/tasks/${encodeURIComponent(other)}/cancel`);
    const cancelled = async () => (await installation.task(other)).state === 'cancelled';
    await eventually(cancelled, { what: 'its end', timeoutMs: 20_000 });
    expect(await installation.judge(OTHER)).toMatchObject({ working: 0, filled: 0, most: OTHER.lots });
    run.child.kill('SIGTERM');
    expect(await run.ended(STOP_MS)).toBe(0);
  }, 60_000);
});
