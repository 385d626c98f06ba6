/** The account is compared at the start, every so often, soon again where something is on its way, and after every break. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Occasion } from '../../execution/index.js';
import { startReconciling } from '../../worker/reconciling.js';
import { type PaperBroker, startPaperBroker } from '../broker/paper-broker.js';
import { eventually } from '../support/eventually.js';

let paper: PaperBroker;
beforeAll(async () => {
  paper = await startPaperBroker();
  paper.broker.ownOrders.start();
  await eventually(() => paper.broker.ownOrders.live, { what: 'own orders are heard' });
});
afterAll(() => paper?.stop());

function start(times: { settleMs: number; everyMs: number }, look: (seen: readonly Occasion[]) => boolean) {
  const seen: Occasion[] = [];
  const resynced = new Set<() => void>();
  const loop = startReconciling({
    reconciliation: {
      look: async (occasion) => {
        seen.push(occasion);
        return look(seen);
      },
    },
    broker: paper.broker,
    notifications: {
      onResync: (listener) => {
        resynced.add(listener);
        return () => void resynced.delete(listener);
      },
    },
    logger: { warn: () => undefined } as never,
    times,
  });
  return { seen, loop, resync: () => resynced.forEach((listener) => void listener()) };
}
const HOUR_MS = 3_600_000;

test('after a break of the orders’ stream, and of the database', async () => {
  const { seen, loop, resync } = start({ settleMs: HOUR_MS, everyMs: HOUR_MS }, () => true);
  expect(seen).toEqual(['turn']);
  await paper.control.fault({ method: 'OrderStateStream', kind: 'cut-stream' });
  await eventually(() => seen.length === 2, { what: 'it is compared after the break' });
  resync();
  await eventually(() => seen.length === 3, { what: 'it is compared after the other break' });
  expect(seen).toEqual(['turn', 'break', 'break']);
  loop.close();
  resync();
  expect(seen).toHaveLength(3);
}, 30_000);

test('soon again where it failed or something is on its way, but not for ever, and in every turn', async () => {
  const { seen, loop } = start({ settleMs: 1, everyMs: 2 }, (all) => {
    if (all.length === 1) throw new Error('the broker is away');
    return all.length > 7;
  });
  await eventually(() => seen.length >= 10, { what: 'some turns' });
  loop.close();
  expect(seen.slice(0, 10)).toEqual([
    ...['turn', 'again', 'again', 'again', 'again'],
    ...['turn', 'again', 'again'],
    ...['turn', 'turn'],
  ]);
});
