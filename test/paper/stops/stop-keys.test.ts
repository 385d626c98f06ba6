import { describe, expect, test } from '@jest/globals';
import { StopOrderStatusOption as Status } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import { eventually } from '../../support/eventually.js';
import { limitOrder } from '../paper-client.js';
import { stopOrder } from './stop-client.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

describe('the idempotency key', () => {
  test('never makes a second one: a repeat answers with the first, whatever it says and has become of it', async () => {
    const key = uuidv4();
    const first = await market.client.post(market.sber, { stopPrice: '290', key });
    expect(
      await market.client.post(market.sber, { stopPrice: '295', quantity: 5, key: key.toUpperCase() }),
    ).toBe(first);
    await market.moveTo('290');
    expect(await market.client.post(market.sber, { stopPrice: '280', key })).toBe(first);
    expect(await market.client.list(Status.STOP_ORDER_STATUS_ACTIVE)).toEqual([]);
    const lines = await market.client.linesOf(key);
    expect(lines.map(({ kind }) => kind)).toEqual([
      'received',
      'stop-placed',
      'stop-triggered',
      'received',
      'duplicate',
    ]);
    expect(lines.at(-1)).toMatchObject({ stopOrderId: first, stopPrice: '280' });
  });

  test('is free again when the stop order was refused, and is not that of an order', async () => {
    const key = uuidv4();
    await expect(market.client.post(market.sber, { stopPrice: '290.005', key })).rejects.toThrow('30078');
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290', key });
    const order = await market.client.orders.postOrder(
      limitOrder(market.sber, { lots: 1, price: '299', key }),
    );
    expect(order.lotsRequested).toBe(1);
    expect(await market.kindsOf(stopOrderId)).toEqual(['stop-placed']);
    expect((await market.client.linesOf(key)).slice(0, 3)).toMatchObject([
      {
        kind: 'received',
        method: 'PostStopOrder',
        ticker: 'SBER',
        direction: 'sell',
        lots: 1,
        stopPrice: '290.005',
      },
      { kind: 'rejected', method: 'PostStopOrder', code: '30078', stopPrice: '290.005' },
      { kind: 'received' },
    ]);
  });
});

test('is not honoured where the exchange is told so: a repeat is a second one, as the contract does not exclude', async () => {
  const key = uuidv4();
  const first = await market.client.post(market.sber, { stopPrice: '290', key });
  await market.client.control('PUT', '/stop-keys', { honoured: false });
  const second = await market.client.post(market.sber, { stopPrice: '290', key });
  expect(second).not.toBe(first);
  expect((await market.client.list(Status.STOP_ORDER_STATUS_ACTIVE)).map((each) => each.stopOrderId)).toEqual(
    [first, second],
  );
  expect(await market.kindsOf(key)).toEqual(['received', 'stop-placed', 'received', 'stop-placed']);
  await market.client.control('PUT', '/stop-keys', { honoured: true });
  expect([first, second]).toContain(await market.client.post(market.sber, { stopPrice: '290', key }));
  expect(await market.client.list(Status.STOP_ORDER_STATUS_ACTIVE)).toHaveLength(2);
  expect(await market.client.control('PUT', '/stop-keys', { honoured: 1 })).toMatchObject({ status: 422 });
});

describe('faults', () => {
  test('appear-late: it works, and for a while no call knows of it', async () => {
    await market.client.control('POST', '/faults', {
      method: 'PostStopOrder',
      kind: 'appear-late',
      ms: 1_000,
    });
    const key = uuidv4();
    await expect(market.client.post(market.sber, { stopPrice: '290', key })).rejects.toThrow('30057');
    const [placed] = (await market.client.linesOf(key)).filter(({ kind }) => kind === 'stop-placed');
    const stopOrderId = placed?.stopOrderId ?? '';
    expect(await market.client.list(Status.STOP_ORDER_STATUS_ACTIVE)).toEqual([]);
    const everyStatus = await market.client.list(Status.STOP_ORDER_STATUS_ALL);
    expect(everyStatus.map((each) => each.stopOrderId)).not.toContain(stopOrderId);
    await expect(market.client.cancel(stopOrderId)).rejects.toThrow('50006');
    await expect(market.client.post(market.sber, { stopPrice: '290', key })).rejects.toThrow('30057');
    await eventually(async () => (await market.client.list(Status.STOP_ORDER_STATUS_ACTIVE)).length === 1, {
      what: 'the stop order appears',
    });
    expect(await market.client.post(market.sber, { stopPrice: '290', key })).toBe(stopOrderId);
  });

  test('lose-answer and unavailable: done, and not done', async () => {
    const [lost, never] = [uuidv4(), uuidv4()];
    await market.client.control('POST', '/faults', { method: 'PostStopOrder', kind: 'lose-answer' });
    await expect(
      market.client.stops.postStopOrder(stopOrder(market.sber, { stopPrice: '290', key: lost }), {
        signal: AbortSignal.timeout(500),
      }),
    ).rejects.toThrow();
    await market.client.control('POST', '/faults', { method: 'PostStopOrder', kind: 'unavailable' });
    await expect(market.client.post(market.sber, { stopPrice: '290', key: never })).rejects.toThrow(
      'UNAVAILABLE',
    );
    expect(await market.kindsOf(lost)).toEqual(['received', 'stop-placed']);
    expect(await market.kindsOf(never)).toEqual(['received']);
  });
});
