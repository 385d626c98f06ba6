/** What holders get at clearings, and what the streams say of money that no order moved. */
import { afterEach, expect, test } from '@jest/globals';
import { OperationType } from 'tinkoff-invest-api/dist/generated/operations.js';
import type { PaperExchange } from '../../../paper/index.js';
import { parseNano } from '../../../paper/money.js';
import { ACCOUNT, connect, nano, newDataDir, type PaperClient, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';
import { TestClock } from '../test-clock.js';

const DAY_MS = 86_400_000;

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

const hold = (money: string, positions: { ticker: string; amount: number; averagePrice: string }[]) =>
  client.control('PUT', '/account', { money, positions });
const money = async () => parseNano(String((await client.control('GET', '/account')).body.money));
const payments = async (type: OperationType) =>
  (await client.operations.getOperations({ accountId: ACCOUNT })).operations
    .filter(({ operationType }) => operationType === type)
    .map(({ payment, date, figi }) => ({ payment: nano(payment), at: date?.toISOString(), figi }));
const moscow = (day: Date, time: string) => `${day.toISOString().slice(0, 10)}T${time}:00+03:00`;

function positionsStream() {
  const stream = collect((signal) =>
    client.operationsStream.positionsStream({ accounts: [ACCOUNT], withInitialPositions: false }, { signal }),
  );
  return {
    ...stream,
    told: () => stream.messages.flatMap(({ position }) => position ?? []),
    until: stream.until,
  };
}

async function nextDividend(ticker: string) {
  const from = new Date('2026-11-25T00:00:00Z');
  const to = new Date(from.getTime() + 366 * DAY_MS);
  const { dividends } = await client.instruments.getDividends({
    instrumentId: await client.uid(ticker),
    figi: '',
    from,
    to,
  });
  const [next] = dividends;
  if (!next?.lastBuyDate) throw new Error(`${ticker} pays nothing`);
  return { each: nano(next.dividendNet), day: next.lastBuyDate };
}

test('whoever holds a share in the evening of the last day to buy gets its dividend, once', async () => {
  const clock = new TestClock('2026-11-25T12:00:00Z');
  await open(clock);
  const { each, day } = await nextDividend('SBER');
  const figi = (await client.instruments.findInstrument({ query: 'SBER' })).instruments.find(
    ({ ticker }) => ticker === 'SBER',
  )?.figi;
  await close();
  clock.oversleepTo(moscow(day, '12:00'));
  await open(clock);
  await hold('1000', [{ ticker: 'SBER', amount: 70, averagePrice: '300' }]);
  const stream = positionsStream();
  await stream.until((messages) => messages.length > 0);
  clock.moveTo(moscow(day, '23:49'));
  expect(await money()).toBe(1_000_000_000_000n);
  clock.moveTo(moscow(day, '23:50'));
  const expected = 1_000_000_000_000n + 70n * each;
  expect(await money()).toBe(expected);
  await stream.until(() => stream.told().length > 0);
  expect(stream.told()).toHaveLength(1);
  expect(stream.told()[0]).toMatchObject({ securities: [], futures: [] });
  expect(nano(stream.told()[0]?.money[0]?.availableValue)).toBe(expected);
  stream.end();
  expect(await payments(OperationType.OPERATION_TYPE_DIVIDEND)).toEqual([
    { payment: 70n * each, at: new Date(moscow(day, '23:50')).toISOString(), figi },
  ]);
  // The clearings of the days after it move nothing more, and a restart replays it exactly.
  await close();
  clock.moveTo(new Date(day.getTime() + 5 * DAY_MS).toISOString());
  await open(clock);
  expect(await money()).toBe(expected);
});

test('whoever is short of a share pays its dividend', async () => {
  const clock = new TestClock('2026-11-25T12:00:00Z');
  await open(clock);
  const { each, day } = await nextDividend('GAZP');
  await hold('100000', [{ ticker: 'GAZP', amount: -20, averagePrice: '150' }]);
  // Down over the day: it is made up for at the start.
  await close();
  clock.oversleepTo(new Date(day.getTime() + 3 * DAY_MS).toISOString());
  await open(clock);
  expect(await money()).toBe(100_000_000_000_000n - 20n * each);
});

test('a bond pays its coupons until it matures, the last one also when the exchange was down', async () => {
  const clock = new TestClock('2026-11-25T12:00:00Z');
  await open(clock);
  const { instruments } = await client.instruments.bonds({});
  const [next] = instruments
    .filter(({ maturityDate, couponQuantityPerYear }) => maturityDate && couponQuantityPerYear >= 2)
    .sort((a, b) => (a.maturityDate?.getTime() ?? 0) - (b.maturityDate?.getTime() ?? 0));
  if (!next?.maturityDate || !next.nominal) throw new Error('no bond matures');
  const { events } = await client.instruments.getBondCoupons({
    instrumentId: next.uid,
    figi: '',
    from: new Date(clock.now()),
    to: next.maturityDate,
  });
  expect(events.at(-1)?.couponDate).toEqual(next.maturityDate);
  await hold('0', [{ ticker: next.ticker, amount: 7, averagePrice: '990' }]);
  await close();
  clock.oversleepTo(new Date(next.maturityDate.getTime() + 2 * DAY_MS).toISOString());
  await open(clock);
  const coupons = events.map(({ payOneBond }) => 7n * nano(payOneBond));
  const paid = await payments(OperationType.OPERATION_TYPE_COUPON);
  expect(paid.map(({ payment }) => payment).reverse()).toEqual(coupons);
  expect(await money()).toBe(coupons.reduce((sum, each) => sum + each, 7n * nano(next.nominal)));
});

test('the positions stream tells of the money of a clearing, and of what an expiry delivers', async () => {
  const clock = new TestClock('2026-12-16T12:00:00Z');
  await open(clock);
  await hold('1000000', [{ ticker: 'SRZ6', amount: 2, averagePrice: '30000' }]);
  await client.control('PUT', '/book/SRZ6', { bids: [['30240', 10]], asks: [['30250', 10]] });
  await client.control('POST', '/trade/SRZ6', { side: 'buy', lots: 1 });
  await client.control('PUT', '/book/SBER', { bids: [['302', 100]], asks: [['303', 100]] });
  await client.control('POST', '/trade/SBER', { side: 'buy', lots: 1 });
  const stream = positionsStream();
  await stream.until((messages) => messages.length > 0);
  clock.moveTo('2026-12-16T20:50:00Z');
  await stream.until(() => stream.told().length === 1);
  expect(await money()).toBe(1_000_500_000_000_000n);
  expect(stream.told()[0]).toMatchObject({ securities: [], futures: [] });
  clock.moveTo('2026-12-17T16:00:00Z');
  await stream.until(() => stream.told().length === 2);
  const [sber, future] = [await client.uid('SBER'), await client.uid('SRZ6')];
  expect(stream.told()[1]).toMatchObject({
    securities: [{ instrumentUid: sber, balance: 200, blocked: 0 }],
    futures: [{ instrumentUid: future, balance: 0, blocked: 0 }],
  });
  // 100 more gained, 200 shares paid for at 303.
  expect(nano(stream.told()[1]?.money[0]?.availableValue)).toBe(940_000_000_000_000n);
  stream.end();
});
