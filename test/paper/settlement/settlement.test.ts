import { afterEach, expect, test } from '@jest/globals';
import { SubscriptionAction } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OrderExecutionReportStatus as Status } from 'tinkoff-invest-api/dist/generated/orders.js';
import type { PaperExchange } from '../../../paper/index.js';
import { parseNano } from '../../../paper/money.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { TestClock } from '../test-clock.js';

interface Account {
  money: string;
  positions: { ticker: string; amount: number; averagePrice: string }[];
}

let folder = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;

async function open(clock: TestClock): Promise<void> {
  exchange = await start(folder.dataDir, { hours: 'always', clock });
  client = connect(exchange);
}
async function close(): Promise<void> {
  client.close();
  await exchange.close();
}
afterEach(async () => {
  await close();
  folder.remove();
  folder = newDataDir();
});

const account = async () => (await client.control('GET', '/account')).body as unknown as Account;

test('a stock future that expires delivers its shares at the last price of the share', async () => {
  // The third Thursday of December 2026 is the 17th; stock futures end at 19:00 in Moscow.
  const clock = new TestClock('2026-12-17T15:00:00Z');
  await open(clock);
  const future = await client.uid('SRZ6');
  await client.control('PUT', '/account', {
    money: '1000000',
    positions: [
      { ticker: 'SRZ6', amount: -3, averagePrice: '30100' },
      { ticker: 'SBER', amount: 500, averagePrice: '290' },
    ],
  });
  await client.control('PUT', '/book/SBER', { bids: [['299', 100]], asks: [['300.5', 100]] });
  await client.control('POST', '/trade/SBER', { side: 'buy', lots: 1 });
  await client.control('PUT', '/book/SRZ6', { bids: [['30000', 10]], asks: [['30100', 10]] });
  const { orderId } = await client.orders.postOrder(limitOrder(future, { lots: 1, price: '30010' }));
  const info = collect((signal) =>
    client.marketDataStream.marketDataServerSideStream(
      {
        subscribeInfoRequest: {
          subscriptionAction: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
          instruments: [{ figi: '', instrumentId: future }],
        },
      },
      { signal },
    ),
  );
  const statuses = () =>
    info.messages.flatMap(({ tradingStatus }) => (tradingStatus ? [tradingStatus.tradingStatus] : []));
  await info.until(() => statuses().length === 1);
  clock.moveTo('2026-12-17T16:00:00Z');
  await info.until(() => statuses().length === 2);
  // NORMAL_TRADING, then NOT_AVAILABLE_FOR_TRADING.
  expect(statuses()).toEqual([5, 1]);
  info.end();
  expect(await client.orders.getOrderState({ accountId: ACCOUNT, orderId, priceType: 0 })).toMatchObject({
    executionReportStatus: Status.EXECUTION_REPORT_STATUS_CANCELLED,
  });
  await expect(client.orders.postOrder(limitOrder(future, { lots: 1, price: '30010' }))).rejects.toThrow(
    '30079',
  );
  // Sold at 30,100, settled at 300.5 × 100 = 30,050: 3 × 50 = 150 gained. 300 shares delivered for 90,150.
  expect(await account()).toMatchObject({
    money: '1090300',
    positions: [{ ticker: 'SBER', amount: 200, averagePrice: '290' }],
  });
});

test('an index future is paid in money, at the worth of its points', async () => {
  const clock = new TestClock('2026-12-17T10:00:00Z');
  await open(clock);
  await client.control('PUT', '/account', {
    money: '1000000',
    // A step of 10 points is worth 16.2715 roubles: 112,000 points are 11,200 steps, 182,240.8 roubles.
    positions: [{ ticker: 'RIZ6', amount: 2, averagePrice: '182240.8' }],
  });
  await client.control('PUT', '/book/RIZ6', { bids: [['112090', 10]], asks: [['112100', 10]] });
  await client.control('POST', '/trade/RIZ6', { side: 'buy', lots: 1 });
  clock.moveTo('2026-12-17T11:00:00Z');
  // 10 steps up: 2 × 162.715.
  expect(await account()).toMatchObject({ money: '1000325.43', positions: [] });
});

test('the clearing pays what futures gained and conserves what the account is worth', async () => {
  const clock = new TestClock('2026-11-25T12:00:00Z');
  await open(clock);
  await client.control('PUT', '/account', {
    money: '1000000',
    positions: [{ ticker: 'SRZ6', amount: 4, averagePrice: '30000' }],
  });
  await client.control('PUT', '/book/SRZ6', { bids: [['30240', 10]], asks: [['30250', 10]] });
  await client.control('POST', '/trade/SRZ6', { side: 'buy', lots: 1 });
  clock.moveTo('2026-11-25T20:50:00Z');
  const cleared = await account();
  expect(cleared).toMatchObject({
    money: '1001000',
    positions: [{ ticker: 'SRZ6', amount: 4, averagePrice: '30250' }],
  });
  // A clearing at the same price again moves nothing, and a restart replays both exactly.
  clock.moveTo('2026-11-26T20:50:00Z');
  expect(await account()).toEqual(cleared);
  await close();
  await open(clock);
  const { money, positions } = cleared;
  expect(await account()).toMatchObject({ money, positions });
});

test('what ended while the exchange was down is settled before anybody is served', async () => {
  const clock = new TestClock('2026-12-16T12:00:00Z');
  await open(clock);
  await client.control('PUT', '/book/SBER', { bids: [['299', 100]], asks: [['300', 100]] });
  await client.control('POST', '/trade/SBER', { side: 'buy', lots: 1 });
  await client.control('PUT', '/account', {
    money: '1000000',
    positions: [{ ticker: 'SRZ6', amount: 1, averagePrice: '29000' }],
  });
  await close();
  clock.oversleepTo('2026-12-20T12:00:00Z');
  await open(clock);
  // Bought at 29,000: 1,000 gained, 100 shares for 30,000.
  expect(await account()).toMatchObject({
    money: '971000',
    positions: [{ ticker: 'SBER', amount: 100, averagePrice: '300' }],
  });
});

test('a bond that matures is redeemed at its nominal, after its last coupons', async () => {
  const clock = new TestClock('2026-11-25T12:00:00Z');
  await open(clock);
  const { instruments } = await client.instruments.bonds({});
  const [next] = instruments
    .filter(({ maturityDate, nominal }) => maturityDate && nominal?.currency === 'rub')
    .sort((a, b) => (a.maturityDate?.getTime() ?? 0) - (b.maturityDate?.getTime() ?? 0));
  if (!next?.maturityDate || !next.nominal) throw new Error('no bond matures');
  const { events } = await client.instruments.getBondCoupons({
    instrumentId: next.uid,
    figi: '',
    from: new Date(clock.now()),
    to: next.maturityDate,
  });
  const coupons = events.reduce((sum, { payOneBond }) => sum + nano(payOneBond), 0n);
  await client.control('PUT', '/account', {
    money: '0',
    positions: [{ ticker: next.ticker, amount: 7, averagePrice: '990' }],
  });
  clock.moveTo(next.maturityDate.toISOString());
  const { money, positions } = await account();
  expect(positions).toEqual([]);
  expect(parseNano(money)).toBe(7n * (BigInt(next.nominal.units) * 1_000_000_000n + coupons));
});
