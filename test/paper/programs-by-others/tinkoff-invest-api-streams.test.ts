/** The streams of the client class of the npm package `tinkoff-invest-api`: handlers, unsubscribing, connecting again. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Helpers, TinkoffInvestApi } from 'tinkoff-invest-api';
import {
  type LastPrice,
  type OrderBook,
  OrderBookType,
  type Trade,
  TradeSourceType,
  type TradingStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { newDataDir, start } from '../paper-client.js';

const SBER = 'BBG004730N88';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let control: PaperControl;
let api: TinkoffInvestApi;

beforeAll(async () => {
  exchange = await start(dataDir);
  control = paperControl(exchange.controlPort);
  api = new TinkoffInvestApi({ token: 't.somebody-elses', endpoint: `localhost:${exchange.port}` });
  await control.book('SBER', { bids: [['300', 100]], asks: [['300.5', 10]] });
});
afterAll(async () => {
  await api.stream.market.cancel();
  await exchange.close();
  remove();
});
afterEach(() => control.clearFaults());

const instruments = [{ figi: SBER, instrumentId: SBER }];

test('books, prices, trades and statuses find their handlers; unsubscribed ones are left alone', async () => {
  const books: OrderBook[] = [];
  const prices: LastPrice[] = [];
  const trades: Trade[] = [];
  const statuses: TradingStatus[] = [];
  const depth = { depth: 10, orderBookType: OrderBookType.ORDERBOOK_TYPE_UNSPECIFIED };
  const { market } = api.stream;
  const endings = [
    await market.orderBook({ instruments: [{ figi: SBER, instrumentId: SBER, ...depth }] }, (book) =>
      books.push(book),
    ),
    await market.lastPrice({ instruments }, (price) => prices.push(price)),
    await market.trades({ instruments, tradeSource: TradeSourceType.TRADE_SOURCE_UNSPECIFIED }, (trade) =>
      trades.push(trade),
    ),
    await market.info({ instruments }, (status) => statuses.push(status)),
  ];
  await control.trade('SBER', { side: 'buy', lots: 2, price: '300.5' });
  await control.status('SBER', 'BREAK_IN_TRADING');
  await control.status('SBER', 'NORMAL_TRADING');
  await eventually(
    () =>
      trades.length > 0 &&
      prices.some(({ price }) => Helpers.toNumber(price) === 300.5) &&
      books.some(({ asks }) => asks[0]?.quantity === 8) &&
      statuses.length >= 2,
    { what: 'every handler called' },
  );
  expect(trades.map(({ quantity, price }) => [quantity, Helpers.toNumber(price)])).toEqual([[2, 300.5]]);

  for (const end of endings) await end();
  await control.trade('SBER', { side: 'buy', lots: 1, price: '300.5' });
  const seen = [books.length, prices.length, trades.length];
  const another = await market.lastPrice({ instruments }, () => undefined);
  await another();
  expect([books.length, prices.length, trades.length]).toEqual(seen);
});

test('it connects again by itself when its stream is cut, and has its subscription back', async () => {
  const books: OrderBook[] = [];
  const errors: Error[] = [];
  const { market } = api.stream;
  const off = market.on('error', (error) => errors.push(error));
  const end = await market.orderBook(
    {
      instruments: [
        { figi: SBER, instrumentId: SBER, depth: 20, orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE },
      ],
    },
    (book) => books.push(book),
  );
  await control.fault({ method: 'MarketDataStream', kind: 'cut-stream' });
  await eventually(() => errors.length > 0, { what: 'its stream cut' });
  await control.book('SBER', { bids: [['299', 7]], asks: [['300.5', 10]] });
  await eventually(() => books.at(-1)?.bids[0]?.quantity === 7, { what: 'the new book' });
  await end();
  off();
});
