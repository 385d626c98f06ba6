import { expect, test } from '@jest/globals';
import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { ACCOUNT, connect, limitOrder, newDataDir, start } from '../paper-client.js';
import { TestClock } from '../test-clock.js';

test('when a quarter has ended, a new one is listed and traded without a restart, and stays after one', async () => {
  const { dataDir, remove } = newDataDir();
  const clock = new TestClock('2026-12-17T15:00:00Z');
  let exchange = await start(dataDir, { clock });
  let client = connect(exchange);
  const futures = async () =>
    (
      await client.instruments.futures({ instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE })
    ).instruments
      .filter(({ basicAsset, expirationDate }) => basicAsset === 'SBER' && expirationDate)
      .map(({ ticker }) => ticker)
      .filter((ticker) => ticker.startsWith('SR'));
  expect(await futures()).toEqual(['SRZ6', 'SRH7', 'SRM7', 'SRU7', 'SRZ7']);
  clock.moveTo('2026-12-17T16:00:00Z');
  expect(await futures()).toEqual(['SRH7', 'SRM7', 'SRU7', 'SRZ7', 'SRH8']);

  const instrumentId = await client.uid('SRH8');
  const { lastPrices } = await client.marketData.getLastPrices({
    figi: [],
    instrumentId: [instrumentId],
    lastPriceType: 0,
  });
  const last = lastPrices[0]?.price?.units ?? 0;
  expect(last).toBeGreaterThan(30_000);
  const { orderId } = await client.orders.postOrder(
    limitOrder(instrumentId, { lots: 1, price: String(last - 1_000) }),
  );
  client.close();
  await exchange.close();
  clock.oversleepTo('2026-12-17T17:00:00Z');
  exchange = await start(dataDir, { clock });
  client = connect(exchange);
  expect((await futures()).at(-1)).toBe('SRH8');
  const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
  expect(orders.map((order) => [order.orderId, order.instrumentUid])).toEqual([[orderId, instrumentId]]);
  client.close();
  await exchange.close();
  remove();
});
