/** A program generated from the newer contract reads who an answer is about by ticker and class code. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { newDataDir, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { connectSdk, type Sdk, type SdkAtExchange } from './sdk.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let control: PaperControl;
let program: SdkAtExchange;
let sdk: Sdk;
let accountId: string;
let sber: string;
const SBER = { ticker: 'SBER', classCode: 'TQBR' };

beforeAll(async () => {
  exchange = await start(dataDir);
  control = paperControl(exchange.controlPort);
  program = await connectSdk(exchange.port);
  ({ sdk, accountId } = program);
  await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
  const { instruments } = await sdk.instruments.findInstrument({ query: 'SBER' });
  sber = instruments.find(({ ticker }) => ticker === 'SBER')?.uid ?? '';
});
afterAll(async () => {
  await program.close();
  await exchange.close();
  remove();
});

test('market data', async () => {
  const instrumentId = sber;
  expect(await sdk.marketData.getOrderBook({ instrumentId, depth: 1 })).toMatchObject({
    ...SBER,
    depth: 1,
    bids: [{ quantity: 100 }],
  });
  expect(await sdk.marketData.getTradingStatus({ instrumentId })).toMatchObject(SBER);
  const { tradingStatuses } = await sdk.marketData.getTradingStatuses({ instrumentId: [sber] });
  expect(tradingStatuses).toMatchObject([SBER]);
  const { lastPrices } = await sdk.marketData.getLastPrices({ instrumentId: [sber] });
  expect(lastPrices).toMatchObject([{ ...SBER, instrumentUid: sber }]);
  const { closePrices } = await sdk.marketData.getClosePrices({ instruments: [{ instrumentId }] });
  expect(closePrices).toMatchObject([SBER]);
});

test('orders, stop orders and what comes of them', async () => {
  const terms = {
    accountId,
    instrumentId: sber,
    direction: sdk.OrderDirection.ORDER_DIRECTION_BUY,
    orderType: sdk.OrderType.ORDER_TYPE_LIMIT,
  };
  const post = (units: number, quantity: number) =>
    sdk.orders.postOrder({ ...terms, quantity, price: { units, nano: 0 }, orderId: uuidv4() });
  expect(await post(301, 2)).toMatchObject({ ...SBER, lotsExecuted: 2 });
  const { orderId } = await post(299, 1);
  expect(await sdk.orders.getOrderState({ accountId, orderId })).toMatchObject({ ...SBER, orderId });
  expect((await sdk.orders.getOrders({ accountId })).orders).toMatchObject([{ ...SBER, orderId }]);

  await sdk.stopOrders.postStopOrder({
    accountId,
    instrumentId: sber,
    quantity: 1,
    direction: 2,
    stopPrice: { units: 250, nano: 0 },
    stopOrderType: 2,
    expirationType: 1,
    orderId: uuidv4(),
  });
  expect((await sdk.stopOrders.getStopOrders({ accountId })).stopOrders).toMatchObject([SBER]);

  const { securities } = await sdk.operations.getPositions({ accountId });
  expect(securities).toMatchObject([SBER]);
  const { positions } = await sdk.operations.getPortfolio({ accountId });
  expect(positions.find(({ instrumentUid }) => instrumentUid === sber)).toMatchObject(SBER);
  const { items } = await sdk.operations.getOperationsByCursor({ accountId, operationTypes: [] });
  expect(items.find(({ instrumentUid }) => instrumentUid === sber)).toMatchObject(SBER);
});

test('the market-data stream: its answers, and a book that many get', async () => {
  const read = (signal: AbortSignal) =>
    sdk.marketDataStream.marketDataServerSideStream(
      {
        subscribeOrderBookRequest: {
          subscriptionAction: 1,
          instruments: [{ instrumentId: sber, depth: 1, orderBookType: 1 }],
        },
      },
      { signal },
    );
  const readers = [collect(read), collect(read)];
  for (const reader of readers) await reader.until((messages) => messages.some(({ orderbook }) => orderbook));
  // Beside our own order.
  await control.book('SBER', { bids: [['299', 70]], asks: [['300.5', 10]] });
  for (const reader of readers) {
    const books = () => reader.messages.flatMap(({ orderbook }) => orderbook ?? []);
    await reader.until(() => books().some(({ bids }) => bids[0]?.quantity === 71));
    expect(books().at(-1)).toMatchObject(SBER);
    const [answer] = reader.messages;
    expect(answer?.subscribeOrderBookResponse?.orderBookSubscriptions).toMatchObject([SBER]);
    reader.end();
  }
});
