/** What a person may ask for by kind: shares, funds and bonds for money, futures for margin, and the rest refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Broker, Position } from '../../broker/broker.js';
import { NotServedError } from '../../broker/errors.js';
import { checkOrder, type WantedOrder } from '../../commands/order-request.js';
import { type Database, insertTask, migrateToLatest, openDatabase } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { FuturesMargin, Instrument } from '../../domain/instrument.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { bond, future, share } from '../support/instruments.js';

const SBER = share({ uid: 'sber', lot: 10 });
const FUND = share({ uid: 'fund', ticker: 'TMOS', kind: 'etf', lot: 1 });
const OFZ = bond({ accruedInterest: '20' });
const FUTURE = { ...future({ margin: '9000' }), shortEnabled: true };
const DOLLARS = bond({ nominalCurrency: 'usd' });
const ALL = [SBER, FUND, OFZ, FUTURE];

/** What the account and the market are like. */
let account: { money: string; securities: Position[] };
let bids: Record<string, string>;
let margin: () => FuturesMargin;
let readOnly: boolean;
let listed: readonly Instrument[];

let testDatabase: TestDatabase;
let db: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = openDatabase(testDatabase.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await testDatabase?.drop();
});
beforeEach(async () => {
  await db.deleteFrom('tasks').execute();
  account = { money: '100000', securities: [] };
  bids = { sber: '300', fund: '7', 'bond-uid': '980', 'future-uid': '30000' };
  margin = () => ({ toBuy: new Decimal(10_000), toSell: new Decimal(11_000) });
  readOnly = false;
  listed = ALL;
});

const broker = {
  mode: 'paper',
  accountId: '1',
  get readOnly() {
    return readOnly;
  },
  instruments: {
    byTicker: async (ticker: string) => listed.find((each) => each.ticker === ticker),
    byUid: async (uid: string) => listed.find((each) => each.uid === uid),
    lastPrices: async (uids: readonly string[]) =>
      new Map(uids.flatMap((uid): [string, Decimal][] => (bids[uid] ? [[uid, new Decimal(bids[uid])]] : []))),
    book: async (instrumentUid: string) => {
      const price = bids[instrumentUid];
      const levels = price ? [{ price: new Decimal(price), lots: 100 }] : [];
      return { instrumentUid, bids: levels, asks: levels };
    },
    futuresMargin: async () => margin(),
  },
  account: {
    positions: async () => ({
      loading: false,
      money: new Decimal(account.money),
      blockedMoney: new Decimal(0),
      securities: account.securities,
    }),
    // An account without margin trading, of whose lots the broker says nothing.
    margin: async () => undefined,
    maxLots: async () => {
      throw new NotServedError({ method: 'GetMaxLots' });
    },
  },
} as unknown as Broker;

const check = (wanted: WantedOrder) => checkOrder(wanted, { broker, db });
const ask = async (wanted: WantedOrder) => (await check(wanted)).request;
const refusal = async (wanted: WantedOrder) => {
  const error = await ask(wanted).catch((each: unknown) => each as { code: string; data: object });
  return 'code' in error ? { code: error.code, data: error.data } : error;
};
const hold = (instrumentUid: string, free: number) => {
  account.securities = [{ instrumentUid, free, blocked: 0 }];
};

describe('a bond', () => {
  const { ticker } = OFZ;

  test('is paid with its accrued interest on top: a sum buys so many', async () => {
    // 980 + 20 a bond; by its price alone it would be 102.
    await expect(ask({ direction: 'buy', ticker, sum: '99000' })).resolves.toMatchObject({ amount: 99 });
    expect(await refusal({ direction: 'buy', ticker, sum: '999' })).toEqual({
      code: 'sum-below-lot',
      data: { ticker, sum: '999', lotPrice: '1000' },
    });
  });

  test('takes its price, its interest and a commission from the money', async () => {
    account.money = '10028';
    expect(await refusal({ direction: 'buy', ticker, amount: 10 })).toEqual({
      code: 'money-short',
      data: { needed: '10029.40', free: '10028.00' },
    });
    account.money = '10029.4';
    await expect(ask({ direction: 'buy', ticker, amount: 10 })).resolves.toMatchObject({ amount: 10 });
  });

  test('keeps the money of a purchase that runs, interest included', async () => {
    const request = {
      direction: 'buy',
      ticker,
      instrumentUid: OFZ.uid,
      lot: 1,
      amount: 90,
      limitPrice: null,
    } as const;
    await insertTask(db, {
      key: randomUUID(),
      kind: 'sellbuy',
      mode: 'paper',
      accountId: '1',
      ticker,
      instrumentUid: OFZ.uid,
      amount: 90,
      request,
      requestedBy: 'test',
      wish: { version: 1, mode: 'run', targetLots: 90, limitPrice: null },
    });
    const { data } = (await refusal({ direction: 'buy', ticker, amount: 10 })) as { data: { free: string } };
    // 90 × (980 × 1.003 + 20).
    expect(data.free).toBe('9735.40');
  });

  test('has a limit in roubles that need not be on the grid of its price', async () => {
    await expect(ask({ direction: 'buy', ticker, amount: 1, limitPrice: '980.05' })).resolves.toMatchObject({
      limitPrice: '980.05',
    });
    expect(await refusal({ direction: 'buy', ticker, amount: 1, limitPrice: '0' })).toMatchObject({
      code: 'not-positive',
    });
  });

  test('priced in dollars is refused, and says so', async () => {
    listed = [DOLLARS];
    expect(await refusal({ direction: 'buy', ticker, amount: 1 })).toEqual({
      code: 'not-in-roubles',
      data: { ticker, currency: 'USD' },
    });
  });
});

describe('a future', () => {
  const { ticker } = FUTURE;

  test('locks the margin of this moment, not its price', async () => {
    await expect(ask({ direction: 'buy', ticker, amount: 9 })).resolves.toMatchObject({ amount: 9 });
    // 10,000 of margin and 90 of commission each.
    expect(await refusal({ direction: 'buy', ticker, amount: 10 })).toEqual({
      code: 'money-short',
      data: { needed: '100900.00', free: '100000.00' },
    });
  });

  test("where the broker tells no margin, the catalogue's counts", async () => {
    margin = () => {
      throw new NotServedError({ method: 'GetFuturesMargin', brokerCode: '12001' });
    };
    await expect(ask({ direction: 'buy', ticker, amount: 11 })).resolves.toMatchObject({ amount: 11 });
    expect(await refusal({ direction: 'buy', ticker, amount: 12 })).toMatchObject({ code: 'money-short' });
  });

  test('bought to close a short position needs no money, beyond it does', async () => {
    account.money = '0';
    hold(FUTURE.uid, -3);
    await expect(ask({ direction: 'buy', ticker, amount: 3 })).resolves.toMatchObject({ amount: 3 });
    expect(await refusal({ direction: 'buy', ticker, amount: 4 })).toMatchObject({
      code: 'money-short',
      data: { needed: '10090.00' },
    });
  });

  test('for a sum is refused: it is not paid for', async () => {
    expect(await refusal({ direction: 'buy', ticker, sum: '100000' })).toEqual({
      code: 'sum-of-future',
      data: { ticker },
    });
  });

  test('is sold out of a position, and into a short one only where there is margin trading', async () => {
    hold(FUTURE.uid, 2);
    await expect(ask({ direction: 'sell', ticker, amount: 2 })).resolves.toMatchObject({ direction: 'sell' });
    expect(await refusal({ direction: 'sell', ticker, amount: 3 })).toMatchObject({ code: 'margin-off' });
  });

  test('may have a limit below zero', async () => {
    const wanted = { direction: 'buy', ticker, amount: 1, limitPrice: '-12.5' } as const;
    await expect(ask(wanted)).resolves.toMatchObject({ limitPrice: '-12.5' });
  });
});

test('shares and funds are bought by price and commission, on their grid, as ever', async () => {
  account.money = '3009';
  await expect(ask({ direction: 'buy', ticker: 'SBER', amount: 10 })).resolves.toMatchObject({ amount: 10 });
  await expect(ask({ direction: 'buy', ticker: 'TMOS', sum: '2100' })).resolves.toMatchObject({
    amount: 300,
  });
  account.money = '3008.99';
  expect(await refusal({ direction: 'buy', ticker: 'SBER', amount: 10 })).toMatchObject({
    code: 'money-short',
  });
  expect(await refusal({ direction: 'buy', ticker: 'TMOS', amount: 1, limitPrice: '7.005' })).toMatchObject({
    code: 'limit-price-step',
  });
});

test('with a token that only reads nothing is ordered, and the person hears why', async () => {
  readOnly = true;
  expect(await refusal({ direction: 'buy', ticker: 'SBER', amount: 10 })).toEqual({
    code: 'token-reads-only',
    data: {},
  });
});
