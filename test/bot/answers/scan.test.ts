/** Pairs above a rate in words: what a line says of each, and that columns keep their places. */
import { expect, test } from '@jest/globals';
import { outcomeText } from '../../../bot/answers/outcome.js';
import type { ScanAnswer, ShownScanRow } from '../../../commands/index.js';
import type { Locale } from '../../../locales/index.js';

const figures = (yearly: string, profit = '845.13975') => ({
  ...{ farPrice: '30885', nearPrice: '300.125', margin: '36012.5' },
  profit,
  yearly,
});

const row = (yearly: string, more: Partial<ShownScanRow> = {}): ShownScanRow => {
  const { margin, profit } = figures(yearly);
  const legs = { farTicker: 'SRH7', nearTicker: 'SBER', ratio: '100' };
  return {
    ...{ ...legs, days: 46, basis: 'book', margin, profit, yearly, tradable: true },
    book: { ...figures(yearly), amount: 4, commission: '27.36025', dividend: '0' },
    last: figures('19.10', '900'),
    spread: { ...legs, sell: true, amount: 4, price: '845.13' },
    ...more,
  };
};

const say = (rows: readonly ShownScanRow[], locale: Locale = 'en', more: Partial<ScanAnswer> = {}) =>
  outcomeText({
    locale,
    command: 'scan',
    outcome: {
      kind: 'result',
      result: { rate: '18', at: '', sum: '100000', rows, leftOut: 0, pairs: 115, chatRows: 70, ...more },
    },
  })
    .replaceAll('\u00a0', ' ')
    .split('\n');

const later = row('9.50', {
  ...{ days: 7, basis: 'last', tradable: false, book: null, profit: '1.2' },
  last: figures('9.50', '1.2'),
});
const withDividend = row('123456.00', {
  nearTicker: 'SRZ6',
  days: 136,
  book: { ...figures('123456.00'), amount: 1, commission: '1', dividend: '300' },
});

test('each with its yield, profit, margin and days, and with what is special of it', () => {
  expect(say([withDividend, row('21.64'), later])).toEqual([
    'More than 18 % a year: 3 pairs of 115.',
    'A year (at last prices), profit / margin of a contract in roubles, days. Prices of the books for 100 000 ₽, net of commission.',
    '>99999 % (19.10) 845.14 / 36012.50 136 d SRH7 – SRZ6 · with a dividend of 300.00',
    '\u200721.64 % (19.10) 845.14 / 36012.50 \u200746 d SRH7 – SBER',
    '\u2007\u20079.50 % (\u20079.50) \u2007\u20071.20 / 36012.50 \u2007\u20077 d SRH7 – SBER · at last prices · does not trade',
  ]);
});

test('in Russian, and how many there are beyond those that are shown', () => {
  const [title, columns, ...lines] = say([row('21.64'), later], 'ru', { chatRows: 1, leftOut: 2 });
  expect(title).toBe('Больше 18 % годовых: 2 пары из 115, показываю первые 1.');
  expect(columns).toContain('Цены стаканов на 100 000 ₽, за вычетом комиссии.');
  expect(lines).toEqual([
    '21.64 % (19.10) 845.14 / 36012.50 46 д. SRH7 – SBER',
    'Не всё известно о ценах, поэтому не посчитал: 2 пары',
  ]);
  expect(say([later], 'ru').at(-1)).toBe(
    '9.50 % (9.50) 1.20 / 36012.50 7 д. SRH7 – SBER · по последним ценам · торгов нет',
  );
});

test('none at all', () => {
  expect(say([])).toEqual(['None of 115 pairs brings more than 18 % a year.']);
  expect(say([], 'ru')).toEqual(['Больше 18 % годовых не приносит ни одна пара из 115.']);
});
