import { describe, expect, test } from '@jest/globals';
import { ladderFromWords, nukeFromWords } from '../../../commands/ladder/words.js';

const words = (text: string) => text.split(' ').filter((each) => each !== '');
const ladder = (text: string) => ladderFromWords('stops', words(text));
const nuke = (text: string) => nukeFromWords(words(text));

describe('a ladder in the chat', () => {
  test.each([
    ['', {}],
    ['levels 15,20,25', { levels: ['15', '20', '25'] }],
    ['Levels 15%, 20%, 25%', { levels: ['15', '20', '25'] }],
    ['levels 15 20 sum 300 000 minutes 60', { levels: ['15', '20'], sum: '300000', lifetimeMinutes: 60 }],
    ['renew market sum 1000,50', { renew: true, market: true, sum: '1000.50' }],
    ['list', { list: 'show' }],
    ['ADD SBER, GAZP', { list: 'add', tickers: 'SBER, GAZP' }],
    ['unblock sber', { list: 'unblock', tickers: 'sber' }],
  ])('/stops %s', (text, args) => {
    expect(ladder(text)).toEqual(args);
  });

  test.each(['SBER', 'add', 'list SBER', 'market yes', 'minutes soon', 'sum 1 sum 2', '300000'])(
    '/stops %s cannot be read',
    (text) => {
      expect(() => ladder(text)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );

  test.each([
    ['SBER 1000000', { ticker: 'SBER', sum: '1000000' }],
    [
      'SBER 1 000 000 levels 0, 3 market',
      { ticker: 'SBER', sum: '1000000', levels: ['0', '3'], market: true },
    ],
  ])('/nuke %s', (text, args) => {
    expect(nuke(text)).toEqual(args);
  });

  test.each(['', 'SBER', 'SBER market'])('/nuke %s cannot be read', (text) => {
    expect(() => nuke(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
