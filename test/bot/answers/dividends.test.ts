/** What the scan of dividends came to, in words: a line a row, in as many messages as it takes. */
import { describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../../bot/answers/messages.js';
import { outcomeText } from '../../../bot/answers/outcome.js';
import type { DividendsAnswer, ShownDividendRow } from '../../../commands/index.js';
import { LOCALES } from '../../../locales/index.js';

const ROW: ShownDividendRow = {
  ...{ farTicker: 'SRM7', nearTicker: 'SBER', shareTicker: 'SBER', ratio: '100', size: '100', days: 199 },
  ...{
    basis: 'book',
    farPrice: '28500',
    nearPrice: '300',
    sharePrice: '300',
    price: '-1500',
    tradable: true,
  },
  ...{ dividend: '34.123456789', perContract: '3412.3456789', yield: '11.374486' },
  ...{ announced: null, spread: null },
};

const told = (
  { rows, ...more }: Pick<DividendsAnswer, 'rows'> & Partial<DividendsAnswer>,
  locale: 'ru' | 'en' = 'en',
) => {
  const market = { leftOut: 0, found: rows.length, at: '2026-11-30T12:00:00.000Z' };
  const result: DividendsAnswer = { ...market, rate: '18', leastYield: '1', rows, ...more };
  return outcomeText({ locale, command: 'dscan', outcome: { kind: 'result', result } })
    .replaceAll(/[\u00a0\u2007]/g, ' ')
    .split('\n');
};

const paid = (amount: string, currency: string, recordDate: string) => ({
  ...{ amount, currency, recordDate, lastBuyDate: recordDate },
});

describe('a row', () => {
  test.each<[string, Partial<ShownDividendRow>, string]>([
    ['with kopecks and two digits of a percent', {}, '11.37 % 34.12 199 d -1500.00 SRM7 – SBER'],
    [
      'of a share of kopecks, with the digits that say something',
      { dividend: '0.001234567', price: '-0.5' },
      '11.37 % 0.00123 199 d -0.50 SRM7 – SBER',
    ],
    [
      'by last prices, and of what cannot be traded',
      { basis: 'last', tradable: false },
      '11.37 % 34.12 199 d -1500.00 SRM7 – SBER · by last prices · cannot be traded',
    ],
    [
      'beside what was announced',
      {
        announced: {
          ...{ amount: '34.84', recordDate: '2027-06-07', difference: '-0.716543211' },
          dividends: [paid('34.84', 'RUB', '2027-06-07')],
        },
      },
      '11.37 % 34.12 199 d -1500.00 SRM7 – SBER · announced 34.84 ₽ for 2027-06-07, difference -0.717',
    ],
    [
      'beside several in another currency',
      {
        announced: {
          ...{ amount: null, recordDate: '2027-06-07', difference: null },
          dividends: [paid('1', 'USD', '2027-06-07'), paid('1', 'USD', '2027-06-10')],
        },
      },
      '11.37 % 34.12 199 d -1500.00 SRM7 – SBER · announced in another currency for 2027-06-07 and 1 more',
    ],
  ])('%s', (_, change, line) => {
    expect(told({ rows: [{ ...ROW, ...change }] })[2]).toBe(line);
  });

  test('keeps its columns under those of the others', () => {
    const [, , ...lines] = told({
      rows: [ROW, { ...ROW, yield: '1.5', dividend: '4', days: 7, price: '3' }],
    });
    expect(lines).toEqual([
      '11.37 % 34.12 199 d -1500.00 SRM7 – SBER',
      ' 1.50 %  4.00   7 d     3.00 SRM7 – SBER',
    ]);
  });
});

test.each(LOCALES)(
  'as many as can be asked for take several messages, none cut inside a line: %s',
  (locale) => {
    const lines = told({ rows: Array.from({ length: 500 }, () => ROW), found: 700, leftOut: 3 }, locale);
    expect(lines).toHaveLength(2 + 500 + 1);
    expect(lines[0]).toContain('700');
    expect(lines[0]).toContain('500');
    expect(lines.at(-1)).toContain('3');
    const messages = messagesOf(lines.join('\n'));
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.join('\n').split('\n')).toEqual(lines);
  },
);
