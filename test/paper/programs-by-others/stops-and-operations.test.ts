/** What a program on the SDK `tinkoff-sdk-grpc-js` does beyond plain orders: stops, replacements, operations, margin. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { newDataDir, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { connectSdk, type Sdk, type SdkAtExchange } from './sdk.js';

const SBER = 'BBG004730N88';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let control: PaperControl;
let program: SdkAtExchange;
let sdk: Sdk;
let accountId: string;

beforeAll(async () => {
  exchange = await start(dataDir);
  control = paperControl(exchange.controlPort);
  program = await connectSdk(exchange.port);
  ({ sdk, accountId } = program);
  await control.account({ money: '1000000', positions: { SBER: 1000 } });
  await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 100]] });
});
afterAll(async () => {
  await program.close();
  await exchange.close();
  remove();
});

const number = (value: { units: number; nano: number } | undefined) =>
  value && value.units + value.nano / 1e9;
const order = (quantity: number, units: number, nano = 0) => ({
  accountId,
  instrumentId: SBER,
  quantity,
  price: { units, nano },
  direction: sdk.OrderDirection.ORDER_DIRECTION_BUY,
  orderType: sdk.OrderType.ORDER_TYPE_LIMIT,
  orderId: uuidv4(),
});

describe('stop orders', () => {
  const stop = (quantity: number, units: number) => {
    const { StopOrderDirection, StopOrderType, StopOrderExpirationType, ExchangeOrderType } =
      sdk.structures.stopOrders;
    return {
      accountId,
      instrumentId: SBER,
      quantity,
      stopPrice: { units, nano: 0 },
      direction: StopOrderDirection.STOP_ORDER_DIRECTION_SELL,
      stopOrderType: StopOrderType.STOP_ORDER_TYPE_STOP_LOSS,
      expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_CANCEL,
      exchangeOrderType: ExchangeOrderType.EXCHANGE_ORDER_TYPE_MARKET,
      orderId: uuidv4(),
    };
  };

  test('placed, listed and cancelled', async () => {
    const { stopOrderId } = await sdk.stopOrders.postStopOrder(stop(2, 280));
    const { stopOrders } = await sdk.stopOrders.getStopOrders({ accountId });
    expect(stopOrders.map((each) => [each.stopOrderId, each.lotsRequested, number(each.stopPrice)])).toEqual([
      [stopOrderId, 2, 280],
    ]);
    await sdk.stopOrders.cancelStopOrder({ accountId, stopOrderId });
    expect((await sdk.stopOrders.getStopOrders({ accountId })).stopOrders).toEqual([]);
  });

  test('one that is reached sells, and names its child', async () => {
    const { stopOrderId } = await sdk.stopOrders.postStopOrder(stop(3, 299));
    await control.book('SBER', { bids: [['298.5', 100]], asks: [['299', 100]] });
    await control.trade('SBER', { side: 'sell', lots: 1, price: '298.5' });
    const { STOP_ORDER_STATUS_EXECUTED } = sdk.structures.stopOrders.StopOrderStatusOption;
    const executed = await eventually(
      async () => {
        const { stopOrders } = await sdk.stopOrders.getStopOrders({
          accountId,
          status: STOP_ORDER_STATUS_EXECUTED,
          from: new Date(Date.now() - 3_600_000),
          to: new Date(Date.now() + 60_000),
        });
        return stopOrders.find((each) => each.stopOrderId === stopOrderId);
      },
      { what: 'the executed stop', everyMs: 200 },
    );
    const child = await sdk.orders.getOrderState({ accountId, orderId: executed.exchangeOrderId ?? '' });
    expect([child.lotsExecuted, child.direction]).toEqual([3, sdk.OrderDirection.ORDER_DIRECTION_SELL]);
    await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 100]] });
  });
});

describe('orders by other ways', () => {
  test('replaced: the first ends, the second has the new price and lots', async () => {
    const first = await sdk.orders.postOrder(order(2, 290));
    const idempotencyKey = uuidv4();
    const second = await sdk.orders.replaceOrder({
      accountId,
      orderId: first.orderId,
      idempotencyKey,
      quantity: 3,
      price: { units: 291, nano: 0 },
    });
    const { orders } = await sdk.orders.getOrders({ accountId });
    expect(
      orders.map((each) => [each.orderId, each.lotsRequested, number(each.initialSecurityPrice)]),
    ).toEqual([[second.orderId, 3, 291]]);
    await sdk.orders.cancelOrder({ accountId, orderId: second.orderId });
  });

  test('asynchronously: it appears under its key', async () => {
    const wish = order(1, 292);
    const answer = await sdk.orders.postOrderAsync(wish);
    expect(answer.orderRequestId).toBe(wish.orderId);
    const { ORDER_ID_TYPE_REQUEST } = sdk.structures.orders.OrderIdType;
    const state = await eventually(
      () =>
        sdk.orders.getOrderState({
          accountId,
          orderId: wish.orderId,
          orderIdType: ORDER_ID_TYPE_REQUEST,
        }),
      { what: 'the order' },
    );
    await sdk.orders.cancelOrder({ accountId, orderId: state.orderId });
  });

  test('what it could buy and what an order would cost', async () => {
    const price = { units: 300, nano: 0 };
    const { buyLimits } = await sdk.orders.getMaxLots({ accountId, instrumentId: SBER, price });
    expect(buyLimits?.buyMaxLots).toBeGreaterThan(0);
    const direction = sdk.OrderDirection.ORDER_DIRECTION_BUY;
    const cost = await sdk.orders.getOrderPrice({
      accountId,
      instrumentId: SBER,
      price,
      direction,
      quantity: 1,
    });
    expect(number(cost.initialOrderAmount)).toBe(3_000);
    expect(number(cost.totalOrderAmount)).toBeGreaterThan(3_000);
  });
});

describe('what became of it', () => {
  test('a purchase is among the operations, page by page', async () => {
    await sdk.orders.postOrder(order(1, 300, 500_000_000));
    const items = await eventually(
      async () => {
        const { items: found } = await sdk.operations.getOperationsByCursor({
          accountId,
          from: new Date(Date.now() - 3_600_000),
          to: new Date(Date.now() + 60_000),
          limit: 10,
        });
        return found.length > 0 ? found : undefined;
      },
      { what: 'operations', everyMs: 200 },
    );
    const { OPERATION_TYPE_BUY } = sdk.OperationType;
    const bought = items.find(({ type }) => type === OPERATION_TYPE_BUY);
    expect([bought?.figi, bought?.quantityDone, number(bought?.payment)]).toEqual([SBER, 10, -3_005]);
  });

  test('the stream of positions starts with them and tells of a fill', async () => {
    const stream = collect((signal) =>
      sdk.operationsStream.positionsStream({ accounts: [accountId], withInitialPositions: true }, { signal }),
    );
    await stream.until((messages) => messages.some(({ initialPositions }) => initialPositions));
    await sdk.orders.postOrder(order(1, 300, 500_000_000));
    await stream.until((messages) =>
      messages.some(({ position }) => position?.securities.some(({ figi }) => figi === SBER)),
    );
    stream.end();
  });

  test('margin, money to withdraw, the guarantee of a future, the hours of trading', async () => {
    const margin = await sdk.users.getMarginAttributes({ accountId });
    expect(number(margin.liquidPortfolio)).toBeGreaterThan(0);
    const { money } = await sdk.operations.getWithdrawLimits({ accountId });
    expect(money[0]?.currency).toBe('rub');
    const { instruments } = await sdk.instruments.futures({});
    const instrumentId = instruments[0]?.uid ?? '';
    const guarantee = await sdk.instruments.getFuturesMargin({ instrumentId });
    expect(number(guarantee.initialMarginOnBuy)).toBeGreaterThan(0);
    const from = new Date();
    const { exchanges } = await sdk.instruments.tradingSchedules({
      exchange: 'MOEX',
      from,
      to: new Date(from.getTime() + 3 * 86_400_000),
    });
    expect(exchanges[0]?.days.length).toBeGreaterThan(2);
  });
});
