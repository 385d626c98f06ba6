/** Which two instruments make a spread, by the exchange's own catalogue. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkSpreadPair, type WantedSpread } from '../../../commands/spread/pair.js';
import { describeError } from '../../../locales/index.js';
import { openSpreadGround, refusalOf, type SpreadGround } from '../spread-ground.js';

let ground: SpreadGround;
let [near, far, gazp] = ['', '', ''];
beforeAll(async () => {
  ground = await openSpreadGround();
  [near, far] = [ground.ticker(0), ground.ticker(1)];
  gazp = far.replace('SR', 'GZ');
});
afterAll(() => ground?.stop());

const check = (farTicker: string, nearTicker: string, more: Partial<WantedSpread> = {}) =>
  checkSpreadPair({ farTicker, nearTicker, sell: true, amount: 7, price: '250', ...more }, ground);
const refused = (...asked: Parameters<typeof check>) => refusalOf(check(...asked));
const ratio = async (...asked: Parameters<typeof check>) => (await check(...asked)).ratio.toFixed();

describe('the ratio', () => {
  test('of a future and its share is what one contract holds', async () => {
    expect(await ratio(far, 'SBER')).toBe('100');
    expect(await ratio(far.toLowerCase(), ' sber ')).toBe('100');
    expect(await ratio(far.replace('SR', 'LK'), 'LKOH')).toBe('10');
  });

  test('of two futures on one asset is that of their sizes', async () => {
    expect(await ratio(far, near)).toBe('1');
  });

  test('set by hand is taken, also for two assets', async () => {
    expect(await ratio(far, 'SBER', { ratio: '110' })).toBe('110');
    expect(await ratio(far, 'SBER', { ratio: 90 })).toBe('90');
    expect(await ratio(far, 'GAZP', { ratio: '200' })).toBe('200');
    expect(await ratio(far, near.replace('SR', 'GZ'), { ratio: '2' })).toBe('2');
  });

  test('fits when the whole amount takes whole lots: remainders on the way are carried', async () => {
    expect(await ratio(far, 'SBER', { amount: 4, ratio: '97.5' })).toBe('97.5');
    expect(await refused(far, 'SBER', { amount: 4, ratio: '97' })).toEqual({
      code: 'ratio-not-fitting',
      data: {
        nearTicker: 'SBER',
        ratio: '97',
        lot: '10',
        amount: '4',
        nearest: '95, 97.5',
        ofContracts: '100',
      },
    });
  });

  test.each([
    ['0', '10'],
    ['-100', '10'],
    ['3', '10'],
    ['104', '100, 110'],
  ])('of %s is refused with the nearest that fits: %s', async (given, nearest) => {
    expect(await refused(far, 'SBER', { amount: 1, ratio: given })).toMatchObject({
      code: 'ratio-not-fitting',
      data: { nearest },
    });
  });

  test('is nearest in single contracts where that of the amount cannot be written down', async () => {
    const { data } = await refused(far, 'SBER', { amount: 7, ratio: '98' });
    expect(data.nearest).toBe('90, 100');
    expect(await ratio(far, 'SBER', { amount: 7, ratio: '90' })).toBe('90');
  });

  test.each([
    [6, '96', '95, 100'],
    [12, '96', '95, 97.5'],
    [30, '96.5', '96, 97'],
  ])(
    'is nearest for %d contracts, where only some of the whole amount can be written down',
    async (amount, given, nearest) => {
      const { data } = await refused(far, 'SBER', { amount, ratio: given });
      expect(data.nearest).toBe(nearest);
      for (const each of nearest.split(', '))
        expect(await ratio(far, 'SBER', { amount, ratio: each })).toBe(each);
    },
  );

  test('that was given tells that of the contracts beside it, in words of contracts', async () => {
    const told = await refused(far, 'SBER', { amount: 5, ratio: '0' });
    expect(describeError('ru', told)).toBe(
      'Коэффициент 0 не подходит: на 5 контрактов нужно целое число лотов SBER больше нуля, в лоте 10 штук. Ближайшие подходящие: 2. Коэффициент самих контрактов: 100.',
    );
    expect(describeError('en', told)).toContain('The ratio of the contracts themselves: 100.');
  });
});

describe('what makes no spread is refused with the pair that would', () => {
  test('far and near exchanged', async () => {
    const data = { suggestedFar: far, suggestedNear: 'SBER' };
    expect(await refused('SBER', far)).toMatchObject({ code: 'legs-exchanged', data });
    expect(await refused(near, far)).toMatchObject({
      code: 'legs-exchanged',
      data: { suggestedFar: far, suggestedNear: near },
    });
  });

  test('equal legs', async () => {
    expect(await refused(far, far)).toMatchObject({
      code: 'legs-equal',
      data: { suggestedFar: far, suggestedNear: 'SBER' },
    });
    expect(await refused('SBER', 'SBER')).toMatchObject({
      code: 'legs-equal',
      data: { suggestedFar: near, suggestedNear: 'SBER' },
    });
  });

  test('unrelated legs: another share, another asset’s future, a bond even with a ratio', async () => {
    const data = { suggestedFar: far, suggestedNear: 'SBER' };
    expect(await refused(far, 'GAZP')).toMatchObject({ code: 'legs-unrelated', data });
    expect(await refused(far, near.replace('SR', 'GZ'))).toMatchObject({ code: 'legs-unrelated', data });
    expect(await refused(gazp, 'SBERP')).toMatchObject({
      code: 'legs-unrelated',
      data: { suggestedFar: gazp, suggestedNear: 'GAZP' },
    });
    expect(await refused(far, 'SU26238RMFS4', { ratio: '1' })).toMatchObject({
      code: 'legs-unrelated',
      data,
    });
  });

  test('an index has no share: without a ratio its futures make none, and none can be named', async () => {
    const [index, before] = [far.replace('SR', 'RI'), near.replace('SR', 'RI')];
    expect(await refused(index, before)).toMatchObject({
      code: 'legs-unrelated',
      data: { suggestedFar: null, suggestedNear: null },
    });
    expect(await ratio(index, before, { ratio: '1' })).toBe('1');
  });

  test('two shares', async () => {
    expect(await refused('GAZP', 'SBER')).toMatchObject({
      code: 'far-no-future',
      data: { suggestedFar: near.replace('SR', 'GZ'), suggestedNear: 'GAZP' },
    });
  });

  test('a perpetual future, on either side', async () => {
    const data = { suggestedNear: 'SBER' };
    expect(await refused('SBERF', 'SBER')).toMatchObject({
      code: 'leg-perpetual',
      data: { ...data, suggestedFar: near },
    });
    expect(await refused(far, 'SBERF', { ratio: '1' })).toMatchObject({
      code: 'leg-perpetual',
      data: { ...data, suggestedFar: far },
    });
  });

  test('a ticker that nobody lists', async () => {
    expect(await refused(far, 'NOSUCH')).toMatchObject({
      code: 'unknown-ticker',
      data: { ticker: 'NOSUCH' },
    });
  });
});

test('an amount of none or below is refused', async () => {
  expect(await refused(far, 'SBER', { amount: 0 })).toMatchObject({ code: 'not-positive' });
});
