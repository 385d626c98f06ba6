import Type from 'typebox';
import { Ticker } from './arguments.js';
import { defineCommand } from './define-command.js';
import { tickerFromWords } from './order-words.js';
import { tickerNow } from './search/ticker-now.js';

/** Tells an instrument with its market, and what makes a spread with it. */
export const ticker = defineCommand({
  name: 'ticker',
  arguments: Type.Object({ ticker: Ticker }, { additionalProperties: false }),
  fromWords: (words) => tickerFromWords('ticker', words),
  run: async ({ ticker: wanted }, context) => ({ kind: 'result', result: await tickerNow(wanted, context) }),
});
