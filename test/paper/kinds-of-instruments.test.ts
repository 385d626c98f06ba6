import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InstrumentStatus, PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentIdType } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { LastPriceType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OrderExecutionReportStatus as Status } from 'tinkoff-invest-api/dist/generated/orders.js';
import { NewerOrdersService } from '../../broker/grpc/newer-fields.js';
import type { PaperExchange } from '../../paper/index.js';
import { parseNano } from '../../paper/money.js';
import { ACCOUNT, connect, limitOrder, nano, newDataDir, type PaperClient, start } from './paper-client.js';

/** A government bond of 1,000 roubles with steps of 0.001 %, the nearest future on Sberbank but one, and an index future. */
const BOND = 'SU29013RMFS8';
let FUTURE = '';
let INDEX = '';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
const uids = new Map<string, string>();

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 50 });
  client = connect(exchange);
  const { instruments } = await client.instruments.futures({
    instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE,
  });
  const named = (prefix: string) =>
    instruments
      .filter(({ ticker }) => new RegExp(`^${prefix}[HMUZ]\\d$`).test(ticker))
      .sort((one, other) => Number(one.lastTradeDate) - Number(other.lastTradeDate))
      .map(({ ticker }) => ticker);
  FUTURE = named('SR')[1] ?? '';
  INDEX = named('RI')[1] ?? '';
  for (const ticker of [BOND, FUTURE, INDEX, 'SBER']) uids.set(ticker, await client.uid(ticker));
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});
beforeEach(async () => {
  const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
  for (const { orderId } of orders) await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  await client.control('PUT', '/account', { money: '1000000', positions: [] });
});

const uid = (ticker: string): string => uids.get(ticker) ?? '';
const account = async () => (await client.control('GET', '/account')).body;
const post = (ticker: string, order: Parameters<typeof limitOrder>[1]) =>
  client.orders.postOrder(limitOrder(uid(ticker), order));
const postWithMargin = (ticker: string, order: Parameters<typeof limitOrder>[1]) =>
  client.with(NewerOrdersService).postOrder({ ...limitOrder(uid(ticker), order), confirmMarginTrade: true });
const book = (ticker: string, bid: string, ask: string, lots = 1_000) =>
  client.control('PUT', `/book/${ticker}`, { bids: [[bid, lots]], asks: [[ask, lots]] });
const state = (orderId: string, priceType: PriceType) =>
  client.orders.getOrderState({ accountId: ACCOUNT, orderId, priceType });

describe('a bond', () => {
  const accrued = async (): Promise<bigint> => {
    const { instrument } = await client.instruments.bondBy({
      idType: InstrumentIdType.INSTRUMENT_ID_TYPE_UID,
      id: uid(BOND),
      classCode: '',
    });
    return nano(instrument?.aciValue);
  };

  test('is quoted in percent of the nominal, and paid for in roubles with accrued interest', async () => {
    await book(BOND, '97', '97.5');
    const interest = await accrued();
    const answer = await post(BOND, { lots: 10, price: '97.5' });
    // 97.5 % of 1,000 roubles.
    expect(nano(answer.executedOrderPrice)).toBe(975_000_000_000n);
    expect(nano(answer.aciValue)).toBe(10n * interest);
    // The answer tells no commission yet, the state does.
    expect(nano(answer.executedCommission)).toBe(0n);
    const commission = nano((await state(answer.orderId, PriceType.PRICE_TYPE_CURRENCY)).executedCommission);
    expect(commission).toBe(4_880_000_000n);
    expect(nano(answer.totalOrderAmount)).toBe(9_750_000_000_000n + 10n * interest);
    expect(parseNano(String((await account()).money))).toBe(
      1_000_000_000_000_000n - 9_750_000_000_000n - 10n * interest - commission,
    );
  });

  test('takes its price in percent or, when told so, in roubles', async () => {
    await book(BOND, '97', '97.5');
    const inPoints = await post(BOND, { lots: 1, price: '96.25', priceType: PriceType.PRICE_TYPE_POINT });
    const inRoubles = await post(BOND, { lots: 1, price: '962.5', priceType: PriceType.PRICE_TYPE_CURRENCY });
    expect(inPoints.initialSecurityPrice).toEqual({ currency: 'rub', units: 962, nano: 500_000_000 });
    expect(inRoubles.initialSecurityPrice).toEqual(inPoints.initialSecurityPrice);
    const points = await state(inRoubles.orderId, PriceType.PRICE_TYPE_POINT);
    expect(points.initialSecurityPrice).toEqual({ currency: 'pt.', units: 96, nano: 250_000_000 });
    await expect(
      post(BOND, { lots: 1, price: '962.505', priceType: PriceType.PRICE_TYPE_CURRENCY }),
    ).rejects.toThrow('30078');
  });

  test('holds back price, interest and commission, and gives all of it back', async () => {
    await book(BOND, '97', '97.5');
    const interest = await accrued();
    const { orderId } = await post(BOND, { lots: 100, price: '97' });
    // 100 × 970 roubles, 0.05 % of which are 48.50.
    expect(parseNano(String((await account()).blockedMoney))).toBe(97_048_500_000_000n + 100n * interest);
    await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
    expect((await account()).blockedMoney).toBe('0');
  });

  test('that has matured is listed, and takes no orders', async () => {
    const { instruments } = await client.instruments.bonds({
      instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL,
    });
    const { instruments: traded } = await client.instruments.bonds({
      instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE,
    });
    expect(instruments).toHaveLength(628);
    expect(traded.every(({ maturityDate }) => !maturityDate || maturityDate.getTime() > Date.now())).toBe(
      true,
    );
    const matured = instruments.find(({ ticker }) => ticker === 'RU000A1013Y3');
    expect(matured).toMatchObject({ apiTradeAvailableFlag: false, buyAvailableFlag: false });
    await expect(
      client.orders.postOrder(limitOrder(matured?.uid ?? '', { lots: 1, price: '99' })),
    ).rejects.toThrow('30079');
  });
});

describe('a future', () => {
  const margins = async (ticker: string) => {
    const { instrument } = await client.instruments.futureBy({
      idType: InstrumentIdType.INSTRUMENT_ID_TYPE_UID,
      id: uid(ticker),
      classCode: '',
    });
    return { buy: nano(instrument?.initialMarginOnBuy), sell: nano(instrument?.initialMarginOnSell) };
  };

  test('costs its guarantee and the commission, not its price; closing pays the difference', async () => {
    await book(FUTURE, '31000', '31010');
    const { buy } = await margins(FUTURE);
    const bought = await post(FUTURE, { lots: 3, price: '31010' });
    expect(bought.executionReportStatus).toBe(Status.EXECUTION_REPORT_STATUS_FILL);
    // 0.05 % of 93,030 roubles.
    const paid = await state(bought.orderId, PriceType.PRICE_TYPE_CURRENCY);
    expect(nano(paid.executedCommission)).toBe(46_520_000_000n);
    const held = await account();
    expect(held.money).toBe('999953.48');
    expect(parseNano(String(held.freeMoney))).toBe(999_953_480_000_000n - 3n * buy);
    await book(FUTURE, '31500', '31510');
    const sold = await post(FUTURE, { sell: true, lots: 3, price: '31500' });
    // 3 × 490 roubles gained, 0.05 % of 94,500 paid.
    const paidAgain = await state(sold.orderId, PriceType.PRICE_TYPE_CURRENCY);
    expect(nano(paidAgain.executedCommission)).toBe(47_250_000_000n);
    expect(await account()).toMatchObject({ money: '1001376.23', freeMoney: '1001376.23', positions: [] });
  });

  test('that would go short needs a person’s consent, and then holds back the seller’s guarantee', async () => {
    await book(FUTURE, '31000', '31010');
    await expect(post(FUTURE, { sell: true, lots: 1, price: '31000' })).rejects.toThrow('30240');
    const { sell } = await margins(FUTURE);
    await postWithMargin(FUTURE, { sell: true, lots: 2, price: '31000' });
    const { money, freeMoney } = await account();
    expect((parseNano(String(money)) ?? 0n) - (parseNano(String(freeMoney)) ?? 0n)).toBe(2n * sell);
  });

  test('beyond what the guarantee allows is refused, and what reduces a position never is', async () => {
    await book(FUTURE, '31000', '31010');
    const { buy } = await margins(FUTURE);
    const most = Number(1_000_000_000_000_000n / buy);
    await expect(post(FUTURE, { lots: most + 1, price: '31000' })).rejects.toThrow('30042');
    await post(FUTURE, { lots: most - 1, price: '31010' });
    const { orderId } = await post(FUTURE, { sell: true, lots: most - 1, price: '31200' });
    expect((await state(orderId, PriceType.PRICE_TYPE_CURRENCY)).lotsRequested).toBe(most - 1);
  });

  test('whose point is no rouble is counted by the worth of its step', async () => {
    await book(INDEX, '112000', '112010');
    const answer = await post(INDEX, { lots: 2, price: '112010' });
    // 11,201 steps of 16.2715 roubles.
    expect(nano(answer.executedOrderPrice)).toBe(182_257_071_500_000n);
    expect(nano(answer.initialOrderPricePt)).toBe(224_020_000_000_000n);
    const points = await state(answer.orderId, PriceType.PRICE_TYPE_POINT);
    expect(points.averagePositionPrice).toEqual({ currency: 'pt.', units: 112_010, nano: 0 });
    await expect(post(INDEX, { lots: 1, price: '112005' })).rejects.toThrow('30078');
  });

  test('cannot be shorted where the list says so, consent or not', async () => {
    const { instruments } = await client.instruments.futures({
      instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE,
    });
    const forbidden = instruments.find(({ shortEnabledFlag }) => !shortEnabledFlag);
    uids.set('forbidden', forbidden?.uid ?? '');
    const price = (
      await client.marketData.getLastPrices({
        instrumentId: [uid('forbidden')],
        figi: [],
        lastPriceType: LastPriceType.LAST_PRICE_UNSPECIFIED,
      })
    ).lastPrices[0]?.price;
    await expect(
      postWithMargin('forbidden', { sell: true, lots: 1, price: String(price?.units) }),
    ).rejects.toThrow('30042');
  });
});

test('the price of a share has no points', async () => {
  await expect(
    post('SBER', { lots: 1, price: '300', priceType: PriceType.PRICE_TYPE_POINT }),
  ).rejects.toThrow('30085');
});

test('by-id calls of a kind know that kind alone', async () => {
  const byUid = (id: string) => ({ idType: InstrumentIdType.INSTRUMENT_ID_TYPE_UID, id, classCode: '' });
  const { instrument } = await client.instruments.futureBy(byUid(uid(FUTURE)));
  expect(instrument?.ticker).toBe(FUTURE);
  await expect(client.instruments.shareBy(byUid(uid(FUTURE)))).rejects.toThrow('50002');
  await expect(client.instruments.bondBy(byUid(uid('SBER')))).rejects.toThrow('50002');
});
