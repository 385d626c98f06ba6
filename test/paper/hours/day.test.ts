import { afterEach, expect, test } from '@jest/globals';
import { SecurityTradingStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { SubscriptionAction } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OrderExecutionReportStatus as Status,
  TimeInForceType,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import type { PaperExchange, PaperExchangeOptions } from '../../../paper/index.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { TestClock } from '../test-clock.js';

const folders: { remove(): void }[] = [];
let opened: { exchange: PaperExchange; client: PaperClient; clock: TestClock; dataDir: string } | undefined;

async function openAt(iso: string, options: Partial<PaperExchangeOptions> = {}) {
  const clock = new TestClock(iso);
  const folder = newDataDir();
  folders.push(folder);
  const exchange = await start(folder.dataDir, { hours: 'moex', clock, ...options });
  opened = { exchange, client: connect(exchange), clock, dataDir: folder.dataDir };
  return opened;
}

afterEach(async () => {
  opened?.client.close();
  await opened?.exchange.close();
  opened = undefined;
  for (const folder of folders.splice(0)) folder.remove();
});

const nameOf = (status: SecurityTradingStatus | undefined) =>
  status === undefined ? '' : (SecurityTradingStatus[status] ?? '').replace('SECURITY_TRADING_STATUS_', '');

test('a working day of a share, a future and a bond, in statuses and in the info stream', async () => {
  // 25 November 2026 is a Wednesday; Moscow is three hours ahead of UTC.
  const { client, clock } = await openAt('2026-11-24T21:00:00Z');
  const share = await client.uid('SBER');
  const future = await client.uid('SRZ6');
  const bond = await client.uid('SU26207RMFS9');
  const info = collect((signal) =>
    client.marketDataStream.marketDataServerSideStream(
      {
        subscribeInfoRequest: {
          subscriptionAction: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
          instruments: [{ figi: '', instrumentId: share }],
        },
      },
      { signal },
    ),
  );
  const told = () => info.messages.flatMap(({ tradingStatus }) => (tradingStatus ? [tradingStatus] : []));
  await info.until(() => told().length === 1);
  const closed = 'NOT_AVAILABLE_FOR_TRADING';
  const open = 'NORMAL_TRADING';
  const moments: [moscow: string, share: string, future: string, bond: string][] = [
    ['00:00', closed, closed, closed],
    ['06:50', 'OPENING_AUCTION_PERIOD', closed, closed],
    ['07:00', open, closed, closed],
    ['08:50', open, open, closed],
    ['09:50', open, open, open],
    ['18:40', 'CLOSING_AUCTION', open, 'CLOSING_AUCTION'],
    ['18:50', 'BREAK_IN_TRADING', open, 'BREAK_IN_TRADING'],
    ['19:00', 'OPENING_AUCTION_PERIOD', open, 'OPENING_AUCTION_PERIOD'],
    ['19:05', open, open, open],
    ['23:50', 'SESSION_CLOSE', 'SESSION_CLOSE', 'SESSION_CLOSE'],
  ];
  for (const [moscow, ...expected] of moments) {
    clock.moveTo(new Date(Date.parse(`2026-11-25T${moscow}:00Z`) - 3 * 3_600_000).toISOString());
    const { tradingStatuses } = await client.marketData.getTradingStatuses({
      instrumentId: [share, future, bond],
    });
    expect([moscow, ...tradingStatuses.map(({ tradingStatus }) => nameOf(tradingStatus))]).toEqual([
      moscow,
      ...expected,
    ]);
  }
  await info.until(() => told().length === 8);
  expect(told().map(({ tradingStatus }) => nameOf(tradingStatus))).toEqual([
    closed,
    'OPENING_AUCTION_PERIOD',
    open,
    'CLOSING_AUCTION',
    'BREAK_IN_TRADING',
    'OPENING_AUCTION_PERIOD',
    open,
    'SESSION_CLOSE',
  ]);
  info.end();
});

test('the schedule tells the same day, hour by hour', async () => {
  const { client } = await openAt('2026-11-25T05:00:00Z');
  const { exchanges } = await client.instruments.tradingSchedules({
    exchange: 'MOEX_MORNING',
    from: new Date('2026-11-25T05:00:00Z'),
    to: new Date('2026-11-28T05:00:00Z'),
  });
  const [wednesday, , , saturday] = exchanges[0]?.days ?? [];
  expect(exchanges[0]?.days).toHaveLength(4);
  const at = (time: string) => new Date(`2026-11-25T${time}:00Z`);
  expect(wednesday).toMatchObject({
    date: new Date('2026-11-25T00:00:00Z'),
    isTradingDay: true,
    openingAuctionStartTime: at('03:50'),
    openingAuctionEndTime: at('04:00'),
    startTime: at('04:00'),
    endTime: at('15:40'),
    closingAuctionStartTime: at('15:40'),
    closingAuctionEndTime: at('15:50'),
    eveningOpeningAuctionStartTime: at('16:00'),
    eveningStartTime: at('16:05'),
    eveningEndTime: at('20:50'),
  });
  expect(wednesday?.intervals.map(({ type }) => type)).toEqual([
    'opening_auction',
    'morning_session',
    'main_session',
    'closing_auction',
    'evening_opening_auction',
    'evening_session',
  ]);
  expect(saturday).toMatchObject({
    isTradingDay: true,
    startTime: new Date('2026-11-28T06:50:00Z'),
    endTime: new Date('2026-11-28T16:00:00Z'),
    eveningStartTime: undefined,
  });
});

test('schedules know every exchange that instruments name, and refuse what the contract refuses', async () => {
  const { client } = await openAt('2026-11-28T10:00:00Z');
  const { exchanges } = await client.instruments.tradingSchedules({});
  const { instruments } = await client.instruments.shares({});
  const futures = await client.instruments.futures({});
  const known = exchanges.map(({ exchange }) => exchange);
  for (const { exchange } of [...instruments, ...futures.instruments]) expect(known).toContain(exchange);
  expect(exchanges[0]?.days).toHaveLength(8);
  const bonds = exchanges.find(({ exchange }) => exchange === 'MOEX_PLUS');
  expect(bonds?.days.slice(0, 3).map(({ isTradingDay }) => isTradingDay)).toEqual([false, false, true]);
  const refused = (request: object) => expect(client.instruments.tradingSchedules(request)).rejects;
  await refused({ exchange: 'NYSE' }).toThrow('NOT_FOUND: 50001');
  await refused({ from: new Date('2026-11-27T23:00:00Z') }).toThrow('30003');
  await refused({ from: new Date('2026-11-29T00:00:00Z'), to: new Date('2026-11-28T00:00:00Z') }).toThrow(
    '30012',
  );
  await refused({ from: new Date('2026-11-28T00:00:00Z'), to: new Date('2026-12-13T00:00:00Z') }).toThrow(
    '30002',
  );
});

test('at a weekend shares and futures trade from 9:50 to 19:00, bonds do not', async () => {
  const { client, clock } = await openAt('2026-11-28T06:49:59Z');
  const ids = await Promise.all(['SBER', 'SRZ6', 'SU26207RMFS9'].map((ticker) => client.uid(ticker)));
  const statuses = async () =>
    (await client.marketData.getTradingStatuses({ instrumentId: ids })).tradingStatuses.map(
      ({ tradingStatus }) => nameOf(tradingStatus),
    );
  const closed = 'NOT_AVAILABLE_FOR_TRADING';
  expect(await statuses()).toEqual([closed, closed, closed]);
  clock.moveTo('2026-11-28T06:50:00Z');
  expect(await statuses()).toEqual(['NORMAL_TRADING', 'NORMAL_TRADING', closed]);
  clock.moveTo('2026-11-28T16:00:00Z');
  expect(await statuses()).toEqual(['SESSION_CLOSE', 'SESSION_CLOSE', closed]);
});

test('by default everything is open at night, and the schedule says so', async () => {
  const { client } = await openAt('2026-11-28T23:30:00Z', { hours: 'always' });
  const { tradingStatus } = await client.marketData.getTradingStatus({
    instrumentId: await client.uid('SBER'),
  });
  expect(nameOf(tradingStatus)).toBe('NORMAL_TRADING');
  const { exchanges } = await client.instruments.tradingSchedules({ exchange: 'MOEX' });
  const days = exchanges[0]?.days ?? [];
  expect(days.every(({ isTradingDay }) => isTradingDay)).toBe(true);
  expect(days.slice(1).map(({ startTime }) => startTime)).toEqual(
    days.slice(0, -1).map(({ endTime }) => endTime),
  );
});

test('an opening auction gathers, and all meet at the one price of most lots when it ends', async () => {
  const { client, clock } = await openAt('2026-11-25T03:50:00Z');
  const sber = await client.uid('SBER');
  await client.control('PUT', '/book/SBER', { bids: [['299', 50]], asks: [['301', 30]] });
  const high = await client.orders.postOrder(limitOrder(sber, { lots: 20, price: '301.5' }));
  const low = await client.orders.postOrder(limitOrder(sber, { lots: 20, price: '300' }));
  expect([high.lotsExecuted, low.lotsExecuted]).toEqual([0, 0]);
  await client.control('PUT', '/book/SBER', {
    bids: [['299', 50]],
    asks: [
      ['299.5', 25],
      ['301', 30],
    ],
  });
  clock.moveTo('2026-11-25T04:00:00Z');
  const state = (orderId: string) =>
    client.orders.getOrderState({ accountId: ACCOUNT, orderId, priceType: 0 });
  // Sold for 300: 25 lots at 299.5 or better; bought at 300 or better: 40. At 301: sold 55, bought 20.
  expect(await state(high.orderId)).toMatchObject({ lotsExecuted: 20 });
  expect(await state(low.orderId)).toMatchObject({ lotsExecuted: 5 });
  const [first, second] = [await state(high.orderId), await state(low.orderId)];
  expect(nano(first.averagePositionPrice)).toBe(nano(second.averagePositionPrice));
  expect(nano(first.averagePositionPrice)).toBeLessThanOrEqual(300_000_000_000n);
  expect(nano(first.averagePositionPrice)).toBeGreaterThanOrEqual(299_500_000_000n);
});

test('a status that somebody set holds against the hours until it is given back to them', async () => {
  const { client, clock } = await openAt('2026-11-25T08:00:00Z');
  await client.control('PUT', '/status/SBER', { status: 'BREAK_IN_TRADING' });
  clock.moveTo('2026-11-25T15:45:00Z');
  expect((await client.control('GET', '/status/SBER')).body.status).toBe('BREAK_IN_TRADING');
  expect((await client.control('GET', '/status/GAZP')).body.status).toBe('CLOSING_AUCTION');
  // Flags alone fix no status.
  await client.control('PUT', '/status/GAZP', { buyAvailable: false });
  await client.control('PUT', '/status/SBER', { status: 'BY_HOURS' });
  expect((await client.control('GET', '/status/SBER')).body.status).toBe('CLOSING_AUCTION');
  clock.moveTo('2026-11-25T17:00:00Z');
  expect((await client.control('GET', '/status/GAZP')).body).toMatchObject({
    status: 'NORMAL_TRADING',
    buyAvailable: false,
  });
});

test.each(['moex', 'always'] as const)(
  'the day ends at 23:50 when the hours are %s: day orders are cancelled, the last price is the close of tomorrow',
  async (hours) => {
    const { client, clock } = await openAt('2026-11-25T10:00:00Z', { hours });
    const sber = await client.uid('SBER');
    await client.control('PUT', '/book/SBER', { bids: [['300', 10]], asks: [['305', 10]] });
    await client.control('POST', '/trade/SBER', { side: 'buy', lots: 1 });
    const { orderId } = await client.orders.postOrder(
      limitOrder(sber, { lots: 1, price: '299', timeInForce: TimeInForceType.TIME_IN_FORCE_DAY }),
    );
    clock.moveTo('2026-11-25T20:49:59Z');
    expect((await client.orders.getOrders({ accountId: ACCOUNT })).orders).toHaveLength(1);
    clock.oversleepTo('2026-11-26T00:00:00Z');
    expect(await client.orders.getOrderState({ accountId: ACCOUNT, orderId, priceType: 0 })).toMatchObject({
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_CANCELLED,
    });
    const { closePrices } = await client.marketData.getClosePrices({ instruments: [{ instrumentId: sber }] });
    expect(nano(closePrices[0]?.price)).toBe(305_000_000_000n);
    // A fifth up from 305.
    expect((await client.control('GET', '/book/SBER')).body.limitUp).toBe('366');
  },
);

test('an auction that ended while the exchange was down is held at its next start', async () => {
  const { exchange, client, clock, dataDir } = await openAt('2026-11-25T03:55:00Z');
  const sber = await client.uid('SBER');
  await client.control('PUT', '/book/SBER', { bids: [['299', 50]], asks: [['301', 30]] });
  const { orderId } = await client.orders.postOrder(limitOrder(sber, { lots: 20, price: '302' }));
  client.close();
  await exchange.close();
  clock.oversleepTo('2026-11-25T04:10:00Z');
  const again = await start(dataDir, { hours: 'moex', clock });
  const after = connect(again);
  opened = { exchange: again, client: after, clock, dataDir };
  expect(await after.orders.getOrderState({ accountId: ACCOUNT, orderId, priceType: 0 })).toMatchObject({
    lotsExecuted: 20,
  });
});
