/** Bonds that roubles cannot buy, or whose price has no step: known by every call, and closed to every order. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InstrumentStatus, InstrumentType, PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type Bond,
  InstrumentIdType,
  type InstrumentsRequest,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { CandleInterval, LastPriceType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OrderDirection, OrderType } from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  ExchangeOrderType,
  StopOrderDirection,
  StopOrderExpirationType,
  StopOrderType,
  TakeProfitType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../paper/index.js';
import { ACCOUNT, connect, limitOrder, newDataDir, type PaperClient, start } from './paper-client.js';

const ALL: InstrumentsRequest = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL };
const ZERO = { units: 0, nano: 0 };

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let listed: Bond[];

beforeAll(async () => {
  // Lively: what has no market must not get one from the others either.
  exchange = await start(dataDir, { rateWindowMs: 50, calm: false });
  client = connect(exchange);
  ({ instruments: listed } = await client.instruments.bonds(ALL));
});
afterAll(async () => {
  client?.close();
  await exchange?.close();
  remove();
});

// In dollars, in euros without an end, in roubles with a nominal in dollars, without a step, in dollars and matured.
describe.each(['RU000A0JXU14', 'XS2243636219', 'RU000A100GW5', 'ISSUANCERESO', 'XS1752568144'])(
  '%s',
  (ticker) => {
    let bond: Bond;
    beforeAll(() => {
      const found = listed.find((each) => each.ticker === ticker);
      if (!found) throw new Error(`${ticker} is not listed`);
      bond = found;
    });

    test('is found by every id, closed, and not among what can be traded', async () => {
      const { instruments: traded } = await client.instruments.bonds({
        instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE,
      });
      expect(traded.some((each) => each.ticker === ticker)).toBe(false);
      const ids = [
        [InstrumentIdType.INSTRUMENT_ID_TYPE_UID, bond.uid],
        [InstrumentIdType.INSTRUMENT_ID_TYPE_FIGI, bond.figi],
        [InstrumentIdType.INSTRUMENT_ID_TYPE_TICKER, ticker],
        [InstrumentIdType.INSTRUMENT_ID_TYPE_POSITION_UID, bond.positionUid],
      ] as const;
      for (const [idType, id] of ids) {
        const request = { idType, id, classCode: bond.classCode };
        expect((await client.instruments.bondBy(request)).instrument).toEqual(bond);
        expect((await client.instruments.getInstrumentBy(request)).instrument?.uid).toBe(bond.uid);
      }
      const { instruments } = await client.instruments.findInstrument({
        query: ticker,
        instrumentKind: InstrumentType.INSTRUMENT_TYPE_BOND,
      });
      expect(instruments.map(({ uid }) => uid)).toEqual([bond.uid]);
      expect(bond).toMatchObject({
        apiTradeAvailableFlag: false,
        buyAvailableFlag: false,
        sellAvailableFlag: false,
      });
      expect(await client.marketData.getTradingStatus({ instrumentId: bond.uid })).toMatchObject({
        tradingStatus: bond.tradingStatus,
        limitOrderAvailableFlag: false,
        marketOrderAvailableFlag: false,
        apiTradeAvailableFlag: false,
      });
    });

    test('has no market', async () => {
      const instrumentId = bond.uid;
      const book = await client.marketData.getOrderBook({ instrumentId, depth: 10 });
      expect(book).toMatchObject({ bids: [], asks: [], lastPrice: ZERO, limitUp: ZERO, limitDown: ZERO });
      const { lastPrices } = await client.marketData.getLastPrices({
        instrumentId: [instrumentId],
        figi: [],
        lastPriceType: LastPriceType.LAST_PRICE_UNSPECIFIED,
      });
      expect(lastPrices[0]?.price).toEqual(ZERO);
      const to = new Date();
      const from = new Date(to.getTime() - 86_400_000);
      const { candles } = await client.marketData.getCandles({
        instrumentId,
        from,
        to,
        interval: CandleInterval.CANDLE_INTERVAL_HOUR,
      });
      expect(candles).toEqual([]);
      const years = { instrumentId, figi: '', from: new Date('2022-01-01'), to: new Date('2030-01-01') };
      expect((await client.instruments.getBondCoupons(years)).events).toEqual([]);
      expect((await client.instruments.getAccruedInterests(years)).accruedInterests).toEqual([]);
    });

    test('takes no order, stop order or estimate', async () => {
      const order = { lots: 1, price: '100' };
      await expect(client.orders.postOrder(limitOrder(bond.uid, order))).rejects.toThrow('30052');
      await expect(client.orders.postOrder(limitOrder(bond.uid, { ...order, sell: true }))).rejects.toThrow(
        '30052',
      );
      const market = { ...limitOrder(bond.uid, order), orderType: OrderType.ORDER_TYPE_MARKET };
      await expect(client.orders.postOrder(market)).rejects.toThrow('30052');
      await expect(
        client.stopOrders.postStopOrder({
          accountId: ACCOUNT,
          instrumentId: bond.uid,
          orderId: uuidv4(),
          quantity: 1,
          stopPrice: { units: 100, nano: 0 },
          direction: StopOrderDirection.STOP_ORDER_DIRECTION_BUY,
          exchangeOrderType: ExchangeOrderType.EXCHANGE_ORDER_TYPE_UNSPECIFIED,
          takeProfitType: TakeProfitType.TAKE_PROFIT_TYPE_UNSPECIFIED,
          priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
          stopOrderType: StopOrderType.STOP_ORDER_TYPE_STOP_LOSS,
          expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_CANCEL,
        }),
      ).rejects.toThrow('30052');
      const asked = { accountId: ACCOUNT, instrumentId: bond.uid };
      await expect(client.orders.getMaxLots(asked)).rejects.toThrow('30052');
      await expect(
        client.orders.getOrderPrice({
          ...asked,
          price: { units: 100, nano: 0 },
          direction: OrderDirection.ORDER_DIRECTION_BUY,
          quantity: 1,
        }),
      ).rejects.toThrow('30052');
    });

    test('cannot be opened or held by the control interface either', async () => {
      const refused = { status: 422, body: { code: 'listed-only' } };
      const opened = { status: 'NORMAL_TRADING', apiTradeAvailable: true, buyAvailable: true };
      expect(await client.control('PUT', `/status/${ticker}`, opened)).toMatchObject(refused);
      expect(await client.control('PUT', `/book/${ticker}`, { bids: [['99', 1]] })).toMatchObject(refused);
      expect(await client.control('POST', `/trade/${ticker}`, { side: 'buy', lots: 1 })).toMatchObject(
        refused,
      );
      expect(await client.control('POST', `/crash/${ticker}`, { percent: 5 })).toMatchObject(refused);
      expect(await client.control('PUT', '/account', { positions: { [ticker]: 1 } })).toMatchObject(refused);
      expect(await client.control('GET', `/book/${ticker}`)).toMatchObject({
        status: 200,
        body: { bids: [], asks: [], lastPrice: '0' },
      });
      expect((await client.control('GET', `/status/${ticker}`)).body).toMatchObject({
        status: 'NOT_AVAILABLE_FOR_TRADING',
        apiTradeAvailable: false,
      });
    });
  },
);

test('a bond in dollars tells its recorded fields, and the interest that was recorded', () => {
  expect(listed.find(({ ticker }) => ticker === 'XS1514045886')).toMatchObject({
    figi: 'BBG00F3406Z2',
    isin: 'XS1514045886',
    classCode: 'TQOD',
    currency: 'usd',
    name: 'Lukoil',
    nominal: { currency: 'usd', units: 1_000, nano: 0 },
    aciValue: { currency: 'usd' },
    maturityDate: new Date('2026-11-02T00:00:00Z'),
  });
});
