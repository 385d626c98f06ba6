/** Ladders as real workers carry them out: killed, renewed, stopped, and taken away again. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { clientOrderIdOf, readJournal, stopsOfTask, type TaskRow } from '../../database/index.js';
import type { StopTerms } from '../../domain/stop-order.js';
import type { LadderRequest, RemoveRequest } from '../../domain/stop-task.js';
import { eventually } from '../support/eventually.js';
import { startTestProcess } from '../support/processes.js';
import { recordHistory } from '../support/record-history.js';
import { inOwnSystem, type System, startSystem } from '../support/system.js';

const KILLER = fileURLToPath(new URL('../support/kill-at-step.mjs', import.meta.url));
let price = 100;

async function ladder(
  system: System,
  count: number,
  { renew = false, lifetimeMinutes = 60 }: { renew?: boolean; lifetimeMinutes?: number } = {},
): Promise<TaskRow> {
  const { ticker, uid: instrumentUid } = await system.instrument('SBER');
  const request: LadderRequest = {
    ticker: null,
    instrumentUid: null,
    lot: 1,
    amount: count,
    limitPrice: null,
    direction: 'buy',
    levels: ['15', '20'],
    sum: '300000',
    child: 'limit',
    lifetimeMinutes,
    renew,
    margin: false,
    instruments: [{ ticker, instrumentUid }],
  };
  const stops = Array.from({ length: count }, () => {
    price += 1;
    const terms: StopTerms = {
      instrumentUid,
      ticker,
      direction: 'buy',
      lots: 1,
      kind: 'take-profit',
      stopPrice: String(price),
      child: { type: 'limit', price: String(price) },
      expiry: { type: 'till-date', at: new Date(Date.now() + lifetimeMinutes * 60_000).toISOString() },
      margin: false,
      priceUnit: 'roubles',
    };
    return { terms };
  });
  return system.tasks.start({ kind: 'stops', request, by: 'test', stops });
}

const keyOf = ({ key: taskKey }: TaskRow): string => clientOrderIdOf({ taskKey, leg: 'stop', number: 1 });

const placedKeys = async ({ exchange }: System): Promise<(string | undefined)[]> =>
  (await exchange.ledger()).flatMap(({ kind, requestId }) => (kind === 'stop-placed' ? [requestId] : []));

/** Written down and not sent; sent and not told of. Every step is walked by test/execution/stop-orders/every-step.test.ts. */
const KILLED_AT = [2, 4];

test.concurrent('killed before a sending and after one: each stop order is there once, and none is missing', async () => {
  const system = await startSystem();
  try {
    const settings = { ...system.environment, NODE_OPTIONS: `--import=${KILLER}` };
    const tasks: TaskRow[] = [];
    for (const killAt of KILLED_AT) {
      const task = await ladder(system, 1);
      tasks.push(task);
      const worker = startTestProcess('worker', {
        ...settings,
        KILL_AT: String(killAt),
        KILL_TASK: task.key,
        KILL_KEYS: keyOf(task),
      });
      await eventually(() => worker.child.signalCode !== null, {
        what: `the worker's end at step ${killAt}`,
        timeoutMs: 30_000,
      });
    }
    await system.startWorker({ NODE_OPTIONS: `--import=${KILLER}` });
    await Promise.all(tasks.map(({ id }) => system.untilState(id, 'done', 60_000)));
    expect((await placedKeys(system)).sort()).toEqual(tasks.map(keyOf).sort());
  } finally {
    await system.stop();
  }
}, 120_000);

test.concurrent(
  'renewed as its lifetime ends, and stopped; another is placed, and removed by a task of its own',
  () =>
    inOwnSystem(async (system) => {
      const { client, tasks, db } = system;
      await system.exchange.book('SBER', { bids: [['306.5', 100]], asks: [['306.6', 100]] });
      const renewed = await ladder(system, 2, { renew: true, lifetimeMinutes: 0.15 });
      const plain = await ladder(system, 3);
      const done = await system.untilState(plain.id, 'done');
      expect(done.result).toMatchObject({ stops: 'stops', executed: 3, amount: 3, notPlaced: [] });
      await recordHistory(client, { taskId: plain.id, name: 'stops-placed' });

      const request: RemoveRequest = {
        ticker: null,
        instrumentUid: null,
        lot: 1,
        amount: 3,
        limitPrice: null,
        ofKey: plain.key,
        of: plain.id,
      };
      const removal = await tasks.start({ kind: 'remove', request, by: 'test' });
      const removed = await system.untilState(removal.id, 'done');
      expect(removed.result).toMatchObject({ stops: 'remove', executed: 3, failed: 0, triggered: 0 });
      await recordHistory(client, { taskId: removal.id, name: 'stops-removed' });

      const rounds = async () =>
        (await readJournal(db, { after: 0, taskId: renewed.id, limit: 1_000 })).filter(
          ({ kind }) => kind === 'stops-round',
        );
      await eventually(async () => (await rounds()).length >= 2, {
        what: 'two rounds are told',
        timeoutMs: 40_000,
      });
      const stops = await stopsOfTask(db, renewed.key);
      expect(stops.filter(({ round }) => round === 2).map(({ terms }) => terms.stopPrice)).toEqual([
        '260.52',
        '245.2',
      ]);
      const warnings = (await readJournal(db, { after: 0, taskId: renewed.id, limit: 1_000 })).filter(
        ({ severity }) => severity === 'warning',
      );
      expect(warnings).toEqual([]);
      await tasks.cancel(renewed.id, 'test');
      await system.untilState(renewed.id, 'cancelled');
      await recordHistory(client, { taskId: renewed.id, name: 'stops-renewed' });
      const placed = (await stopsOfTask(db, renewed.key)).filter(({ state }) => state === 'placed');
      expect(await placedKeys(system)).toHaveLength(3 + placed.length);
    }),
  120_000,
);
