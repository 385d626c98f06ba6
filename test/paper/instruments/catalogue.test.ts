import { describe, expect, test } from '@jest/globals';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import {
  hasEnded,
  isFuture,
  type PaperInstrument,
  roublesOf,
} from '../../../paper/instruments/instrument.js';
import { fromQuotation, NANO, parseNano } from '../../../paper/money.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const catalogue = loadCatalogue(NOW);

function listed(ticker: string): PaperInstrument {
  const found = catalogue.byTicker(ticker);
  if (!found) throw new Error(`${ticker} is not listed`);
  return found;
}

const futureMessage = (ticker: string) => {
  const { details } = listed(ticker);
  if (details.kind !== 'future') throw new Error(`${ticker} is no future`);
  return details.message;
};

describe('the catalogue', () => {
  test('lists what was recorded and the futures of these days', () => {
    expect(
      (['share', 'bond', 'etf', 'currency', 'future'] as const).map((kind) => catalogue.of(kind).length),
    ).toEqual([147, 628, 2, 12, 132]);
  });

  test('has no id twice', () => {
    for (const key of ['uid', 'positionUid', 'figi', 'ticker'] as const) {
      expect(new Set(catalogue.all.map((each) => each[key])).size).toBe(catalogue.all.length);
    }
  });

  test('every step, its worth and every price fit the contract’s nine decimals, and are positive', () => {
    for (const each of catalogue.all.filter(({ listedOnly }) => !listedOnly)) {
      expect(each.currency).toBe('rub');
      expect(each.stepNano > 0n && each.tickValueNano > 0n && each.startTicks > 0 && each.lot > 0).toBe(true);
      expect(fromQuotation(each.details.message.minPriceIncrement ?? { units: 0, nano: 0 })).toBe(
        each.stepNano,
      );
    }
  });

  test('bonds of another currency or without a step are listed with their record, closed, and without a price', () => {
    const closed = catalogue.all.filter(({ listedOnly }) => listedOnly);
    const currencies = closed.map(({ details }) =>
      details.kind === 'bond' ? `${details.message.currency} ${details.message.nominal?.currency}` : '',
    );
    const count = (name: string) => currencies.filter((each) => each === name).length;
    expect(['usd usd', 'eur eur', 'rub usd', 'rub rub'].map(count)).toEqual([42, 2, 1, 3]);
    for (const { details, startTicks, liquid } of closed) {
      expect([details.message, startTicks, liquid]).toEqual([
        expect.objectContaining({
          apiTradeAvailableFlag: false,
          buyAvailableFlag: false,
          sellAvailableFlag: false,
        }),
        0,
        false,
      ]);
    }
    expect(
      closed.filter(({ details }) => !details.message.minPriceIncrement).map(({ ticker }) => ticker),
    ).toEqual(['ISSUANCEBRUS', 'ISSUANCESAMO', 'ISSUANCERESO']);
    expect(listed('RU000A100GW5').details.message).toMatchObject({
      currency: 'rub',
      nominal: { currency: 'usd', units: 10_000_000, nano: 0 },
      minPriceIncrement: { units: 0, nano: 10_000_000 },
    });
  });

  test('a bond’s tick is worth its part of the nominal', () => {
    // 0.001 % of 1,000 roubles.
    expect(listed('SU29013RMFS8').tickValueNano).toBe(parseNano('0.01'));
    // 0.01 % of 750 roubles.
    const of750 = catalogue
      .of('bond')
      .find(({ details }) => details.kind === 'bond' && details.message.nominal?.units === 750);
    expect(of750?.tickValueNano).toBe(parseNano('0.075'));
  });

  test('matured bonds and expired futures are listed, and have ended', () => {
    expect(hasEnded(listed('RU000A1013Y3'), NOW)).toBe(true);
    expect(hasEnded(listed('SRU6'), NOW)).toBe(true);
    expect(hasEnded(listed('SRZ6'), NOW)).toBe(false);
    expect(hasEnded(listed('SBERF'), NOW)).toBe(false);
  });
});

describe('stock futures', () => {
  test.each([
    ['SR', 'SBER', 100],
    ['GZ', 'GAZP', 100],
    ['LK', 'LKOH', 10],
    ['RN', 'ROSN', 100],
    ['SN', 'SNGS', 1000],
    ['SG', 'SNGSP', 1000],
    ['AL', 'ALRS', 100],
    ['AF', 'AFLT', 100],
    ['ME', 'MOEX', 100],
  ])('%s is on %s, %d shares a contract, five expiries ahead', (prefix, ticker, size) => {
    const share = listed(ticker);
    for (const code of ['Z6', 'H7', 'M7', 'U7', 'Z7']) {
      expect(futureMessage(`${prefix}${code}`)).toMatchObject({
        basicAsset: ticker,
        basicAssetPositionUid: share.positionUid,
        basicAssetSize: { units: size, nano: 0 },
        lot: 1,
        assetType: 'security',
      });
    }
    expect(catalogue.byTicker(`${prefix}H8`)).toBeUndefined();
  });

  test('tell their margin, which is a part of the price, and more for those who sell', () => {
    const { initialMarginOnBuy, initialMarginOnSell } = futureMessage('SRH7');
    const price = roublesOf(listed('SRH7'), listed('SRH7').startTicks);
    const buy = fromQuotation(initialMarginOnBuy ?? { units: 0, nano: 0 });
    const sell = fromQuotation(initialMarginOnSell ?? { units: 0, nano: 0 });
    expect(buy * 100n > price * 16n && buy < sell && sell * 100n < price * 19n).toBe(true);
  });

  test('some are closed to the API, some cannot be shorted, and the others can', () => {
    expect(futureMessage('AFZ7').apiTradeAvailableFlag).toBe(false);
    expect(futureMessage('AFU7').apiTradeAvailableFlag).toBe(true);
    expect(futureMessage('SGH7').shortEnabledFlag).toBe(false);
    expect(futureMessage('SNH7').shortEnabledFlag).toBe(true);
  });

  test('one has a point that is no rouble; the perpetual ones are quoted per share, with a lot of 100', () => {
    const { minPriceIncrement, minPriceIncrementAmount } = futureMessage('RIZ6');
    expect(minPriceIncrement).toEqual({ units: 10, nano: 0 });
    expect(minPriceIncrementAmount).toEqual({ units: 16, nano: 271_500_000 });
    expect(
      catalogue
        .of('future')
        .filter((each) => isFuture(each) && each.details.terms.expiresAtMs === undefined)
        .map(({ ticker, lot, stepNano }) => [ticker, lot, stepNano]),
    ).toEqual([
      ['SBERF', 100, NANO / 100n],
      ['GAZPF', 100, NANO / 100n],
    ]);
  });

  test('start at the share’s price with interest, less dividends', () => {
    const share = listed('SBER');
    const spot = roublesOf(share, share.startTicks);
    // 23 days to the 17th of December, none of Sberbank's record days among them: 306.5 × (1 + 0.16 × 24 / 365) × 100.
    expect(listed('SRZ6').startTicks).toBe(Number((spot * (36_500n + 16n * 24n)) / 36_500n / 10_000_000n));
  });
});

test('a journal of years ago names futures that are still known', () => {
  const later = loadCatalogue(Date.parse('2031-02-01T00:00:00Z'));
  expect(later.byTicker('SRZ6')?.details.kind).toBe('future');
  expect(new Set(later.all.map(({ ticker }) => ticker)).size).toBe(later.all.length);
});
