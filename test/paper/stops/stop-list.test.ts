import { describe, expect, test } from '@jest/globals';
import { StopOrderStatusOption as Status } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import { eventually } from '../../support/eventually.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

describe('the list', () => {
  test('filters by status, active ones when none is named, and by when they were placed', async () => {
    const since = new Date();
    const cancelled = await market.client.post(market.sber, { stopPrice: '290' });
    await market.client.cancel(cancelled);
    const executed = await market.client.post(market.sber, { stopPrice: '295' });
    await market.moveTo('295');
    const expired = await market.client.post(market.sber, {
      stopPrice: '290',
      until: new Date(Date.now() + 600),
    });
    const active = await market.client.post(market.sber, { stopPrice: '280' });
    await eventually(
      async () => (await market.client.stop(expired)).status === Status.STOP_ORDER_STATUS_EXPIRED,
      {
        what: 'the stop order expires',
      },
    );
    const ids = async (status: Status, period = {}) =>
      (await market.client.list(status, { from: since, ...period })).map(({ stopOrderId }) => stopOrderId);
    expect(await ids(Status.STOP_ORDER_STATUS_UNSPECIFIED)).toEqual([active]);
    expect(await ids(Status.STOP_ORDER_STATUS_ACTIVE)).toEqual([active]);
    expect(await ids(Status.STOP_ORDER_STATUS_EXECUTED)).toEqual([executed]);
    expect(await ids(Status.STOP_ORDER_STATUS_CANCELED)).toEqual([cancelled]);
    expect(await ids(Status.STOP_ORDER_STATUS_EXPIRED)).toEqual([expired]);
    expect(await ids(Status.STOP_ORDER_STATUS_ALL)).toEqual([cancelled, executed, expired, active]);
    const { createDate } = await market.client.stop(active);
    expect(await ids(Status.STOP_ORDER_STATUS_ALL, { from: createDate })).toContain(active);
    expect(await ids(Status.STOP_ORDER_STATUS_ALL, { from: createDate, to: createDate })).toContain(active);
    expect(
      await ids(Status.STOP_ORDER_STATUS_ALL, { from: new Date(0), to: new Date(since.getTime() - 1) }),
    ).not.toContain(active);
    expect(await ids(Status.STOP_ORDER_STATUS_ALL, { from: new Date(Date.now() + 60_000) })).toEqual([]);
    await expect(market.client.list(9 as Status)).rejects.toThrow('30106');
    await expect(ids(Status.STOP_ORDER_STATUS_ALL, { to: new Date(0) })).rejects.toThrow('30012');
    await expect(
      market.client.stops.getStopOrders({ accountId: '1', status: Status.STOP_ORDER_STATUS_ALL }),
    ).rejects.toThrow('50004');
  });
});

describe('the end', () => {
  test('by a cancel is for good; it loses against a trigger with 30060', async () => {
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290' });
    expect((await market.client.cancel(stopOrderId)).time).toBeInstanceOf(Date);
    await market.moveTo('290');
    expect(await market.client.stop(stopOrderId)).toMatchObject({
      status: Status.STOP_ORDER_STATUS_CANCELED,
      activationDateTime: undefined,
    });
    await expect(market.client.cancel(stopOrderId)).rejects.toThrow('30060');
    await expect(market.client.cancel(uuidv4())).rejects.toThrow('50006');
  });

  test('is one alone when a cancel and a trigger race', async () => {
    const racing = await market.client.post(market.sber, { stopPrice: '290' });
    const [cancel] = await Promise.allSettled([market.client.cancel(racing), market.moveTo('290')]);
    const cancelled = cancel.status === 'fulfilled';
    expect((await market.client.stop(racing)).status).toBe(
      cancelled ? Status.STOP_ORDER_STATUS_CANCELED : Status.STOP_ORDER_STATUS_EXECUTED,
    );
    const ends = (await market.kindsOf(racing)).filter((kind) => /^stop-(cancelled|triggered)$/.test(kind));
    expect(ends).toEqual([cancelled ? 'stop-cancelled' : 'stop-triggered']);
  });

  test('by its date comes without anybody asking, and no price wakes it after that', async () => {
    const until = new Date(Date.now() + 600);
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290', until });
    const line = await eventually(
      async () => (await market.client.linesOf(stopOrderId)).find(({ kind }) => kind === 'stop-cancelled'),
      { what: 'the ledger says that it expired' },
    );
    expect(line).toMatchObject({ cause: 'expired' });
    expect(line.atUs).toBeGreaterThanOrEqual(until.getTime() * 1000);
    await market.moveTo('290');
    expect(await market.client.stop(stopOrderId)).toMatchObject({
      status: Status.STOP_ORDER_STATUS_EXPIRED,
      expirationTime: until,
    });
  });
});
