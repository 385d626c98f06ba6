/** What sales would leave short, by what is held and what runs. */
import { expect, test } from '@jest/globals';
import { type Holdings, shortsToBe } from '../../commands/holdings.js';
import { Decimal } from '../../domain/decimal.js';
import { share } from '../support/instruments.js';

const SBER = share({ uid: 'sber', ticker: 'SBER' });
const GAZP = share({ uid: 'gazp', ticker: 'GAZP' });
const holdings = (change: Partial<Holdings>): Holdings => ({
  loading: false,
  money: new Decimal(0),
  blockedMoney: new Decimal(0),
  currencies: [],
  securities: [],
  running: [],
  ...change,
});
const runningSale = (left: number) => ({
  ...{ instrumentUid: 'sber', direction: 'sell' as const, limitPrice: null },
  left,
});
const short = (sales: Parameters<typeof shortsToBe>[0], held: Partial<Holdings>) =>
  shortsToBe(sales, holdings(held)).map(({ instrument: { ticker }, free, short }) => [ticker, free, short]);

test('sales of one instrument are reckoned together, and what is held covers the first of them', () => {
  const sales = [
    { instrument: SBER, amount: 60 },
    { instrument: GAZP, amount: 10 },
    { instrument: SBER, amount: 60 },
  ];
  const securities = [
    { instrumentUid: 'sber', free: 100, blocked: 0 },
    { instrumentUid: 'gazp', free: 10, blocked: 0 },
  ];
  expect(short(sales, { securities })).toEqual([['SBER', 100, 20]]);
  expect(short(sales, { securities: [] })).toEqual([
    ['SBER', 0, 120],
    ['GAZP', 0, 10],
  ]);
});

test('what runs sells first, what is short already covers nothing, and a purchase to come counts for nothing', () => {
  const sales = [{ instrument: SBER, amount: 60 }];
  const held = (free: number, blocked = 0) => [{ instrumentUid: 'sber', free, blocked }];
  expect(short(sales, { securities: held(60), running: [runningSale(20)] })).toEqual([['SBER', 40, 20]]);
  // Twenty of that sale stand in an order, and are not free already.
  expect(short(sales, { securities: held(60, 20), running: [runningSale(20)] })).toEqual([]);
  expect(short(sales, { securities: held(-30) })).toEqual([['SBER', 0, 60]]);
  const purchase = { ...runningSale(60), direction: 'buy' as const };
  expect(short(sales, { securities: held(0), running: [purchase] })).toEqual([['SBER', 0, 60]]);
});
