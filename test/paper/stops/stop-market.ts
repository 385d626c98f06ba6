import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { StopOrderStatusOption as Status } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import type { PaperExchange } from '../../../paper/index.js';
import { ACCOUNT, newDataDir, start } from '../paper-client.js';
import { connectStops, type StopClient } from './stop-client.js';

/**
 * One exchange for the tests of a file. Before each of them nothing is active, SBER trades at 300, and there are
 * 1,000 of it and 10,000,000 roubles.
 */
export function useStopMarket() {
  const { dataDir, remove } = newDataDir();
  let parts: { exchange: PaperExchange; client: StopClient; sber: string } | undefined;
  const ready = () => {
    if (!parts) throw new Error('the exchange was not started');
    return parts;
  };

  /** A trade at that price, in a book around it. */
  async function moveTo(price: string): Promise<void> {
    const { client } = ready();
    const at = (ticks: number) => (Number(price) + ticks / 100).toFixed(2);
    const asks = [
      [price, 1],
      [at(10), 100],
    ];
    await client.control('PUT', '/book/SBER', { bids: [[at(-10), 100]], asks });
    await client.control('POST', '/trade/SBER', { side: 'buy', lots: 1, price });
  }

  beforeAll(async () => {
    const exchange = await start(dataDir, { rateWindowMs: 1 });
    const client = connectStops(exchange);
    parts = { exchange, client, sber: await client.uid('SBER') };
  });
  afterAll(async () => {
    ready().client.close();
    await ready().exchange.close();
    remove();
  });
  beforeEach(async () => {
    const { client } = ready();
    await client.control('DELETE', '/faults');
    for (const { stopOrderId } of await client.list(Status.STOP_ORDER_STATUS_ACTIVE))
      await client.cancel(stopOrderId);
    const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
    for (const { orderId } of orders) await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
    await client.control('PUT', '/account', { money: '10000000', positions: { SBER: 1000 } });
    await client.control('PUT', '/status/SBER', { status: 'NORMAL_TRADING' });
    await moveTo('300');
  });

  return {
    get exchange() {
      return ready().exchange;
    },
    get client() {
      return ready().client;
    },
    get sber() {
      return ready().sber;
    },
    moveTo,
    /** The order that a stop order has become. */
    async childOf(stopOrderId: string) {
      const { client } = ready();
      const { exchangeOrderId = '' } = await client.stop(stopOrderId);
      return client.orders.getOrderState({
        accountId: ACCOUNT,
        orderId: exchangeOrderId,
        priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
      });
    },
    kindsOf: async (id: string) => (await ready().client.linesOf(id)).map(({ kind }) => kind),
  };
}
