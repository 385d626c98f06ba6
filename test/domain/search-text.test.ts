import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inCyrillic, inLatin, plainWords, searchTextOf } from '../../domain/search-text.js';

const sber = {
  ticker: 'SBER',
  name: 'Сбер Банк',
  isin: 'RU0009029540',
  figi: 'BBG004730N88',
};

describe('what an instrument is found by', () => {
  test.each(['сбер', 'sber', 'сбер банк', 'sber bank', 'ru0009029540', 'bbg004730n88'])('%s', (text) => {
    expect(searchTextOf(sber)).toContain(text);
  });

  test('a name in Latin is found in Russian too, and letters of two are one', () => {
    const text = searchTextOf({ ticker: 'SHCHZ', name: 'Yandex  Fund', isin: '', figi: '' });
    expect(text).toContain('яндекс фунд');
    expect(text).toContain('щз');
  });

  test('a name that is written with ё is found with е', () => {
    expect(searchTextOf({ ...sber, name: 'Учёт' })).toContain(plainWords('УЧЕТ'));
  });
});

test('whatever is given: small letters alone, one space between words, nothing empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, ticker) => {
      const text = searchTextOf({ ...sber, name, ticker });
      expect(text).toBe(plainWords(text));
    }),
  );
});

test('Russian letters come back from Latin ones, but for those that sound alike', () => {
  const letters = [...'абвгджзиклмнопрстуфхцчшщюя'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...letters), { maxLength: 12 }), (some) => {
      // Parted, because two that meet may look like a third one in Latin.
      const name = some.join('о');
      expect(inCyrillic(inLatin(name))).toBe(name);
    }),
  );
});
