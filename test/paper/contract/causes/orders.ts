import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  OrderDirection,
  OrderIdType,
  OrderType,
  type TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import { TestClock } from '../../test-clock.js';
import { ACCOUNT, type Cause, type Causes, elsewhere, order, post, UNKNOWN } from './cause.js';

const SELL = OrderDirection.ORDER_DIRECTION_SELL;
const MARKET = { orderType: OrderType.ORDER_TYPE_MARKET };

/** At an exchange that keeps hours, when clocks in Moscow show that. */
const whenMoscowShows = (moment: string, cause: Cause): Cause =>
  elsewhere({ hours: 'moex', clock: new TestClock(`${moment}+03:00`) }, cause);

const replace =
  (idempotencyKey: string): Cause =>
  ({ client }) =>
    client.orders.replaceOrder({ accountId: ACCOUNT, orderId: '1', idempotencyKey, quantity: 1 });

/** An order that works and is cancelled. @returns its id */
const cancelled = async (...[scene, terms]: Parameters<typeof order>): Promise<string> => {
  const { orderId } = await scene.client.orders.postOrder(order(scene, terms));
  await scene.client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  return orderId;
};

export const ORDER_CAUSES: Causes = {
  '30015': post({ lots: 0 }),
  '30016': post({ lots: 1_000_000_001 }),
  '30080': post({ lots: -1 }),
  '30017': (scene) => {
    const { price: _, ...unpriced } = order(scene);
    return scene.client.orders.postOrder(unpriced);
  },
  '30018': (scene) =>
    scene.client.orders.postOrder({ ...order(scene), price: { units: 290, nano: -10_000_000 } }),
  '30019': post({ direction: OrderDirection.ORDER_DIRECTION_UNSPECIFIED }),
  '30020': post({ direction: UNKNOWN as OrderDirection }),
  '30021': post({ accountId: '' }),
  '30025': post({ orderType: OrderType.ORDER_TYPE_UNSPECIFIED }),
  '30026': post({ orderType: UNKNOWN as OrderType }),
  '30027': post({ orderId: '' }),
  '30055': post({ orderId: 'x'.repeat(37) }),
  '30078': post({ price: '290.003' }),
  '30085': post({ priceType: PriceType.PRICE_TYPE_POINT }),
  '30099': post({ price: '100000' }),
  '30100': post({ price: '0' }),
  '30104': post({ priceType: UNKNOWN as PriceType }),
  '30254': post({ timeInForce: UNKNOWN as TimeInForceType }),
  '50004': post({ accountId: '1' }),
  '50005': ({ client }) =>
    client.orders.cancelOrder({
      accountId: ACCOUNT,
      orderId: 'never-posted',
      orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST,
    }),
  '30237': ({ client }) => client.orders.getMaxLots({ accountId: ACCOUNT, instrumentId: '' }),
  '30245': ({ newer }) => newer.ordersOfNoStatus(ACCOUNT),

  '30029': replace(''),
  '30030': replace('x'.repeat(37)),
  '30059': async (scene) =>
    scene.client.orders.replaceOrder({
      accountId: ACCOUNT,
      orderId: await cancelled(scene),
      idempotencyKey: uuidv4(),
      quantity: 1,
    }),
  // The exchange remembers the key of an order that it has forgotten.
  '30057': elsewhere({ kept: { endedOrders: 1 } }, async (scene) => {
    const key = uuidv4();
    for (const each of [key, uuidv4()]) await cancelled(scene, { key: each });
    await scene.client.orders.postOrder(order(scene));
    return scene.client.orders.postOrder(order(scene, { key }));
  }),

  // These are closed on purpose.
  '30052': post({}, 'POGR'),
  '30079': post({}, 'VEON-RX'),
  '90002': post({}, 'VRSB'),
  // So are all of them at times: the auction of the morning, a Saturday for bonds, before the evening, the night.
  '30068': whenMoscowShows('2026-11-25T06:55', post(MARKET)),
  '30092': whenMoscowShows('2026-11-28T12:00', post({ price: '60' }, 'SU26238RMFS4')),
  '30097': whenMoscowShows('2026-11-25T18:55', post({})),
  '30098': whenMoscowShows('2026-11-25T03:00', post({})),

  // The account has none to sell; and nobody lends these.
  '30240': post({ direction: SELL }),
  '30042': (scene) => scene.newer.postWithMargin(order(scene, { direction: SELL, ...MARKET }, 'ABRD')),
  // All that is offered, then one more.
  '30095': async (scene) => {
    const { asks } = await scene.client.marketData.getOrderBook({
      depth: 50,
      instrumentId: scene.uid('AMEZ'),
    });
    const lots = asks.reduce((sum, { quantity }) => sum + quantity, 0);
    await scene.client.orders.postOrder(order(scene, { ...MARKET, lots }, 'AMEZ'));
    return scene.client.orders.postOrder(order(scene, { ...MARKET, lots: 1 }, 'AMEZ'));
  },
  // Above 30 million roubles.
  '90003': post({ lots: 20_000 }),
};
