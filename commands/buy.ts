import Type from 'typebox';
import { Amount, DecimalText, Ticker } from './arguments.js';
import { questionOf, startAgreed } from './ask-order.js';
import { defineCommand } from './define-command.js';
import { orderFromWords } from './order-words.js';

/** What buying and selling one instrument take. */
export const orderArguments = Type.Object(
  {
    ticker: Ticker,
    sum: Type.Optional(DecimalText('Roubles to spend or to get')),
    amount: Type.Optional(Amount),
    limitPrice: Type.Optional(DecimalText('The worst price allowed, roubles for one security')),
  },
  { additionalProperties: false },
);

export const buy = defineCommand({
  name: 'buy',
  arguments: orderArguments,
  confirm: 'when-needed',
  fromWords: (words) => orderFromWords('buy', words),
  preview: (args, context) => questionOf({ direction: 'buy', ...args }, context),
  async run(args, context) {
    return { kind: 'started', tasks: [await startAgreed({ direction: 'buy', ...args }, context)] };
  },
});
