import { describe, expect, test } from '@jest/globals';
import { readCommand } from '../../bot/words.js';

describe('readCommand', () => {
  test.each([
    ['/tasks', { name: 'tasks', words: [] }],
    ['  /Buy   SBER\n100000 ', { name: 'buy', words: ['SBER', '100000'] }],
    ['/stop@Trademan_Bot sellbuy/3', { name: 'stop', words: ['sellbuy/3'] }],
  ])('%j is a command', (text, asked) => {
    expect(readCommand(text, 'trademan_bot')).toEqual(asked);
  });

  test.each(['buy SBER', '', '/', '/stop@another_bot', 'see /stop', '/стоп'])('%j is none', (text) => {
    expect(readCommand(text, 'trademan_bot')).toBeUndefined();
  });
});
