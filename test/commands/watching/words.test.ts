import { expect, test } from '@jest/globals';
import { alertFromWords } from '../../../commands/watching/words.js';

test.each([
  ['SBER 300', { ticker: 'SBER', price: '300' }],
  ['SBER 312,5 once', { ticker: 'SBER', price: '312.5', once: true }],
  ['SRZ6 SBER 250', { farTicker: 'SRZ6', nearTicker: 'SBER', price: '250' }],
  ['SRZ6 SBER -12.5 100', { farTicker: 'SRZ6', nearTicker: 'SBER', price: '-12.5', ratio: '100' }],
  [
    'SRZ6 SBER +250 100 раз',
    { farTicker: 'SRZ6', nearTicker: 'SBER', price: '250', ratio: '100', once: true },
  ],
])('/alert %s', (words, args) => {
  expect(alertFromWords(words.split(' '))).toEqual(args);
});

test.each([
  '',
  'SBER',
  'SBER once',
  '300',
  '300 SBER',
  'SBER 300 5',
  'A B C 5',
  'A B 5 6 7',
  'A B 5 x',
  'SBER x',
])('/alert %s is answered with how it is written', (words) => {
  expect(() => alertFromWords(words.split(' ').filter(Boolean))).toThrow(
    expect.objectContaining({ code: 'usage', data: { command: 'alert' } }),
  );
});
