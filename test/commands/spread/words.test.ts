import { describe, expect, test } from '@jest/globals';
import { checkArguments } from '../../../commands/arguments.js';
import { UsageError } from '../../../commands/index.js';
import { spreadArguments } from '../../../commands/spread/arguments.js';
import { momentOf, rowFromWords, spreadFromWords, unwindFromWords } from '../../../commands/spread/words.js';

const words = (text: string) => text.split(' ').filter((word) => word !== '');
const terms = { sell: true, amount: 5, farTicker: 'SRH7', nearTicker: 'SBER', price: '250' };

describe('spreadFromWords', () => {
  test.each([
    ['sell 5 SRH7 SBER 250', terms],
    ['BUY 5 SRH7 SBER -12,5', { ...terms, sell: false, price: '-12.5' }],
    ['sell 5 SRH7 SBER 0', { ...terms, price: '0' }],
    ['sell 5 SRH7 SBER 250 ratio 100 slop 3', { ...terms, ratio: '100', slop: 3 }],
    [
      'sell 5 SRH7 SBER 250 now PAYUPTICKS 1 displayQuantity 2 maxUnhedged 3 until 2099-12-01T15:30:00Z',
      {
        ...terms,
        now: true,
        payUpTicks: 1,
        displayQuantity: 2,
        maxUnhedged: 3,
        until: '2099-12-01T15:30:00Z',
      },
    ],
  ])('%s', (text, wanted) => {
    const args = spreadFromWords(words(text));
    expect(args).toEqual(wanted);
    expect(checkArguments(spreadArguments, args)).toEqual(wanted);
  });

  test.each([
    '',
    'sell',
    'hold 5 SRH7 SBER 250',
    'sell five SRH7 SBER 250',
    'sell 5 SRH7 SBER',
    'sell 5 SRH7 SBER cheap',
    'sell 5 SRH7 SBER 250 slop',
    'sell 5 SRH7 SBER 250 slop -1',
    'sell 5 SRH7 SBER 250 slop 1 slop 2',
    'sell 5 SRH7 SBER 250 tomorrow',
  ])('%j makes no sense', (text) => {
    expect(() => spreadFromWords(words(text))).toThrow(UsageError);
  });
});

test.each([
  ['18:30', '2026-11-24T15:00:00Z', '2026-11-24T15:30:00.000Z'],
  ['18:30', '2026-11-24T15:30:00Z', '2026-11-25T15:30:00.000Z'],
  ['1:05', '2026-11-24T21:30:00Z', '2026-11-24T22:05:00.000Z'],
  ['24:00', '2026-11-24T15:00:00Z', '24:00'],
])('%s in Moscow, said at %s, is %s', (word, now, moment) => {
  expect(momentOf(word, Date.parse(now))).toBe(moment);
});

test('a row, or all of them', () => {
  expect(rowFromWords('spreads', [])).toEqual({});
  expect(rowFromWords('spreads', ['5'])).toEqual({ id: 5 });
  for (const wrong of [['five'], ['5', '6'], ['-5']])
    expect(() => rowFromWords('spreads', wrong)).toThrow(UsageError);
});

test('a spread to unwind, and its price', () => {
  expect(unwindFromWords(['spread/7', '-240,5'])).toEqual({ task: 'spread/7', price: '-240.5' });
  for (const wrong of [[], ['spread/7'], ['spread/7', 'cheap'], ['spread/7', '1', '2']])
    expect(() => unwindFromWords(wrong)).toThrow(UsageError);
});
