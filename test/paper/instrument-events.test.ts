import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentIdType as IdType } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { LastPriceType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { PaperExchange } from '../../paper/index.js';
import { connect, nano, newDataDir, type PaperClient, start } from './paper-client.js';

const DAY_MS = 86_400_000;
const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;
let bond: { uid: string; nominal: bigint; maturity: Date };
let future: { uid: string; ticker: string };

beforeAll(async () => {
  exchange = await start(dataDir);
  client = connect(exchange);
  sber = await client.uid('SBER');
  const { instruments: bonds } = await client.instruments.bonds({ instrumentStatus: 1 });
  const found = bonds.find(({ couponQuantityPerYear, maturityDate }) => {
    return couponQuantityPerYear > 0 && (maturityDate?.getTime() ?? 0) > Date.now() + 800 * DAY_MS;
  });
  if (!found?.maturityDate) throw new Error('no bond with coupons is traded');
  bond = { uid: found.uid, nominal: nano(found.nominal), maturity: found.maturityDate };
  const { instruments: futures } = await client.instruments.futures({ instrumentStatus: 1 });
  const listed = futures.find(({ ticker }) => ticker.startsWith('RI'));
  if (!listed) throw new Error('no index future is traded');
  future = { uid: listed.uid, ticker: listed.ticker };
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});

const year = (back = 0) => ({
  from: new Date(Date.now() - back * 365 * DAY_MS),
  to: new Date(Date.now() + (1 - back) * 365 * DAY_MS),
});
const named = (instrumentId: string) => ({ figi: '', instrumentId });

test('a liquid share pays once a year, its days in their order', async () => {
  // No record day lies in winter.
  const from = new Date('2026-01-01');
  const to = new Date('2026-12-31');
  const { dividends } = await client.instruments.getDividends({ ...named(sber), from, to });
  const [dividend, ...more] = dividends;
  expect(more).toEqual([]);
  const { lastBuyDate, recordDate, paymentDate, declaredDate } = dividend ?? {};
  const days = [declaredDate, lastBuyDate, recordDate, paymentDate].map((day) => day?.getTime() ?? 0);
  expect(days).toEqual([...days].sort((one, other) => one - other));
  const exactly = { from: recordDate, to: recordDate };
  const again = await client.instruments.getDividends({ ...named(sber), ...exactly });
  expect(again.dividends).toEqual([dividend]);
  // The yield is the dividend in percent of the price it was declared at.
  const shown = (nano(dividend?.dividendNet) * 100_000_000_000n) / nano(dividend?.closePrice);
  const difference = shown - nano(dividend?.yieldValue);
  expect(difference > -2_000_000n && difference < 2_000_000n).toBe(true);
});

test('coupons follow each other without a gap, and the interest grows from day to day until one is paid', async () => {
  const period = { from: new Date(), to: bond.maturity };
  const { events } = await client.instruments.getBondCoupons({ ...named(bond.uid), ...period });
  expect(events.length).toBeGreaterThan(1);
  expect(events.at(-1)?.couponDate).toEqual(bond.maturity);
  for (const [index, each] of events.entries()) {
    const next = events[index + 1];
    if (next) expect(next.couponStartDate).toEqual(each.couponDate);
    expect(each.couponNumber).toBe((events[0]?.couponNumber ?? 0) + index);
  }
  const [first] = events;
  const { accruedInterests } = await client.instruments.getAccruedInterests({
    ...named(bond.uid),
    from: first?.couponStartDate,
    to: first?.couponDate,
  });
  expect(accruedInterests).toHaveLength((first?.couponPeriod ?? 0) + 1);
  const values = accruedInterests.map(({ value }) => nano(value));
  const [started = 0n] = values;
  const paid = values.pop();
  expect([started, paid]).toEqual([0n, 0n]);
  expect(values).toEqual([...values].sort((one, other) => (one < other ? -1 : 1)));
  expect(values.every((value) => value < nano(first?.payOneBond))).toBe(true);
  expect(nano(accruedInterests[0]?.nominal)).toBe(bond.nominal);
});

test('the margin of a future is what its listing says, with the step in roubles', async () => {
  const margin = await client.instruments.getFuturesMargin(named(future.uid));
  const { instrument } = await client.instruments.futureBy({
    idType: IdType.INSTRUMENT_ID_TYPE_UID,
    id: future.uid,
  });
  expect(margin).toEqual({
    initialMarginOnBuy: instrument?.initialMarginOnBuy,
    initialMarginOnSell: instrument?.initialMarginOnSell,
    minPriceIncrement: instrument?.minPriceIncrement,
    minPriceIncrementAmount: instrument?.minPriceIncrementAmount,
  });
  expect(nano(margin.minPriceIncrementAmount)).not.toBe(nano(margin.minPriceIncrement));
});

describe('refusals', () => {
  const dividends = (request: { instrumentId?: string; from?: Date; to?: Date }) =>
    client.instruments.getDividends({ ...named(sber), ...request });

  test('periods', async () => {
    const { from, to } = year();
    await expect(dividends({ to })).rejects.toThrow('30001');
    await expect(dividends({ from })).rejects.toThrow('30004');
    await expect(dividends({ from: to, to: from })).rejects.toThrow('30012');
    // A moment that protobuf can name and a calendar cannot.
    const never = { getTime: () => 9e15 } as Date;
    await expect(dividends({ from: never, to })).rejects.toThrow('30009');
    await expect(dividends({ from, to: never })).rejects.toThrow('30010');
    await expect(dividends({ from: new Date('1900-01-01'), to })).rejects.toThrow('30061');
    await expect(dividends({ from, to: new Date('2200-01-01') })).rejects.toThrow('30062');
  });

  test('calls of another kind of instrument, and of none', async () => {
    await expect(dividends({ ...year(), instrumentId: bond.uid })).rejects.toThrow('30054');
    await expect(client.instruments.getBondCoupons({ ...named(sber), ...year() })).rejects.toThrow('30048');
    await expect(client.instruments.getAccruedInterests({ ...named(sber), ...year() })).rejects.toThrow(
      '30048',
    );
    await expect(client.instruments.getFuturesMargin(named(sber))).rejects.toThrow('30041');
    await expect(client.instruments.getFuturesMargin(named(''))).rejects.toThrow('30093');
    await expect(client.instruments.getFuturesMargin(named('nothing'))).rejects.toThrow('50002');
  });

  test('by-id calls', async () => {
    const by = (request: { idType: number; id: string; classCode?: string }) =>
      client.instruments.shareBy(request);
    await expect(by({ idType: IdType.INSTRUMENT_ID_UNSPECIFIED, id: sber })).rejects.toThrow('30006');
    await expect(by({ idType: 77, id: sber })).rejects.toThrow('30005');
    await expect(by({ idType: IdType.INSTRUMENT_ID_TYPE_UID, id: '' })).rejects.toThrow('30007');
    await expect(by({ idType: IdType.INSTRUMENT_ID_TYPE_TICKER, id: 'SBER' })).rejects.toThrow('30013');
    await expect(by({ idType: IdType.INSTRUMENT_ID_TYPE_UID, id: bond.uid })).rejects.toThrow('50002');
    await expect(client.instruments.shares({ instrumentStatus: 9 as InstrumentStatus })).rejects.toThrow(
      '30050',
    );
    await expect(client.instruments.findInstrument({ query: ' ' })).rejects.toThrow('30087');
    await expect(client.marketData.getOrderBook({ instrumentId: sber, depth: 0 })).rejects.toThrow('30031');
    await expect(client.marketData.getOrderBook({ instrumentId: sber, depth: 51 })).rejects.toThrow('30032');
  });

  test('too many instruments at once', async () => {
    const named = (count: number) => Array.from({ length: count }, () => sber);
    const statuses = (count: number) => client.marketData.getTradingStatuses({ instrumentId: named(count) });
    expect((await statuses(100)).tradingStatuses).toHaveLength(100);
    await expect(statuses(101)).rejects.toThrow('30091');
    const prices = (count: number) =>
      client.marketData.getLastPrices({
        figi: [],
        instrumentId: named(count),
        lastPriceType: LastPriceType.LAST_PRICE_EXCHANGE,
      });
    expect((await prices(3_000)).lastPrices).toHaveLength(3_000);
    await expect(prices(3_001)).rejects.toThrow('30218');
  });

  test('what is not served says so', async () => {
    await expect(client.instruments.getCountries({})).rejects.toThrow('UNIMPLEMENTED: 12001');
    await expect(client.instruments.options({ instrumentStatus: 1 })).rejects.toThrow('UNIMPLEMENTED: 12001');
  });
});
