/** Stop orders: sent in what the exchange quotes in, told in roubles. */
import { expect } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import { NotFoundError, type StopOrder } from '../../../broker/index.js';
import type { Cases } from './every-method.js';
import { fixed, type Scene } from './scene.js';

/** A purchase below the best bid: it waits. */
function stopAt({ quoted, instrument }: Scene, change: Partial<StopOrder> = {}): StopOrder {
  const [, price] = quoted.bid;
  return {
    clientOrderId: uuidv4(),
    instrument,
    instrumentUid: instrument.uid,
    ticker: instrument.ticker,
    direction: 'buy',
    lots: 3,
    kind: 'take-profit',
    stopPrice: price,
    child: { type: 'limit', price },
    expiry: { type: 'till-cancel' },
    margin: false,
    priceUnit: 'pointStep' in instrument ? 'points' : 'roubles',
    ...change,
  };
}

/** The last price is above the bid, so that nothing there triggers at once. */
const tradedAbove = ({ paper, instrument, quoted }: Scene) =>
  paper.control.trade(instrument.ticker, { side: 'buy', lots: 1, price: quoted.asks[1][0] });

export const stopCases = {
  async 'stopOrders.perMinute'({ broker }) {
    // As the exchange tells it in its tariff.
    expect(broker.stopOrders.perMinute()).toBe(50);
  },
  async 'stopOrders.post'(scene) {
    const { broker, paper, quoted } = scene;
    await tradedAbove(scene);
    const since = (await paper.control.ledger()).at(-1)?.seq ?? 0;
    const sent = stopAt(scene);
    const { stopOrderId } = await broker.stopOrders.post(sent);
    const placed = (await paper.control.ledger(since)).filter(({ kind }) => kind === 'stop-placed');
    expect(placed).toMatchObject([
      { stopOrderId, requestId: sent.clientOrderId, lots: 3, stopPrice: quoted.bid[0], price: quoted.bid[0] },
    ]);
    // In roubles it is the same.
    const inRoubles = await broker.stopOrders.post(stopAt(scene, { priceUnit: 'roubles' }));
    const told = (await broker.stopOrders.active()).filter((stop) =>
      [stopOrderId, inRoubles.stopOrderId].includes(stop.stopOrderId),
    );
    expect(told.map(({ stopPrice, price }) => [fixed(stopPrice), fixed(price)])).toEqual([
      [quoted.bid[1], quoted.bid[1]],
      [quoted.bid[1], quoted.bid[1]],
    ]);
    for (const each of told) await broker.stopOrders.cancel(each.stopOrderId);
  },

  async 'stopOrders.cancel'(scene) {
    const { stopOrders } = scene.broker;
    await tradedAbove(scene);
    const { stopOrderId } = await stopOrders.post(stopAt(scene));
    await stopOrders.cancel(stopOrderId);
    for (const gone of [stopOrderId, uuidv4()])
      await expect(stopOrders.cancel(gone)).rejects.toBeInstanceOf(NotFoundError);
  },

  async 'stopOrders.active'(scene) {
    const { broker, instrument } = scene;
    await tradedAbove(scene);
    const expiry = { type: 'till-date', at: '2098-01-02T03:04:05.000Z' } as const;
    const { stopOrderId } = await broker.stopOrders.post(
      stopAt(scene, { expiry, child: { type: 'market' }, margin: true }),
    );
    const told = (await broker.stopOrders.active()).find((stop) => stop.stopOrderId === stopOrderId);
    expect(told).toMatchObject({
      instrumentUid: instrument.uid,
      direction: 'buy',
      lots: 3,
      kind: 'take-profit',
      status: 'active',
      childType: 'market',
      price: undefined,
      expiresAt: new Date(expiry.at),
    });
    await broker.stopOrders.cancel(stopOrderId);
    expect((await broker.stopOrders.active()).map((stop) => stop.stopOrderId)).not.toContain(stopOrderId);
  },

  async 'stopOrders.since'(scene) {
    const { stopOrders } = scene.broker;
    await tradedAbove(scene);
    const [kept, cancelled] = [await stopOrders.post(stopAt(scene)), await stopOrders.post(stopAt(scene))];
    await stopOrders.cancel(cancelled.stopOrderId);
    const createdAt = (await stopOrders.active()).find(
      ({ stopOrderId }) => stopOrderId === kept.stopOrderId,
    )?.createdAt;
    if (!createdAt) throw new Error('the exchange tells no time of placing');
    const statuses = async (...asked: Parameters<typeof stopOrders.since>) =>
      (await stopOrders.since(...asked))
        .filter(({ stopOrderId }) => [kept.stopOrderId, cancelled.stopOrderId].includes(stopOrderId))
        .map(({ status }) => status);
    expect(await statuses(createdAt)).toEqual(['active', 'cancelled']);
    expect(await statuses(createdAt, 'cancelled')).toEqual(['cancelled']);
    expect(await statuses(new Date(Date.now() + 3_600_000))).toEqual([]);
    await stopOrders.cancel(kept.stopOrderId);
  },
} satisfies Cases;
