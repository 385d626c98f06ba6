/** Temporal, PostgreSQL and the broker each away for 20 s, cut and then silent: what executors do meanwhile and after. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LoggedOrder, ordersOfTask, type TaskRow } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { judgeLeg } from '../support/ledger-judge.js';
import type { LedgerEvent } from '../support/paper-control.js';
import { type System, startSystem } from '../support/system.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const AWAY_MS = 20_000;
const TARGET = 4;

interface Scene {
  readonly system: System;
  /** The worker's way to the part; ours is another. */
  readonly way: TcpProxy;
}

const scenes: Scene[] = [];

async function openScene(setting: 'DATABASE_URL' | 'TEMPORAL_ADDRESS' | 'TINVEST_ENDPOINT'): Promise<Scene> {
  const system = await startSystem();
  const target = String(system.environment[setting]);
  const url = setting === 'DATABASE_URL' ? new URL(target) : undefined;
  const way = await startTcpProxy(url?.host ?? target);
  scenes.push({ system, way });
  if (url) url.host = `127.0.0.1:${way.port}`;
  await system.startWorker({ [setting]: url?.href ?? `127.0.0.1:${way.port}` });
  return { system, way };
}

/** Cut at first, then a network that lets nothing through; `meanwhile` begins when it is cut. */
async function away({ way }: Scene, meanwhile: () => Promise<void>): Promise<void> {
  way.cut();
  const half = setTimeout(() => way.hold(), AWAY_MS / 2);
  const over = new Promise<void>((resolve) => setTimeout(resolve, AWAY_MS));
  try {
    await Promise.all([meanwhile(), over]);
  } finally {
    clearTimeout(half);
    way.restore();
  }
}

const buyLots = async ({ system }: Scene, ticker: string, more: { limitPrice?: string } = {}) =>
  system.buy(ticker, TARGET * (await system.instrument(ticker)).lot, more);
const keysOf = (orders: readonly LoggedOrder[]) => new Set(orders.map(({ clientOrderId }) => clientOrderId));
const judge = async ({ system }: Scene, task: TaskRow) =>
  judgeLeg(await system.exchange.ledger(), keysOf(await ordersOfTask(system.db, task.key)));
const untilWorking = (scene: Scene, task: TaskRow, working = TARGET) =>
  eventually(async () => (await judge(scene, task)).working === working, {
    what: `${task.id} works ${working} lots`,
    timeoutMs: 20_000,
  });
const setBook = ({ system }: Scene, ticker: string, bid: string, ask: string) =>
  system.exchange.book(ticker, { bids: [[bid, 10]], asks: [[ask, 10]] });
const sell = ({ system }: Scene, ticker: string, lots: number, price: string) =>
  system.exchange.trade(ticker, { side: 'sell', lots, price });
const lastSeq = async ({ system }: Scene) => (await system.exchange.ledger()).at(-1)?.seq ?? 0;
const expectExactly = async (scene: Scene, task: TaskRow, timeoutMs = 20_000) => {
  const row = await scene.system.untilState(task.id, 'done', timeoutMs);
  const { lot } = await scene.system.instrument(String(task.ticker));
  expect(Number(row.executed)).toBe(TARGET * lot);
  expect(await judge(scene, task)).toMatchObject({ filled: TARGET, working: 0, most: TARGET });
};

/** The price is followed, fills are taken; tasks that are executed meanwhile end when it is back, new ones start. */
async function withoutTemporal(): Promise<void> {
  const scene = await openScene('TEMPORAL_ADDRESS');
  const { system } = scene;
  await setBook(scene, 'SBER', '300', '300.5');
  await setBook(scene, 'GAZP', '150', '150.5');
  const [executed, moved] = [await buyLots(scene, 'SBER'), await buyLots(scene, 'GAZP')];
  await Promise.all([executed, moved].map((task) => untilWorking(scene, task)));
  await away(scene, async () => {
    // Longer than activities outlive Temporal.
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS / 2));
    await setBook(scene, 'GAZP', '150.2', '150.5');
    await eventually(
      async () => (await ordersOfTask(system.db, moved.key)).at(-1)?.price.toFixed() === '150.2',
      { what: 'the price is followed' },
    );
    await sell(scene, 'SBER', 10 + TARGET, '300');
    await eventually(async () => Number((await system.tasks.get(executed.id)).executed) > 0, {
      what: 'the fill is taken',
    });
    expect((await system.tasks.get(executed.id)).state).toBe('running');
  });
  await expectExactly(scene, executed);
  await setBook(scene, 'SBER', '300', '300.5');
  const asked = await buyLots(scene, 'SBER', { limitPrice: '299' });
  await untilWorking(scene, asked);
  await sell(scene, 'GAZP', 10 + TARGET, '150.2');
  await expectExactly(scene, moved);
}

/** Nothing new goes out; what must be taken away is; fills of that time are counted afterwards. */
async function withoutDatabase(): Promise<void> {
  const scene = await openScene('DATABASE_URL');
  const { system } = scene;
  await setBook(scene, 'SBER', '300', '300.5');
  await setBook(scene, 'GAZP', '150', '150.5');
  await setBook(scene, 'LKOH', '7000', '7005');
  const [filled, moved, closed] = [
    await buyLots(scene, 'SBER'),
    await buyLots(scene, 'GAZP'),
    await buyLots(scene, 'LKOH'),
  ];
  await Promise.all([filled, moved, closed].map((task) => untilWorking(scene, task)));
  await away(scene, async () => {
    // The claim has run out by then: nothing may be opened from here on.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const since = await lastSeq(scene);
    await setBook(scene, 'GAZP', '150.2', '150.5');
    await sell(scene, 'SBER', 10 + 1, '300');
    await system.exchange.status('LKOH', 'BREAK_IN_TRADING');
    await untilWorking(scene, closed, 0);
    await system.exchange.status('LKOH', 'NORMAL_TRADING');
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS - 5_000));
    const events = await system.exchange.ledger(since);
    expect(events.filter(({ kind }) => kind === 'received')).toEqual([]);
    const cancelled = events.filter(({ kind }) => kind === 'cancelled');
    expect(cancelled.map(({ ticker }) => ticker)).toEqual(['LKOH']);
  });
  await eventually(
    async () =>
      Number((await system.tasks.get(filled.id)).executed) === (await system.instrument('SBER')).lot,
    { what: 'the fill of that time is counted', timeoutMs: 20_000 },
  );
  await eventually(
    async () => (await ordersOfTask(system.db, moved.key)).at(-1)?.price.toFixed() === '150.2',
    { what: 'the price is followed again', timeoutMs: 20_000 },
  );
  await untilWorking(scene, closed);
  await Promise.all([
    sell(scene, 'SBER', 10 + TARGET, '300'),
    sell(scene, 'GAZP', 10 + TARGET, '150.2'),
    sell(scene, 'LKOH', 10 + TARGET, '7000'),
  ]);
  for (const task of [filled, moved, closed]) await expectExactly(scene, task);
}

/** Asked before acted: fills and ends of that time are counted, nothing is sent twice. */
async function withoutBroker(): Promise<void> {
  const scene = await openScene('TINVEST_ENDPOINT');
  const { system } = scene;
  await setBook(scene, 'SBER', '300', '300.5');
  await setBook(scene, 'GAZP', '150', '150.5');
  const [filled, executed] = [await buyLots(scene, 'SBER'), await buyLots(scene, 'GAZP')];
  await Promise.all([filled, executed].map((task) => untilWorking(scene, task)));
  let since = 0;
  await away(scene, async () => {
    await sell(scene, 'SBER', 10 + 1, '300');
    await sell(scene, 'GAZP', 10 + TARGET, '150');
    await setBook(scene, 'SBER', '300.2', '300.5');
    since = await lastSeq(scene);
    expect((await judge(scene, filled)).working).toBe(TARGET - 1);
  });
  await expectExactly(scene, executed);
  await eventually(
    async () => (await ordersOfTask(system.db, filled.key)).at(-1)?.price.toFixed() === '300.2',
    { what: 'the rest goes where the market went', timeoutMs: 20_000 },
  );
  const acted = (await system.exchange.ledger(since)).filter((event) => asks(event) || acts(event));
  expect(acted.findIndex(asks)).toBeGreaterThanOrEqual(0);
  expect(acted.findIndex(asks)).toBeLessThan(acted.findIndex(acts));
  await untilWorking(scene, filled, TARGET - 1);
  await sell(scene, 'SBER', 10 + TARGET, '300.2');
  await expectExactly(scene, filled);
}

const asks = ({ method }: LedgerEvent) => method === 'GetOrders' || method === 'GetOrderState';
const acts = ({ kind }: LedgerEvent) => kind === 'received' || kind === 'cancelled';

describe('a part that is away for 20 s', () => {
  /** All at once: each has a system of its own, and waiting costs nothing. */
  let stories: Record<'temporal' | 'database' | 'broker', Promise<void>>;

  beforeAll(() => {
    stories = { temporal: withoutTemporal(), database: withoutDatabase(), broker: withoutBroker() };
    for (const story of Object.values(stories)) story.catch(() => undefined);
  });
  afterAll(async () => {
    await Promise.allSettled(Object.values(stories ?? {}));
    await Promise.all(scenes.map(({ way }) => way.close()));
    await Promise.all(scenes.map(({ system }) => system.stop()));
  }, 60_000);

  test('Temporal: the price is followed and fills are taken; what was executed ends when it is back', async () => {
    await expect(stories.temporal).resolves.toBeUndefined();
  }, 90_000);

  test('PostgreSQL: nothing is opened, cancels go out, fills are counted when it is back', async () => {
    await expect(stories.database).resolves.toBeUndefined();
  }, 90_000);

  test('the broker: it is asked before anything is done; fills of the gap count once', async () => {
    await expect(stories.broker).resolves.toBeUndefined();
  }, 90_000);
});
