import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../commands/errors.js';
import { commands } from '../../commands/index.js';
import {
  amendmentFromWords,
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
