import { describe, expect, test } from '@jest/globals';
import { grouped, roundedAverage } from '../../locales/numbers.js';

describe('grouped', () => {
  test.each([
    ['0', '0'],
    ['999.9900', '999.9900'],
    ['1000', '1\u00a0000'],
    ['-1234567.5', '-1\u00a0234\u00a0567.5'],
    ['NaN', 'NaN'],
  ])('%s is shown as %s', (number, shown) => {
    expect(grouped(number)).toBe(shown);
  });
});

describe('roundedAverage', () => {
  test.each([
    ['312.5', '312.5'],
    ['312.3333333333333333', '312.3333'],
    ['0.000123456789', '0.0001234568'],
    ['10000000.555', '10000000.56'],
    ['99999.999999', '100000'],
    ['n/a', 'n/a'],
  ])('%s is shown as %s', (number, shown) => {
    expect(roundedAverage(number)).toBe(shown);
  });
});
