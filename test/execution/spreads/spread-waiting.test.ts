import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordState } from '../../../database/index.js';
import { watchWaitingTasks } from '../../../execution/index.js';
import { eventually } from '../../support/eventually.js';
import { openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());

test('a spread that waits for its session is woken when both legs trade, not before', async () => {
  const { db, broker, exchange, far, near } = bench;
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  for (const { ticker } of [far, near]) await exchange.status(ticker, 'NOT_AVAILABLE_FOR_TRADING');
  const spread = await bench.spread({ sell: true, amount: 1, price: '300' });
  await recordState(db, { key: spread.key, state: 'waiting', waitingFor: 'session' });
  const woken: string[] = [];
  const waiting = watchWaitingTasks(
    {
      db,
      broker,
      logger,
      journal: { write() {}, flush: async () => undefined },
      halt: {
        halted: () => false,
        look: async () => undefined,
        told() {},
        onChange: () => () => undefined,
        close() {},
      },
    },
    {
      marketOpen: async (taskId) => void woken.push(taskId),
      haltLifted: async () => undefined,
    },
  );
  try {
    const isHeard = (tradable: readonly [far: boolean, near: boolean]) =>
      eventually(
        () =>
          broker.market.status(far.uid)?.tradable === tradable[0] &&
          broker.market.status(near.uid)?.tradable === tradable[1],
        { what: `statuses ${tradable}`, everyMs: 5 },
      );
    await isHeard([false, false]);
    await exchange.status(far.ticker, 'NORMAL_TRADING');
    await isHeard([true, false]);
    expect(woken).toEqual([]);
    await exchange.status(near.ticker, 'NORMAL_TRADING');
    await eventually(() => woken.length > 0, { what: 'it is woken', everyMs: 5 });
    expect(woken).toEqual([spread.id]);
  } finally {
    waiting.close();
  }
}, 30_000);
