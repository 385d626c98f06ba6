import { describe, expect, test } from '@jest/globals';
import { amendmentFromWords } from '../../commands/amendment-words.js';
import { UsageError } from '../../commands/errors.js';
import { commands } from '../../commands/index.js';
import {
  nothingFromWords,
  orderFromWords,
  taskFromWords,
  tickerFromWords,
} from '../../commands/order-words.js';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe('the text form of an order', () => {
  test.each([
    ['SBER 100000', { ticker: 'SBER', sum: '100000' }],
    ['SBER 100000,5', { ticker: 'SBER', sum: '100000.5' }],
    ['100 SBER', { ticker: 'SBER', amount: 100 }],
    ['100 sber @ 312.5', { ticker: 'sber', amount: 100, limitPrice: '312.5' }],
    ['100 SBER @312,5', { ticker: 'SBER', amount: 100, limitPrice: '312.5' }],
    ['SBER 100000 @ 312.5', { ticker: 'SBER', sum: '100000', limitPrice: '312.5' }],
    ['VEON-RX 5000', { ticker: 'VEON-RX', sum: '5000' }],
  ])('%s', (text, args) => {
    expect(orderFromWords('buy', words(text))).toEqual(args);
  });

  test.each([
    '',
    'SBER',
    '100',
    'SBER GAZP',
    '100 200',
    '100.5 SBER',
    '-100 SBER',
    'SBER -100',
    'SBER 1e5',
    'SBER 100 000',
    '100 SBER @',
    '100 SBER @ cheap',
    '100 SBER @ 312 5',
    '100 SBER 312.5',
    '@ 312.5 100 SBER',
    '100 SBER @ 312.5 @ 313',
  ])('is not guessed from "%s"', (text) => {
    expect(() => orderFromWords('buy', words(text))).toThrow(UsageError);
  });
});

describe('the text form of an amendment', () => {
  test.each([
    ['sellbuy/7 20000', { task: 'sellbuy/7', amount: 20_000 }],
    ['sellbuy/7 @ 312,5', { task: 'sellbuy/7', limitPrice: '312.5' }],
    ['sellbuy/7 200 @312.5', { task: 'sellbuy/7', amount: 200, limitPrice: '312.5' }],
    ['sellbuy/7 @ any', { task: 'sellbuy/7', limitPrice: null }],
    ['sellbuy/7 200 @ Любая', { task: 'sellbuy/7', amount: 200, limitPrice: null }],
    ['spread/7 @ -12,5', { task: 'spread/7', limitPrice: '-12.5' }],
    ['spread/7 price 240 slop 3', { task: 'spread/7', limitPrice: '240', slop: 3 }],
    [
      'spread/7 5 @ 240 RATIO 99,5 payUpTicks 0 displayQuantity 1 maxUnhedged 2 now',
      {
        ...{ task: 'spread/7', amount: 5, limitPrice: '240', ratio: '99.5', payUpTicks: 0 },
        ...{ displayQuantity: 1, maxUnhedged: 2, now: true },
      },
    ],
    [
      'spread/7 now off until none amount 4 displayquantity нет maxUnhedged none',
      {
        ...{ task: 'spread/7', now: false, until: null, amount: 4 },
        ...{ displayQuantity: null, maxUnhedged: null },
      },
    ],
    [
      'spread/7 now until 2026-12-01T15:30:00Z',
      { task: 'spread/7', now: true, until: '2026-12-01T15:30:00Z' },
    ],
  ])('%s', (text, args) => {
    expect(amendmentFromWords(words(text))).toEqual(args);
  });

  test.each([
    '',
    'sellbuy/7',
    'sellbuy/7 @',
    '@ 312.5',
    'sellbuy/7 -5',
    'sellbuy/7 1.5',
    'sellbuy/7 1 2',
    'sellbuy/7 @ cheap',
    'spread/7 slop',
    'spread/7 slop three',
    'spread/7 slop none',
    'spread/7 speed 3',
    'spread/7 5 amount 6',
    'spread/7 @ 240 price 250',
    'spread/7 now now',
    'price 240 spread/7',
  ])('is not guessed from "%s"', (text) => {
    expect(() => amendmentFromWords(words(text))).toThrow(UsageError);
  });
});

test('other commands take what they need and nothing else', () => {
  expect(tickerFromWords('dump', ['SBER'])).toEqual({ ticker: 'SBER' });
  expect(() => tickerFromWords('dump', [])).toThrow(UsageError);
  expect(() => tickerFromWords('dump', ['SBER', '10'])).toThrow(UsageError);
  expect(taskFromWords('stop', [], { needed: false })).toEqual({});
  expect(taskFromWords('stop', ['sellbuy/3'], { needed: false })).toEqual({ task: 'sellbuy/3' });
  expect(() => taskFromWords('pause', [], { needed: true })).toThrow(UsageError);
  expect(() => taskFromWords('stop', ['sellbuy/3', 'now'], { needed: false })).toThrow(UsageError);
  expect(nothingFromWords('tasks', [])).toEqual({});
  expect(() => nothingFromWords('tasks', ['all'])).toThrow(UsageError);
});

test('every command has a text form', () => {
  for (const { name, fromWords } of commands)
    expect({ name, form: typeof fromWords }).toEqual({ name, form: 'function' });
});
