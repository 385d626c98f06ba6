/** The catalogue of every kind, and market data in roubles, from what the broker would answer. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  BondsResponse,
  EtfsResponse,
  FuturesResponse,
  GetFuturesMarginResponse,
  SharesResponse,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { GetLastPricesResponse, GetOrderBookResponse } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { NotFoundError, NotServedError, UnavailableError } from '../../broker/errors.js';
import type { GrpcClients } from '../../broker/grpc/client.js';
import { createInstruments } from '../../broker/instruments.js';
import { eventually } from '../support/eventually.js';

const recorded = (file: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/broker/${file}.json`, import.meta.url), 'utf8'));
const tradable = {
  lot: 1,
  currency: 'rub',
  apiTradeAvailableFlag: true,
  minPriceIncrement: { units: 0, nano: 10_000_000 },
};
const oil = (change: object) => ({
  ...tradable,
  uid: 'oil',
  ticker: 'BRZ6',
  classCode: 'SPBFUT',
  minPriceIncrementAmount: { units: 7, nano: 648_450_000 },
  initialMarginOnBuy: { currency: 'rub', units: 14_000, nano: 0 },
  basicAsset: 'BR',
  basicAssetSize: { units: 10, nano: 0 },
  expirationDate: '2026-12-01T00:00:00.000Z',
  lastTradeDate: '2026-12-01T00:00:00.000Z',
  ...change,
});

let calls: string[];
let answers: Record<string, () => unknown>;
beforeEach(() => {
  calls = [];
  answers = {
    shares: () => SharesResponse.fromJSON({ instruments: recorded('shares') }),
    bonds: () =>
      BondsResponse.fromJSON({
        instruments: recorded('bonds').map((bond: object, index: number) => ({
          ...bond,
          uid: `bond-${index}`,
        })),
      }),
    etfs: () =>
      EtfsResponse.fromJSON({
        instruments: [{ ...tradable, uid: 'etf', ticker: 'TMOS', classCode: 'TQTF' }],
      }),
    futures: () => FuturesResponse.fromJSON({ instruments: [oil({})] }),
    getFuturesMargin: () =>
      GetFuturesMarginResponse.fromJSON({
        initialMarginOnBuy: { currency: 'rub', units: 15_000, nano: 0 },
        minPriceIncrement: { units: 0, nano: 10_000_000 },
        minPriceIncrementAmount: { units: 7, nano: 660_000_000 },
      }),
    getOrderBook: () =>
      GetOrderBookResponse.fromJSON({
        instrumentUid: 'oil',
        bids: [{ price: { units: 104, nano: 920_000_000 }, quantity: 3 }],
        asks: [{ price: { units: -37, nano: -630_000_000 }, quantity: 1 }],
        limitUp: { units: 110, nano: 0 },
      }),
    getLastPrices: () =>
      GetLastPricesResponse.fromJSON({
        lastPrices: ['oil', 'bond-0', 'nosuch'].map((instrumentUid) => ({
          instrumentUid,
          price: { units: 95, nano: 510_000_000 },
        })),
      }),
  };
});

const told: object[] = [];
function instruments() {
  told.length = 0;
  const client = new Proxy(
    {},
    {
      get: (_, method: string) => async () => {
        calls.push(method);
        return answers[method]?.();
      },
    },
  );
  const clients = { of: () => client } as unknown as GrpcClients;
  return createInstruments({ clients, logger: { info: (details) => void told.push(details) } });
}
const notServed = () => {
  throw new NotServedError({ method: 'Bonds', brokerCode: '12001' });
};

describe('the catalogue', () => {
  test('holds shares, bonds, funds and futures, by one call a kind', async () => {
    const { byTicker } = instruments();
    const [sber, ofz, fund, future] = await Promise.all(
      ['SBER', 'SU29013RMFS8', 'TMOS', 'BRZ6'].map((ticker) => byTicker(ticker)),
    );
    expect(calls.sort()).toEqual(['bonds', 'etfs', 'futures', 'shares']);
    expect([sber?.kind, ofz?.kind, fund?.kind, future?.kind]).toEqual(['share', 'bond', 'etf', 'future']);
    // 0.001 % of 1,000.
    expect(ofz?.priceStep.toFixed()).toBe('0.01');
    expect([ofz?.bond?.nominal.toFixed(), ofz?.bond?.accruedInterest.toFixed()]).toEqual(['1000', '20.19']);
    expect(future).toMatchObject({ currency: 'RUB', future: { basicAsset: 'BR' } });
    expect(future?.priceStep.toFixed()).toBe('7.64845');
    expect(future?.future?.margin.toBuy?.toFixed()).toBe('14000');
    expect(future?.future?.margin.toSell).toBeUndefined();
  });

  test.each([
    // A day is told as midnight UTC; the hour is the exchange's, 19:00 in Moscow with delivery, else 14:00.
    ['physical_delivery', '2026-12-17T00:00:00.000Z', '2026-12-17T16:00:00.000Z', true, false],
    ['cash_settlement', '2026-12-17T00:00:00.000Z', '2026-12-17T11:00:00.000Z', false, false],
    ['FUTURES_TYPE_PHYSICAL_DELIVERY', '2026-12-17T15:50:00.000Z', '2026-12-17T15:50:00.000Z', true, false],
    ['cash_settlement', '2100-01-01T00:00:00.000Z', '2100-01-01T11:00:00.000Z', false, true],
  ])(
    'a future, %s, with %s as its last day',
    async (futuresType, lastTradeDate, last, deliverable, perpetual) => {
      const told = oil({ futuresType, lastTradeDate, exchange: 'FORTS_EVENING' });
      answers.futures = () => FuturesResponse.fromJSON({ instruments: [told] });
      expect(await instruments().byTicker('BRZ6')).toMatchObject({
        exchange: 'FORTS_EVENING',
        future: { deliverable, perpetual, lastTradeAt: new Date(last) },
      });
    },
  );

  test('a bond whose nominal is in dollars is priced in dollars, whatever it settles in', async () => {
    const { byTicker } = instruments();
    const bonds = recorded('bonds') as { ticker: string; currency: string; nominal: { currency: string } }[];
    const mixed = bonds.find(({ currency, nominal }) => currency === 'rub' && nominal.currency === 'usd');
    expect(await byTicker(mixed?.ticker ?? '')).toMatchObject({ kind: 'bond', currency: 'USD' });
  });

  test('of two futures with one ticker the one that lives longer is meant', async () => {
    const old = oil({ uid: 'old', expirationDate: '2016-12-01T00:00:00.000Z' });
    for (const list of [
      [old, oil({})],
      [oil({}), old],
    ]) {
      answers.futures = () => FuturesResponse.fromJSON({ instruments: list });
      expect((await instruments().byTicker('BRZ6'))?.uid).toBe('oil');
    }
  });

  test('leaves out a kind that is not served here, and says so once', async () => {
    answers = { ...answers, bonds: notServed, futures: notServed };
    const { byTicker } = instruments();
    expect(await byTicker('SU29013RMFS8')).toBeUndefined();
    expect(await byTicker('SBER')).toMatchObject({ kind: 'share' });
    expect(told).toMatchObject([{ kind: 'bond' }, { kind: 'future' }]);
  });

  test('is not read at all while one kind could not be read: what is missing would seem not to exist', async () => {
    answers.bonds = () => {
      throw new UnavailableError({ method: 'Bonds' });
    };
    await expect(instruments().byTicker('SBER')).rejects.toBeInstanceOf(UnavailableError);
  });

  test('is read again when it is said to be another one, also while it is being read', async () => {
    const { byTicker, readAgain } = instruments();
    expect(await byTicker('NEW')).toBeUndefined();
    await byTicker('NEW');
    expect(calls).toHaveLength(4);

    let answer: (told: unknown) => void = () => undefined;
    const old = answers.etfs?.();
    const late = new Promise((resolve) => {
      answer = resolve;
    });
    answers.etfs = () => late;
    readAgain();
    const under = byTicker('NEW');
    const listed = { ...tradable, uid: 'new', ticker: 'NEW', classCode: 'TQTF' };
    answers.etfs = () => EtfsResponse.fromJSON({ instruments: [listed] });
    readAgain();
    expect(await byTicker('NEW')).toMatchObject({ uid: 'new' });
    // What was asked before comes last, and changes nothing.
    answer(old);
    await under;
    calls.length = 0;
    expect(await byTicker('NEW')).toMatchObject({ uid: 'new' });
    expect(calls).toEqual([]);
  });

  test('a kind that is told empty, or as not served, after a good reading stays as it was, and is asked for again soon', async () => {
    const reader = instruments();
    await reader.byTicker('BRZ6');
    for (const nothing of [notServed, () => FuturesResponse.fromJSON({ instruments: [] })]) {
      answers.futures = nothing;
      reader.readAgain();
      expect(await reader.byTicker('BRZ6')).toMatchObject({ uid: 'oil' });
      expect((await reader.lastPrices(['oil'])).get('oil')?.toFixed()).toBe('73050.34595');
      expect((await reader.all(['future'])).map(({ uid }) => uid)).toEqual(['oil']);
    }
    expect(told).toContainEqual({ kind: 'future', told: 0, before: 1 });
  });

  test('what one reading does not tell is not listed, but known: a task that trades it goes on', async () => {
    const reader = instruments();
    const other = oil({ uid: 'other', ticker: 'BRF7' });
    answers.futures = () => FuturesResponse.fromJSON({ instruments: [oil({}), other] });
    await reader.byTicker('BRZ6');
    answers.futures = () => FuturesResponse.fromJSON({ instruments: [other] });
    reader.readAgain();
    expect(await reader.byTicker('BRZ6')).toBeUndefined();
    // One id that the broker does not know makes it refuse a whole call.
    expect([...(await reader.lastPrices(['oil', 'bond-0'])).keys()]).toEqual(['bond-0']);
    expect(await reader.byUid('oil')).toMatchObject({ ticker: 'BRZ6' });
    expect(await reader.ifListed('oil')).toBe(reader.known('oil'));
    expect((await reader.book('oil')).bids).toHaveLength(1);
  });

  test('what has no step, or no value of one, is left out', async () => {
    const without = { uid: 'x', ticker: 'X', minPriceIncrementAmount: { units: 0, nano: 0 } };
    answers.futures = () => FuturesResponse.fromJSON({ instruments: [oil(without)] });
    expect(await instruments().byTicker('X')).toBeUndefined();
  });
});

describe('market data', () => {
  test('of a bond and a future comes in roubles; what is not listed has no price', async () => {
    const prices = await instruments().lastPrices(['oil', 'bond-0', 'nosuch']);
    expect([...prices].map(([uid, price]) => [uid, price.toFixed()])).toEqual([
      ['oil', '73050.34595'],
      ['bond-0', '955.1'],
    ]);
    const { bids, asks, limitUp } = await instruments().book('oil');
    expect([bids[0]?.price.toFixed(), asks[0]?.price.toFixed()]).toEqual(['80247.5374', '-28781.11735']);
    expect(limitUp?.toFixed()).toBe('84132.95');
    await expect(instruments().book('nosuch')).rejects.toBeInstanceOf(NotFoundError);
  });

  test('of a step that is in doubt is asked anew, once for many doubts', async () => {
    const reader = instruments();
    const [oilFuture, ofz] = await Promise.all([reader.byTicker('BRZ6'), reader.byTicker('SU29013RMFS8')]);
    calls.length = 0;
    for (let n = 0; n < 5; n += 1) reader.doubtStep('oil');
    await eventually(() => oilFuture?.priceStep.toFixed() === '7.66', { what: 'the new value' });
    expect(calls).toEqual(['getFuturesMargin']);

    // The nominal of a bond that is linked to inflation grows every night.
    answers.bonds = () => {
      const [first] = recorded('bonds');
      const nominal = { currency: 'rub', units: 1_001, nano: 0 };
      return BondsResponse.fromJSON({ instruments: [{ ...first, uid: 'bond-0', nominal }] });
    };
    for (let n = 0; n < 5; n += 1) reader.doubtStep('bond-0');
    await eventually(() => ofz?.priceStep.toFixed() === '0.01001', { what: 'the new nominal' });
    expect(calls.filter((method) => method === 'bonds')).toHaveLength(1);
    expect((await reader.lastPrices(['bond-0'])).get('bond-0')?.toFixed()).toBe('956.0551');
  });

  test('the margin of a future is read anew, and with it what a step is worth from then on', async () => {
    const reader = instruments();
    const future = await reader.byTicker('BRZ6');
    expect((await reader.futuresMargin('oil')).toBuy?.toFixed()).toBe('15000');
    expect(future?.priceStep.toFixed()).toBe('7.66');
    expect((await reader.book('oil')).bids[0]?.price.toFixed()).toBe('80368.72');
    const { priceStep } = future ?? {};
    await reader.futuresMargin('oil');
    expect(future?.priceStep).toBe(priceStep);
  });
});
