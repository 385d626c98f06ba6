import { describe, expect, test } from '@jest/globals';
import { ordersOfTask } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { inOwnSystem } from '../support/system.js';
import { sceneOf, TARGET } from './four-books.js';

describe('answers that are lost', () => {
  test.concurrent(
    'on posts and cancels, while the market moves: the target holds at every entry of the ledger',
    () =>
      inOwnSystem(async (system) => {
        const { setBook, buyLots, untilWorking, expectExactly } = sceneOf(system);
        await setBook('GAZP');
        await system.exchange.fault({ method: 'PostOrder', kind: 'lose-answer', probability: 0.5, count: 3 });
        await system.exchange.fault({ method: 'CancelOrder', kind: 'lose-answer', count: 1 });
        const task = await buyLots('GAZP');
        await untilWorking(task);
        await system.exchange.book('GAZP', { bids: [['150.1', 10]], asks: [['150.2', 10]] });
        await eventually(
          async () =>
            (await ordersOfTask(system.db, task.key)).some(
              ({ number, state }) => number > 1 && state === 'working',
            ),
          { what: 'the order moved', timeoutMs: 25_000 },
        );
        await system.exchange.clearFaults();
        await system.exchange.trade('GAZP', { side: 'sell', lots: 10 + TARGET, price: '150.1' });
        await system.untilState(task.id, 'done', 25_000);
        await expectExactly(task);
      }),
    60_000,
  );

  test.concurrent(
    'an order that exists but is seen by no call for a while is found, not doubled',
    () =>
      inOwnSystem(async (system) => {
        const { setBook, buyLots, sellInto, expectExactly } = sceneOf(system);
        await setBook('LKOH');
        await system.exchange.fault({ method: 'PostOrder', kind: 'appear-late', ms: 3_000, count: 1 });
        const task = await buyLots('LKOH');
        await eventually(async () => (await ordersOfTask(system.db, task.key))[0]?.state === 'working', {
          what: 'the late order is known',
          timeoutMs: 25_000,
        });
        await sellInto('LKOH', TARGET);
        await system.untilState(task.id, 'done', 20_000);
        await expectExactly(task);
        expect(await ordersOfTask(system.db, task.key)).toHaveLength(1);
      }),
    60_000,
  );

  test.concurrent(
    'a cancelled task whose order is in doubt leaves nothing working',
    () =>
      inOwnSystem(async (system) => {
        const { setBook, buyLots, judge, untilWorking } = sceneOf(system);
        await setBook('ROSN');
        await system.exchange.fault({ method: 'PostOrder', kind: 'lose-answer', count: 1 });
        const task = await buyLots('ROSN');
        await untilWorking(task);
        await system.tasks.cancel(task.id, 'test');
        await system.untilState(task.id, 'cancelled', 20_000);
        expect((await judge(task)).working).toBe(0);
      }),
    60_000,
  );
});
