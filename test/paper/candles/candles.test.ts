import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CandleInterval,
  GetCandlesRequest_CandleSource,
  type HistoricCandle,
  type MarketDataResponse,
  SubscriptionAction,
  SubscriptionInterval,
  SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { PaperExchange } from '../../../paper/index.js';
import { connect, nano, newDataDir, type PaperClient, start } from '../paper-client.js';
import { type Collected, collect } from '../stream-reader.js';
import { TestClock } from '../test-clock.js';

const { dataDir, remove } = newDataDir();
const clock = new TestClock('2026-11-25T10:00:00Z');
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;

beforeAll(async () => {
  exchange = await start(dataDir, { clock });
  client = connect(exchange);
  sber = await client.uid('SBER');
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});

const at = (time: string) => new Date(`2026-11-25T${time}Z`);
const trade = (price: string, lots: number) =>
  client
    .control('PUT', '/book/SBER', {
      bids: [[String(Number(price) - 1), 10_000]],
      asks: [[price, 10_000]],
    })
    .then(() => client.control('POST', '/trade/SBER', { side: 'buy', lots, price }));
const numbers = ({ open, high, low, close, volume }: HistoricCandle) =>
  [open, high, low, close].map((price) => Number(nano(price)) / 1e9).concat(volume);
const candles = async (interval: CandleInterval, from: Date, to: Date, more: object = {}) =>
  (await client.marketData.getCandles({ instrumentId: sber, interval, from, to, ...more })).candles;

/** What one candle would be that holds all of these. */
const together = (parts: readonly HistoricCandle[]) => {
  const rows = parts.map(numbers);
  return [
    rows[0]?.[0],
    Math.max(...rows.map((row) => row[1] ?? 0)),
    Math.min(...rows.map((row) => row[2] ?? 0)),
    rows.at(-1)?.[3],
    rows.reduce((sum, row) => sum + (row[4] ?? 0), 0),
  ];
};

describe('history from before the exchange opened', () => {
  const from = new Date('2026-11-24T10:00:00Z');

  test('ends at the price that the exchange began with', async () => {
    const minutes = await candles(CandleInterval.CANDLE_INTERVAL_1_MIN, from, at('10:00:00'));
    expect(minutes).toHaveLength(1_440);
    const close = Number(nano(minutes.at(-1)?.close)) / 1e9;
    expect(Math.abs(close - 306.5)).toBeLessThan(0.5);
    for (const [index, candle] of minutes.entries())
      if (index > 0) expect(candle.open).toEqual(minutes[index - 1]?.close);
  });

  test.each([
    ['hours are made of minutes', CandleInterval.CANDLE_INTERVAL_HOUR, CandleInterval.CANDLE_INTERVAL_1_MIN],
    [
      'hours are made of quarters',
      CandleInterval.CANDLE_INTERVAL_HOUR,
      CandleInterval.CANDLE_INTERVAL_15_MIN,
    ],
    [
      'half hours are made of 2 minutes',
      CandleInterval.CANDLE_INTERVAL_30_MIN,
      CandleInterval.CANDLE_INTERVAL_2_MIN,
    ],
  ])('%s', async (_, long, short) => {
    const whole = await candles(long, new Date('2026-11-24T11:00:00Z'), new Date('2026-11-24T16:00:00Z'));
    const parts = await candles(short, new Date('2026-11-24T11:00:00Z'), new Date('2026-11-24T16:00:00Z'));
    const size = parts.length / whole.length;
    expect(whole.length).toBeGreaterThanOrEqual(5);
    for (const [index, candle] of whole.entries())
      expect(numbers(candle)).toEqual(together(parts.slice(index * size, (index + 1) * size)));
  });

  test('a day is its hours, a week its days, and a year is there', async () => {
    const day = new Date('2026-11-23T00:00:00Z');
    const next = new Date('2026-11-24T00:00:00Z');
    const [whole] = await candles(CandleInterval.CANDLE_INTERVAL_DAY, day, next);
    const hours = await candles(CandleInterval.CANDLE_INTERVAL_HOUR, day, next);
    expect(hours).toHaveLength(24);
    expect(whole && numbers(whole)).toEqual(together(hours));
    const year = await candles(
      CandleInterval.CANDLE_INTERVAL_DAY,
      new Date('2025-11-01T00:00:00Z'),
      at('10:00:00'),
    );
    expect(year.length).toBeGreaterThan(360);
    const weeks = await candles(
      CandleInterval.CANDLE_INTERVAL_WEEK,
      new Date('2026-11-09T00:00:00Z'),
      new Date('2026-11-23T00:00:00Z'),
    );
    expect(weeks.map(({ time }) => time?.getUTCDay())).toEqual([1, 1]);
  });

  test('a future stood at its fair price over the share', async () => {
    const ask = async (ticker: string) =>
      (
        await client.marketData.getCandles({
          instrumentId: await client.uid(ticker),
          interval: CandleInterval.CANDLE_INTERVAL_HOUR,
          from: new Date('2026-11-24T12:00:00Z'),
          to: new Date('2026-11-24T13:00:00Z'),
        })
      ).candles[0];
    const share = Number(nano((await ask('SBER'))?.open)) / 1e9;
    const future = Number(nano((await ask('SRZ6'))?.open)) / 1e9;
    // 24 days to the 17th of December: 16 % × 24 / 365 over a hundred shares; prices are rounded.
    expect(Math.abs(future / (share * 100 * (1 + (0.16 * 24) / 365)) - 1)).toBeLessThan(0.0002);
  });
});

describe('candles of what is traded', () => {
  test('add up to the trades, and say what is not complete', async () => {
    clock.moveTo('2026-11-25T10:01:05Z');
    await trade('310', 3);
    await trade('312', 4);
    clock.moveTo('2026-11-25T10:01:50Z');
    await trade('309', 5);
    clock.moveTo('2026-11-25T10:02:10Z');
    await trade('311', 6);
    const minutes = await candles(CandleInterval.CANDLE_INTERVAL_1_MIN, at('10:01:00'), at('10:03:00'));
    expect(minutes.map(numbers)).toEqual([
      [310, 312, 309, 309, 12],
      [311, 311, 311, 311, 6],
    ]);
    expect(minutes.map(({ isComplete }) => isComplete)).toEqual([true, false]);
    const [five] = await candles(CandleInterval.CANDLE_INTERVAL_5_MIN, at('10:00:00'), at('10:05:00'));
    expect(five && numbers(five)).toEqual([310, 312, 309, 311, 18]);
    const { trades } = await client.marketData.getLastTrades({ instrumentId: sber, tradeSource: 0 });
    expect(trades.map(({ quantity }) => quantity)).toEqual([3, 4, 5, 6]);
    const [last] = await candles(CandleInterval.CANDLE_INTERVAL_1_MIN, at('09:00:00'), at('10:03:00'), {
      limit: 1,
    });
    expect(last && numbers(last)).toEqual([311, 311, 311, 311, 6]);
  });

  test.each([
    ['30011', CandleInterval.CANDLE_INTERVAL_UNSPECIFIED, 1, {}],
    ['30014', CandleInterval.CANDLE_INTERVAL_1_MIN, 25, {}],
    ['30014', CandleInterval.CANDLE_INTERVAL_5_MIN, 24 * 7 + 1, {}],
    ['30012', CandleInterval.CANDLE_INTERVAL_HOUR, -1, {}],
    ['30242', CandleInterval.CANDLE_INTERVAL_HOUR, 1, { limit: 2_401 }],
    ['30219', CandleInterval.CANDLE_INTERVAL_HOUR, 1, { candleSourceType: 9 }],
    [
      '30220',
      CandleInterval.CANDLE_INTERVAL_HOUR,
      1,
      { limit: 5, candleSourceType: GetCandlesRequest_CandleSource.CANDLE_SOURCE_EXCHANGE },
    ],
  ])('a wrong request is refused with %s', async (code, interval, hours, more) => {
    const to = new Date(at('10:00:00').getTime() + hours * 3_600_000);
    await expect(candles(interval, at('10:00:00'), to, more)).rejects.toThrow(code);
  });

  test('a period or a number of candles must be asked for', async () => {
    await expect(
      client.marketData.getCandles({ instrumentId: sber, interval: CandleInterval.CANDLE_INTERVAL_HOUR }),
    ).rejects.toThrow('30228');
  });
});

describe('the candle stream', () => {
  const subscription = (waitingClose: boolean, interval: SubscriptionInterval) => ({
    subscribeCandlesRequest: {
      subscriptionAction: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
      waitingClose,
      instruments: [{ figi: '', instrumentId: sber, interval }],
    },
  });
  const open = (request: ReturnType<typeof subscription>): Collected<MarketDataResponse> =>
    collect((signal) => client.marketDataStream.marketDataServerSideStream(request, { signal }));
  const told = (stream: Collected<MarketDataResponse>) =>
    stream.messages.flatMap(({ candle }) => (candle ? [candle] : []));

  test('tells the candle with every trade, or once when it is closed', async () => {
    clock.moveTo('2026-11-25T11:00:10Z');
    const minute = SubscriptionInterval.SUBSCRIPTION_INTERVAL_ONE_MINUTE;
    const each = open(subscription(false, minute));
    const closed = open(subscription(true, minute));
    for (const stream of [each, closed])
      await stream.until((messages) => messages.some((message) => message.subscribeCandlesResponse));
    await trade('300', 1);
    await trade('301', 2);
    await each.until(() => told(each).length === 2);
    expect(told(each).map(({ volume }) => volume)).toEqual([1, 3]);
    expect(told(closed)).toEqual([]);
    clock.moveTo('2026-11-25T11:01:00Z');
    await closed.until(() => told(closed).length === 1);
    expect(told(closed)[0]).toMatchObject({ volume: 3, time: at('11:00:00'), lastTradeTs: at('11:00:10') });
    await trade('302', 7);
    await each.until(() => told(each).length === 3);
    expect(told(each)[2]).toMatchObject({ volume: 7, time: at('11:01:00') });
    each.end();
    closed.end();
  });

  test('refuses an interval that it does not know', async () => {
    const stream = open(subscription(false, SubscriptionInterval.SUBSCRIPTION_INTERVAL_UNSPECIFIED));
    await stream.until((messages) => messages.length > 0);
    expect(stream.messages[0]?.subscribeCandlesResponse?.candlesSubscriptions).toMatchObject([
      { subscriptionStatus: SubscriptionStatus.SUBSCRIPTION_STATUS_INTERVAL_IS_INVALID },
    ]);
    stream.end();
  });
});

test('a restart brings back the candles that were traded, no lot twice', async () => {
  const folder = newDataDir();
  const time = new TestClock('2026-11-25T10:00:00Z');
  const minute = CandleInterval.CANDLE_INTERVAL_1_MIN;
  const ask = async (paper: PaperClient) => {
    const asked = async (interval: CandleInterval) => {
      const answer = await paper.marketData.getCandles({
        instrumentId: sber,
        interval,
        from: at(interval === CandleInterval.CANDLE_INTERVAL_DAY ? '00:00:00' : '10:00:00'),
        to: at('12:00:00'),
      });
      return answer.candles;
    };
    const [minutes, hours] = [await asked(minute), await asked(CandleInterval.CANDLE_INTERVAL_HOUR)];
    return { minutes, hours, volumes: [minutes, hours].map((each) => each.map(({ volume }) => volume)) };
  };
  const buy = async (paper: PaperClient, lots: number) => {
    await paper.control('PUT', '/book/SBER', { bids: [['300', 10_000]], asks: [['301', 10_000]] });
    await paper.control('POST', '/trade/SBER', { side: 'buy', lots });
  };
  let paperExchange = await start(folder.dataDir, { clock: time });
  let paper = connect(paperExchange);
  const restart = async () => {
    paper.close();
    await paperExchange.close();
    paperExchange = await start(folder.dataDir, { clock: time });
    paper = connect(paperExchange);
  };
  time.moveTo('2026-11-25T10:58:00Z');
  await buy(paper, 1);
  time.moveTo('2026-11-25T10:59:00Z');
  await buy(paper, 2);
  await restart();
  // The same minute goes on, and is cut off once more.
  await buy(paper, 4);
  await restart();
  await buy(paper, 8);
  time.moveTo('2026-11-25T11:05:00Z');
  await buy(paper, 16);
  const before = await ask(paper);
  expect(before.volumes).toEqual([
    [1, 14, 16],
    [15, 16],
  ]);
  await restart();
  expect(await ask(paper)).toEqual(before);
  paper.close();
  await paperExchange.close();
  folder.remove();
});
