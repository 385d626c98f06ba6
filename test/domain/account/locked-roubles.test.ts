import { expect, test } from '@jest/globals';
import { besides } from '../../../domain/account/locked-roubles.js';
import { Decimal } from '../../../domain/decimal.js';

const [free, blocked, guarantee] = [new Decimal(100), new Decimal(20), new Decimal(7)];
const counted = (roubles: number | undefined, of: Decimal | undefined = guarantee) =>
  besides({
    ...{ free, blocked, guarantee: of },
    roubles: roubles === undefined ? undefined : new Decimal(roubles),
  }).toNumber();

test('what futures lock is counted once, whether or not it is among what is told as blocked', () => {
  expect(counted(127)).toBe(7);
  expect(counted(120)).toBe(0);
  // A portfolio that is a little behind.
  expect(counted(126)).toBe(7);
  expect(counted(121)).toBe(0);
  expect(counted(undefined)).toBe(7);
  expect(besides({ free, blocked, guarantee: undefined, roubles: new Decimal(120) }).toNumber()).toBe(0);
});
