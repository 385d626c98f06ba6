import { describe, expect, test } from '@jest/globals';
import { marginRoom } from '../../../domain/account/margin-room.js';
import { Decimal } from '../../../domain/decimal.js';

const room = (liquid: string, starting: string, minimal: string, corrected?: string) => {
  const { state, toStarting, withOrders, toCall, toCallPercent } = marginRoom({
    liquidPortfolio: new Decimal(liquid),
    startingMargin: new Decimal(starting),
    minimalMargin: new Decimal(minimal),
    ...(corrected && { correctedMargin: new Decimal(corrected) }),
  });
  return [state, toStarting.toFixed(), withOrders?.toFixed(), toCall.toFixed(), toCallPercent?.toFixed(2)];
};

describe('the room that a margin leaves', () => {
  test.each([
    // 100,000.10 − 60,000 = 40,000.10; − 30,000 = 70,000.10, of 100,000.10 that is 70.00003 %.
    [
      ['100000.10', '60000', '30000', '75000'],
      ['enough', '40000.1', '25000.1', '70000.1', '70.00'],
    ],
    [
      ['60000', '60000', '30000'],
      ['enough', '0', undefined, '30000', '50.00'],
    ],
    [
      ['59999.99', '60000', '30000'],
      ['no-new-positions', '-0.01', undefined, '29999.99', '50.00'],
    ],
    [
      ['30000', '60000', '30000'],
      ['no-new-positions', '-30000', undefined, '0', '0.00'],
    ],
    [
      ['29999.99', '60000', '30000'],
      ['call', '-30000.01', undefined, '-0.01', '0.00'],
    ],
    [
      ['-5', '60000', '30000'],
      ['call', '-60005', undefined, '-30005', undefined],
    ],
    [
      ['100', '0', '0'],
      ['unneeded', '100', undefined, '100', '100.00'],
    ],
  ] as const)('of %j is %j', ([liquid, starting, minimal, corrected], expected) => {
    expect(room(liquid, starting, minimal, corrected)).toEqual(
      expected.map((each) => (each === '0.00' ? expect.stringMatching(/^-?0\.00$/) : each)),
    );
  });
});
