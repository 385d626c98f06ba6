/** What a client does to be refused with each code: actions of a client, never the control interface's faults. */

import { InstrumentType, PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentIdType } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { LastPriceType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OrderDirection, OrderIdType, OrderType } from 'tinkoff-invest-api/dist/generated/orders.js';
import { ACCOUNT, limitOrder } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import type { Scene } from './scene.js';

/** Ends with the refusal. All are run at one exchange: none may rest on another, nor leave it nothing. */
export type Cause = (scene: Scene) => Promise<unknown>;

type Terms = Parameters<typeof limitOrder>[1];

const TERMS: Terms = { lots: 1, price: '290' };
const order = ({ uid }: Scene, terms: Partial<Terms> = {}, ticker = 'SBER') =>
  limitOrder(uid(ticker), { ...TERMS, ...terms });

const post =
  (terms: Partial<Terms>, ticker?: string): Cause =>
  (scene) =>
    scene.client.orders.postOrder(order(scene, terms, ticker));

const share =
  (idType: InstrumentIdType, id: string, classCode?: string): Cause =>
  ({ client }) =>
    client.instruments.shareBy({ idType, id, classCode });

const book =
  (depth: number, instrumentId?: string): Cause =>
  ({ client, uid }) =>
    client.marketData.getOrderBook({ depth, instrumentId: instrumentId ?? uid('SBER') });

const { INSTRUMENT_ID_TYPE_TICKER, INSTRUMENT_ID_TYPE_UID } = InstrumentIdType;
const SELL = OrderDirection.ORDER_DIRECTION_SELL;

export const CAUSES: Readonly<Record<string, Cause>> = {
  // Any call that is not served.
  '12001': ({ bare }) => refusedBare(bare.call('InstrumentsService/GetBrands')),

  '30005': share(99 as InstrumentIdType, 'SBER'),
  '30007': share(INSTRUMENT_ID_TYPE_UID, ''),
  '30013': share(INSTRUMENT_ID_TYPE_TICKER, 'SBER'),
  '50002': share(INSTRUMENT_ID_TYPE_TICKER, 'NOBODY', 'TQBR'),
  '30087': ({ client }) =>
    client.instruments.findInstrument({ query: '', instrumentKind: InstrumentType.INSTRUMENT_TYPE_SHARE }),

  '30032': book(51),
  '30093': ({ client }) => client.marketData.getOrderBook({ depth: 1 }),
  '30091': ({ client, uid }) =>
    client.marketData.getTradingStatuses({ instrumentId: Array(101).fill(uid('SBER')) }),
  '30218': ({ client, uid }) =>
    client.marketData.getLastPrices({
      figi: [],
      instrumentId: Array(3_001).fill(uid('SBER')),
      lastPriceType: LastPriceType.LAST_PRICE_UNSPECIFIED,
    }),

  '30015': post({ lots: 0 }),
  '30080': post({ lots: -1 }),
  '30017': (scene) => {
    const { price: _, ...unpriced } = order(scene);
    return scene.client.orders.postOrder(unpriced);
  },
  '30019': post({ direction: OrderDirection.ORDER_DIRECTION_UNSPECIFIED }),
  '30021': post({ accountId: '' }),
  '30025': post({ orderType: OrderType.ORDER_TYPE_UNSPECIFIED }),
  '30027': post({ orderId: '' }),
  '30055': post({ orderId: 'x'.repeat(37) }),
  '30078': post({ price: '290.003' }),
  '30085': post({ priceType: PriceType.PRICE_TYPE_POINT }),
  '30099': post({ price: '100000' }),
  '30100': post({ price: '0' }),
  '50004': post({ accountId: '1' }),
  '50005': ({ client }) =>
    client.orders.cancelOrder({
      accountId: ACCOUNT,
      orderId: 'never-posted',
      orderIdType: OrderIdType.ORDER_ID_TYPE_REQUEST,
    }),
  // These are closed on purpose.
  '30052': post({}, 'POGR'),
  '30079': post({}, 'VEON-RX'),
  // The account has none to sell; and nobody lends these.
  '30240': post({ direction: SELL }),
  '30042': (scene) =>
    scene.newer.postWithMargin(
      order(scene, { direction: SELL, orderType: OrderType.ORDER_TYPE_MARKET }, 'ABRD'),
    ),
  '30245': ({ newer }) => newer.ordersOfNoStatus(ACCOUNT),
  // All that is offered, then one more.
  '30095': async (scene) => {
    const { asks } = await scene.client.marketData.getOrderBook({
      depth: 50,
      instrumentId: scene.uid('AMEZ'),
    });
    const lots = asks.reduce((sum, { quantity }) => sum + quantity, 0);
    const market = { orderType: OrderType.ORDER_TYPE_MARKET };
    await scene.client.orders.postOrder(order(scene, { ...market, lots }, 'AMEZ'));
    return scene.client.orders.postOrder(order(scene, { ...market, lots: 1 }, 'AMEZ'));
  },
  // Above 30 million roubles.
  '90003': post({ lots: 20_000 }),

  '40002': (scene) => scene.reader.orders.postOrder(order(scene)),
  '40003': ({ newer }) => newer.withoutToken(),
  '80001': async ({ client }) => {
    const open = () => {
      const stream = collect((signal) => client.ordersStream.tradesStream({ accounts: [] }, { signal }));
      return { stream, opened: stream.until((messages) => messages.length > 0) };
    };
    const streams = Array.from({ length: 11 }, open);
    try {
      await Promise.all(streams.map(({ opened }) => opened));
    } catch (error) {
      throw (error as Error).cause;
    } finally {
      for (const { stream } of streams) stream.end();
    }
  },
  '80002': async ({ bare }) => {
    const method = 'StopOrdersService/GetStopOrders';
    const { limit } = await bare.call(method);
    for (let calls = 1; calls < Number.parseInt(limit ?? '', 10); calls += 1) await bare.call(method);
    return refusedBare(bare.call(method));
  },
};

async function refusedBare(answer: Promise<{ code: string | undefined; status: number }>): Promise<never> {
  const { code, status } = await answer;
  throw Object.assign(new Error(`refused with ${code}`), { details: code, code: status });
}
