/** A ticker that several boards share: recorded instruments, and made-up others of theirs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Future, SharesResponse } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { boardsOf, listedAs } from '../../broker/boards.js';
import { fromFuture, fromShare } from '../../broker/instrument-conversions.js';
import type { Instrument } from '../../domain/instrument.js';

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/broker/shares.json', import.meta.url), 'utf8'),
) as object[];
const shares = SharesResponse.fromJSON({ instruments: recorded })
  .instruments.flatMap(fromShare)
  .map((each) => ({ ...each, uid: each.figi }));
const sber = shares.find(({ ticker }) => ticker === 'SBER') as Instrument;
const future = (year: number, change: object = {}): Instrument[] =>
  fromFuture(
    Future.fromJSON({
      uid: `SRH7-${year}`,
      ticker: 'SRH7',
      classCode: 'SPBFUT',
      currency: 'rub',
      lot: 1,
      apiTradeAvailableFlag: true,
      minPriceIncrement: { units: 1, nano: 0 },
      minPriceIncrementAmount: { units: 1, nano: 0 },
      expirationDate: `${year}-03-19T00:00:00.000Z`,
      lastTradeDate: `${year}-03-18T00:00:00.000Z`,
      ...change,
    }),
    new Map(),
  );

const listed = (others: readonly Instrument[], name: string) => {
  // Whatever the order in which the broker tells them.
  const [one, other] = [boardsOf([...shares, ...others]), boardsOf([...others, ...shares].reverse())];
  expect(listedAs(name, other)?.uid).toBe(listedAs(name, one)?.uid);
  return listedAs(name, one)?.uid;
};
const another = (change: Partial<Instrument>): Instrument => ({ ...sber, uid: 'other', ...change });

describe('the ticker alone', () => {
  test('stands for what was recorded: no ticker there is on two boards', () => {
    const { several, main } = boardsOf(shares);
    expect([several.size, main.size]).toEqual([0, shares.length]);
  });

  test.each([
    ['a board beside the main one', { classCode: 'SMAL' }],
    ['another currency', { classCode: 'TQBD', currency: 'USD' }],
    ['one that cannot be traded by API, on a main board', { classCode: 'TQTF', apiTradable: false }],
  ])('is the main one, and %s is named with its board', (_, change) => {
    const other = another(change);
    expect(listed([other], 'SBER')).toBe(sber.uid);
    expect(listed([other], ` sber@${change.classCode.toLowerCase()} `)).toBe('other');
    expect(listed([other], 'SBER@TQBR')).toBe(sber.uid);
    expect(listed([other], 'SBER@SPBXM')).toBeUndefined();
  });

  test('is nothing where no rule decides, and each is named with its board', () => {
    const other = another({ classCode: 'TQTF' });
    expect(listed([other], 'SBER')).toBeUndefined();
    expect(listed([other], 'SBER@TQTF')).toBe('other');
    expect(listed([other], 'SBER@TQBR')).toBe(sber.uid);
    const { several } = boardsOf([...shares, other]);
    expect(
      several
        .get('SBER')
        ?.map(({ classCode }) => classCode)
        .sort(),
    ).toEqual(['TQBR', 'TQTF']);
    // Neither is the ticker of a share that of a future, which lives longer.
    expect(listed([...future(2027, { ticker: 'SBER' })], 'SBER')).toBeUndefined();
  });

  test('of futures is the one that lives longer: tickers come again after ten years', () => {
    expect(listed([...future(2017), ...future(2027)], 'SRH7')).toBe('SRH7-2027');
    expect(listed([...future(2027), ...future(2017)], 'SRH7@SPBFUT')).toBe('SRH7-2027');
  });
});

test('one board needs no name, and takes no other', () => {
  const boards = boardsOf(shares);
  expect(listedAs('gazp@tqbr', boards)?.ticker).toBe('GAZP');
  for (const name of ['GAZP@TQTF', 'GAZP@', '@TQBR', '@', '']) expect(listedAs(name, boards)).toBeUndefined();
});

test('every recorded ticker that is decided leads to itself, BMW@DE too, alone and with its board', () => {
  const boards = boardsOf(shares);
  const decided = [...boards.main.values()];
  expect(decided.filter(({ ticker }) => ticker.includes('@')).length).toBeGreaterThan(40);
  for (const each of decided) {
    expect(listedAs(each.ticker, boards)).toBe(each);
    expect(listedAs(`${each.ticker}@${each.classCode}`, boards)).toBe(each);
  }
});
