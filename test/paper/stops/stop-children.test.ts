import { describe, expect, test } from '@jest/globals';
import { OrderExecutionReportStatus as OrderStatus } from 'tinkoff-invest-api/dist/generated/orders.js';
import { StopOrderStatusOption as Status } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import { ACCOUNT, limitOrder, nano } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

describe('a stop order', () => {
  test('costs nothing while it waits; several may sell what is there once', async () => {
    await market.client.control('PUT', '/account', { money: '5', positions: { SBER: 10 } });
    const ids = [
      await market.client.post(market.sber, { stopPrice: '290' }),
      await market.client.post(market.sber, { stopPrice: '290' }),
    ];
    const held = await market.client.operations.getPositions({ accountId: ACCOUNT });
    expect(held.blocked).toEqual([]);
    expect(held.securities).toMatchObject([{ balance: 10, blocked: 0 }]);
    await market.moveTo('290');
    // The first sold it all; the second would have gone short, which nobody agreed to.
    const [first, second] = await Promise.all(ids.map((id) => market.client.stop(id)));
    expect(first?.status).toBe(Status.STOP_ORDER_STATUS_EXECUTED);
    expect(second).toMatchObject({ status: Status.STOP_ORDER_STATUS_CANCELED, exchangeOrderId: undefined });
    expect((await market.client.linesOf(ids[1] ?? '')).slice(-2)).toMatchObject([
      { kind: 'stop-triggered', lastPrice: '290' },
      { kind: 'stop-cancelled', cause: 'refused', code: '30240' },
    ]);
  });

  test('may leave a short position where the person agreed to it', async () => {
    await market.client.control('PUT', '/account', { positions: [] });
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290', confirmMarginTrade: true });
    await market.moveTo('290');
    expect((await market.childOf(stopOrderId)).lotsExecuted).toBe(1);
    const { securities } = await market.client.operations.getPositions({ accountId: ACCOUNT });
    expect(securities).toMatchObject([{ instrumentUid: market.sber, balance: -10 }]);
  });

  test.each([
    ['no money', { money: '100', positions: [] }, { sell: false, stopPrice: '310' }, '30042'],
    [
      'more than 30,000,000 roubles',
      { money: '90000000' },
      { sell: false, stopPrice: '310', quantity: 11_000 },
      '90003',
    ],
  ])('whose child is refused ends with the reason: %s', async (_, account, fields, code) => {
    await market.client.control('PUT', '/account', account);
    const stopOrderId = await market.client.post(market.sber, fields);
    await market.moveTo('310');
    expect(await market.client.stop(stopOrderId)).toMatchObject({
      status: Status.STOP_ORDER_STATUS_CANCELED,
      activationDateTime: expect.any(Date),
    });
    expect((await market.client.linesOf(stopOrderId)).at(-1)).toMatchObject({
      kind: 'stop-cancelled',
      cause: 'refused',
      code,
    });
  });

  test('places its child in the operation that triggered it, which streams tell of by a key of its own', async () => {
    const stream = collect((signal) =>
      market.client.ordersStream.orderStateStream({ accounts: [ACCOUNT], pingDelayMs: 5_000 }, { signal }),
    );
    await stream.until((messages) => messages.some(({ subscription }) => subscription));
    const key = uuidv4();
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290', key });
    await market.moveTo('290');
    const { exchangeOrderId = '' } = await market.client.stop(stopOrderId);
    await stream.until((messages) =>
      messages.some(({ orderState }) => orderState?.orderId === exchangeOrderId),
    );
    const lines = await market.client.linesOf(stopOrderId);
    const triggered = lines.find(({ kind }) => kind === 'stop-triggered');
    expect(triggered).toMatchObject({
      requestId: key,
      ticker: 'SBER',
      direction: 'sell',
      lots: 1,
      stopPrice: '290',
      lastPrice: '290',
      orderId: exchangeOrderId,
    });
    const shown = stream.messages.flatMap(({ orderState }) => orderState?.orderRequestId ?? []);
    expect(new Set(shown)).toEqual(new Set([triggered?.childRequestId]));
    expect(shown).not.toContain(key);
    // The trade that met it, the trigger, the child and its fill are neighbours in the ledger.
    const all = await market.client.ledger();
    const index = all.findIndex(({ seq }) => seq === triggered?.seq);
    expect(all.slice(index - 1, index + 3).map(({ kind }) => kind)).toEqual([
      'control',
      'stop-triggered',
      'accepted',
      'fill',
    ]);
    stream.end();
  });

  test('whose child moves the price triggers the next one in turn', async () => {
    const first = await market.client.post(market.sber, { stopPrice: '299', quantity: 5 });
    const second = await market.client.post(market.sber, { stopPrice: '297' });
    const third = await market.client.post(market.sber, { stopPrice: '280' });
    await market.client.control('PUT', '/book/SBER', {
      bids: [
        ['299', 3],
        ['298', 3],
        ['297', 2],
        ['281', 9],
      ],
      asks: [],
    });
    await market.client.control('POST', '/trade/SBER', { side: 'sell', lots: 1, price: '299' });
    const [a, b, c] = [
      await market.client.stop(first),
      await market.client.stop(second),
      await market.client.stop(third),
    ];
    expect([a.status, b.status, c.status]).toEqual([
      Status.STOP_ORDER_STATUS_EXECUTED,
      Status.STOP_ORDER_STATUS_ACTIVE,
      Status.STOP_ORDER_STATUS_ACTIVE,
    ]);
    // 2 at 299 and 3 at 298 are gone; one more sale reaches 297, and what that triggers sells there too.
    await market.client.control('POST', '/trade/SBER', { side: 'sell', lots: 1, price: '297' });
    expect((await market.client.stop(second)).status).toBe(Status.STOP_ORDER_STATUS_EXECUTED);
    expect(nano((await market.childOf(second)).averagePositionPrice)).toBe(297_000_000_000n);
    expect((await market.client.stop(third)).status).toBe(Status.STOP_ORDER_STATUS_ACTIVE);
  });

  test('waits while nothing trades, and looks at the price when trading goes on', async () => {
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290' });
    await market.client.control('PUT', '/status/SBER', { status: 'BREAK_IN_TRADING' });
    // A book more than a tenth away moves the last price.
    await market.client.control('PUT', '/book/SBER', { bids: [['260', 9]], asks: [['261', 9]] });
    expect((await market.client.stop(stopOrderId)).status).toBe(Status.STOP_ORDER_STATUS_ACTIVE);
    await market.client.control('PUT', '/status/SBER', { status: 'NORMAL_TRADING' });
    expect((await market.client.stop(stopOrderId)).status).toBe(Status.STOP_ORDER_STATUS_EXECUTED);
    expect(nano((await market.childOf(stopOrderId)).averagePositionPrice)).toBe(260_000_000_000n);
  });

  test('can be placed while nothing trades', async () => {
    await market.client.control('PUT', '/status/SBER', { status: 'NOT_AVAILABLE_FOR_TRADING' });
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290' });
    expect((await market.client.stop(stopOrderId)).status).toBe(Status.STOP_ORDER_STATUS_ACTIVE);
  });

  test('triggers by a trade of ours too', async () => {
    const stopOrderId = await market.client.post(market.sber, { sell: false, stopPrice: '300.1' });
    const bought = await market.client.orders.postOrder(limitOrder(market.sber, { lots: 1, price: '300.1' }));
    expect(bought.executionReportStatus).toBe(OrderStatus.EXECUTION_REPORT_STATUS_FILL);
    expect(Number((await market.client.stop(stopOrderId)).exchangeOrderId)).toBe(Number(bought.orderId) + 1);
  });
});
