import { describe, expect, test } from '@jest/globals';
import { PortfolioResponse } from 'tinkoff-invest-api/dist/generated/operations.js';
import { portfolioFrom } from '../../broker/portfolio.js';
import { Decimal } from '../../domain/decimal.js';
import { future } from '../support/instruments.js';

/** EUR/USD: a step of 0.0001 points is worth 7.9 roubles, so a point 79,000. */
const euro = future({ step: '0.0001', stepValue: '7.9' });
const rub = (units: number, nano = 0) => ({ currency: 'rub', units, nano });

const read = (told: object, lastPrice = '83321.3') => {
  const position = {
    instrumentUid: euro.uid,
    instrumentType: 'futures',
    quantity: { units: 1, nano: 0 },
    ...told,
  };
  const { positions } = portfolioFrom(PortfolioResponse.fromJSON({ positions: [position] }), {
    instruments: new Map([[euro.uid, euro]]),
    lastPrices: new Map(lastPrice === '' ? [] : [[euro.uid, new Decimal(lastPrice)]]),
    currencies: new Map(),
  });
  const [{ averagePrice, lastPrice: last, currency, kind } = { kind: 'none' as string }] = positions;
  return { average: averagePrice?.toFixed(), last: last?.toFixed(), currency, kind };
};

describe('the average of a future', () => {
  // As the broker told it in September 2023.
  const underTheNameOfRoubles = {
    averagePositionPrice: rub(0),
    averagePositionPricePt: { units: 0, nano: 0 },
    currentPrice: rub(1, 54_700_000),
    averagePositionPriceFifo: rub(1, 54_800_000),
  };

  test('told in points under the name of roubles is points', () => {
    expect(read(underTheNameOfRoubles)).toEqual({
      average: '83329.2', // 1.0548 × 79,000
      last: '83321.3',
      currency: 'RUB',
      kind: 'future',
    });
  });

  test('told in roubles is roubles', () => {
    const told = { averagePositionPrice: rub(83_000, 500_000_000), currentPrice: rub(83_321, 300_000_000) };
    expect(read(told).average).toBe('83000.5');
  });

  test('in points is taken rather, where it is told so', () => {
    const told = {
      averagePositionPrice: rub(83_000, 500_000_000),
      averagePositionPricePt: { units: 1, nano: 50_100_000 },
      currentPrice: rub(83_321, 300_000_000),
    };
    expect(read(told).average).toBe('82957.9'); // 1.0501 × 79,000
  });

  test('is unknown where nothing says what it is in, rather than wrong', () => {
    expect(read(underTheNameOfRoubles, '').average).toBeUndefined();
    expect(read({ currentPrice: { currency: 'pt.', units: 1, nano: 54_700_000 } }, '').last).toBe('83321.3');
  });
});
