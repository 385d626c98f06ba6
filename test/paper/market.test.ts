import { expect, test } from '@jest/globals';
import { OrderBookType, SubscriptionAction } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { connect, limitOrder, nano, newDataDir, start } from './paper-client.js';
import { collect } from './stream-reader.js';

test('a lively market moves by itself and fills an order at the best price', async () => {
  const { dataDir, remove } = newDataDir();
  const exchange = await start(dataDir, { calm: false, seed: 'lively' });
  const client = connect(exchange);
  const sber = await client.uid('SBER');
  const books = collect((signal) =>
    client.marketDataStream.marketDataServerSideStream(
      {
        subscribeOrderBookRequest: {
          subscriptionAction: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
          instruments: [
            { figi: '', instrumentId: sber, depth: 20, orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE },
          ],
        },
      },
      { signal },
    ),
  );
  const prices = () =>
    new Set(books.messages.map(({ orderbook }) => JSON.stringify(orderbook?.bids[0]?.price)));
  await books.until(() => prices().size > 3);
  for (const { orderbook } of books.messages) {
    if (!orderbook) continue;
    expect(orderbook.bids.length).toBeGreaterThanOrEqual(10);
    expect(nano(orderbook.bids[0]?.price)).toBeLessThan(nano(orderbook.asks[0]?.price));
  }
  const orders = collect((signal) => client.ordersStream.orderStateStream({ accounts: [] }, { signal }));
  await orders.until((messages) => messages.length > 0);
  const { bids } = await client.marketData.getOrderBook({ instrumentId: sber, depth: 1 });
  const best = bids[0]?.price;
  await client.orders.postOrder({ ...limitOrder(sber, { lots: 1, price: '1' }), price: best });
  await orders.until((messages) => messages.some(({ orderState }) => orderState?.lotsExecuted === 1));
  orders.end();
  books.end();
  client.close();
  await exchange.close();
  remove();
});
