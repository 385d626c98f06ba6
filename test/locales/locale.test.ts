import { describe, expect, test } from '@jest/globals';
import { pickLocale } from '../../locales/index.js';

describe('pickLocale', () => {
  test.each([
    [undefined, 'ru'],
    ['', 'ru'],
    ['ru', 'ru'],
    ['ru-RU', 'ru'],
    ['en', 'en'],
    ['pt-br', 'en'],
    ['de, ru;q=0.5, en;q=0.4', 'ru'],
    ['*', 'ru'],
    ['en-US,en;q=0.9,ru;q=0.8', 'en'],
    ['en;q=0.5, ru', 'ru'],
    ['de;q=0, ru;q=0.1', 'ru'],
    [';;q=x,,', 'ru'],
  ])('%j is answered in %s', (wanted, locale) => {
    expect(pickLocale(wanted)).toBe(locale);
  });
});
