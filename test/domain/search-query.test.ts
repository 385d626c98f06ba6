import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOtherLayout, misspelt, searchQueries } from '../../domain/search-query.js';

test('what is written is compared in both alphabets; only Latin letters make a ticker', () => {
  expect(searchQueries('  Сбер   Банк ')[0]).toMatchObject({
    words: ['сбер банк', 'sber bank'],
    codes: [],
    latin: 'sber bank',
    board: null,
  });
  expect(searchQueries('Сбер@tqbr')).toMatchObject([
    { codes: ['SBER@TQBR'], board: null },
    { codes: ['SBER'], latin: 'sber', board: 'TQBR' },
  ]);
  expect(searchQueries(' ')[0]).toMatchObject({ words: [], codes: [], latin: '' });
});

test('the other layout of the keyboard: there and back', () => {
  expect([inOtherLayout('ЫИУК'), inOtherLayout('c,th'), inOtherLayout('Ufpghjv')]).toEqual([
    'sber',
    'сбер',
    'газпром',
  ]);
  const keys = fc.string({ unit: fc.constantFrom(...'qwertyuiop[]asdfghjkl;zxcvbnm,.') });
  fc.assert(fc.property(keys, (text) => expect(inOtherLayout(inOtherLayout(text))).toBe(text)));
});

test('one slip of the fingers away is all that it says, and from there it is one slip back', () => {
  const { swapped, changed } = misspelt('SBRE');
  expect(swapped).toEqual(['BSRE', 'SRBE', 'SBER']);
  expect(changed).toEqual(expect.arrayContaining(['SBR', 'BRE', 'SBERE', 'SBRE1', 'SBRB']));
  for (const code of ['', 'SR', 'GAZPROM']) expect(misspelt(code)).toEqual({ swapped: [], changed: [] });
  const code = fc.string({ unit: fc.constantFrom(...'ABC1'), minLength: 4, maxLength: 5 });
  fc.assert(
    fc.property(code, fc.nat(), (written, pick) => {
      const { swapped, changed } = misspelt(written);
      const all = [...swapped, ...changed];
      const meant = all[pick % all.length] ?? '';
      const back = misspelt(meant);
      expect([...back.swapped, ...back.changed]).toContain(written);
    }),
  );
});
