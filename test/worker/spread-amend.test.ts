/** A spread from its row to its report with real processes: quoted, amended, hedged, reported. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ordersOfTask } from '../../database/index.js';
import { isFinal } from '../../domain/order.js';
import { SPREAD_DEFAULTS } from '../../domain/spread/terms.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

let system: System;

beforeAll(async () => {
  system = await startSystem();
  await system.startWorker();
}, 60_000);
afterAll(() => system?.stop());

test('its price is amended while it rests, what is filled of it is hedged, and its report has both legs', async () => {
  const [far, near] = await Promise.all([system.instrument('SRH7'), system.instrument('SBER')]);
  await system.exchange.account({ positions: { SRH7: 10 } });
  await system.exchange.book('SBER', { bids: [['309.9', 5_000]], asks: [['310', 5_000]] });
  await system.exchange.book('SRH7', { bids: [['31000', 50]], asks: [['31400', 50]] });
  const ratio = far.future?.basicAssetSize.toFixed() ?? '';
  const task = await system.tasks.start({
    kind: 'spread',
    by: 'test',
    request: {
      ...{ sell: true, ticker: 'SRH7', instrumentUid: far.uid, lot: far.lot, amount: 1, limitPrice: '500' },
      ...{ nearTicker: 'SBER', nearInstrumentUid: near.uid, nearLot: near.lot, ratio },
      ...{ options: SPREAD_DEFAULTS, margin: true },
    },
  });
  const resting = (what: string, fits: (price: number) => boolean) =>
    eventually(
      async () => {
        const working = (await system.broker.orders.today()).filter(({ status }) => !isFinal(status));
        return working.length === 1 && fits(working[0]?.price?.toNumber() ?? Number.NaN);
      },
      { what, timeoutMs: 15_000 },
    );
  await resting('its order above the best offer', (price) => price > 31_400);
  await system.tasks.amend(task.id, { limitPrice: '100', options: { slop: 3 } }, 'test');
  await resting('its order at the best offer', (price) => price === 31_400);
  await system.exchange.trade('SRH7', { side: 'buy', lots: 60, price: '31400' });
  const done = await system.untilState(task.id, 'done');
  expect(done.result).toMatchObject({
    executed: 1,
    wantedPrice: '100',
    far: { executed: 1, averagePrice: '31400' },
    near: { executed: Number(ratio) },
    unhedged: '0',
  });
  const legs = (await ordersOfTask(system.db, task.key)).map(({ leg }) => leg);
  expect(new Set(legs)).toEqual(new Set(['far', 'near']));
  expect(await system.journalKinds(task.id)).toEqual(expect.arrayContaining(['task-amended', 'task-done']));
}, 60_000);
