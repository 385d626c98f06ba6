/** How often a cancel of an order in the way of a hedge that fails is repeated. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { UnavailableError } from '../../broker/errors.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import type { SpreadLegView } from '../../domain/spread/view.js';
import type { ExecutionDependencies } from '../../execution/dependencies.js';
import { watchHedgeWay } from '../../execution/hedge-way.js';
import type { OrderOwners } from '../../execution/order-owners.js';
import { SILENT } from './spreads/bench-worker.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const KEY = '5f0c2a52-7f5e-4c2b-9a0e-1f2f6f0f3a11';

test('one that fails at once is repeated after ever longer pauses, up to some seconds', async () => {
  const cancelledAtMs: number[] = [];
  const broker = {
    ownOrders: { onChange: () => () => undefined, working: () => [] },
    orders: {
      cancel: () => {
        cancelledAtMs.push(performance.now());
        return Promise.reject(new UnavailableError({ method: 'CancelOrder' }));
      },
    },
  };
  const owners = { of: () => ({ placedBy: 'task', taskId: 'other' }), onChange: () => () => undefined };
  const way = watchHedgeWay({ broker, logger: SILENT } as unknown as ExecutionDependencies, {
    owners: owners as unknown as OrderOwners,
    taskId: 'hedging',
    near: { uid: 'near', ticker: 'SBER' } as Instrument,
    direction: 'sell',
    nextNumber: () => 1,
    onChange: () => undefined,
  });
  const desk = way.deskOf({ perform: async () => undefined, blockedUntilMs: () => 0 });
  const order = { clientOrderId: KEY, direction: 'sell', price: new Decimal(300), lots: 7 } as const;
  const view = { market: { ownOrders: [order] } } as unknown as SpreadLegView;
  for (let tries = 0; tries < 6; tries += 1) {
    const [seen] = way.seenIn(view).market.ownOrders;
    expect(seen).toMatchObject({ placedBy: 'task' });
    await desk.perform({ kind: 'clear', orders: seen ? [seen] : [] });
    expect(way.isClearing()).toBe(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(way.isClearing()).toBe(false);
    expect(way.seenIn(view).market.ownOrders).toMatchObject([{ placedBy: 'elsewhere', leftAlone: 'kept' }]);
    await jest.advanceTimersByTimeAsync((way.againAtMs() ?? 0) - performance.now());
  }
  const pauses = cancelledAtMs.slice(1).map((atMs, index) => Math.round(atMs - (cancelledAtMs[index] ?? 0)));
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
  way.close();
});
